"""The control API below ``/_emulator/``: what a test does to the world, over HTTP.

Bodies are JSON objects, or forms as the inspector's buttons send them; what a request may hold
is what the method of :class:`gcal_emulator.server.Emulator` takes. Wrong ones answer 400 with
``error``.
"""

from gcal_emulator.control.actions import Emulated
from gcal_emulator.control.answer import answer_control

__all__ = ["Emulated", "answer_control"]
