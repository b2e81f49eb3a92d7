"""A local Google: OAuth and Calendar v3, for tests and for trying things out.

>>> from gcal_emulator import Emulator
>>> with Emulator(seed="demo") as google:
...     google.url.startswith("http://127.0.0.1:")
True
"""

from gcal_emulator.server import Emulator, NotLoopbackError

__all__ = ["Emulator", "NotLoopbackError"]
