"""A local Google: OAuth and Calendar v3, for tests and for trying things out.

>>> from gcal_emulator import Emulator
>>> with Emulator(seed="demo") as google:
...     google.url.startswith("http://127.0.0.1:")
True
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gcal_emulator.server import Emulator, NotLoopbackError

__all__ = ["Emulator", "NotLoopbackError"]


def __getattr__(name: str) -> Any:
    """Load the emulator when it is first used: its pytest plugin is part of every test run."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module("gcal_emulator.server"), name)
