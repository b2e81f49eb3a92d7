"""The classic colours (G-5), by their ids."""

import re

_CALENDAR = (
    "ac725e d06b64 f83a22 fa573c ff7537 ffad46 42d692 16a765 7bd148 b3dc6c fbe983 fad165 "
    "92e1c0 9fe1e7 9fc6e7 4986e7 9a9cff b99aff c2c2c2 cabdbf cca6ac f691b2 cd74e6 a47ae2"
)
_EVENT = "a4bdfc 7ae7bf dbadff ff887c fbd75b ffb878 46d6db e1e1e1 5484ed 51b749 dc2127"
FOREGROUND = "#1d1d1d"
FOREGROUND_OF_ENTRIES = "#000000"
"""Calendar lists name another one than the palette (Z-22)."""
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")

CALENDAR_COLORS = {str(n): f"#{color}" for n, color in enumerate(_CALENDAR.split(), 1)}
EVENT_COLORS = {str(n): f"#{color}" for n, color in enumerate(_EVENT.split(), 1)}


def is_color(text: str) -> bool:
    """Say whether a text is a colour as ``#rrggbb``."""
    return _COLOR.fullmatch(text) is not None


def nearest(color: str) -> str:
    """Give the id of the calendar colour that is nearest to one (C-8)."""
    wanted = _channels(color)

    def distance(color_id: str) -> int:
        pairs = zip(wanted, _channels(CALENDAR_COLORS[color_id]), strict=True)
        return sum((a - b) ** 2 for a, b in pairs)

    return min(CALENDAR_COLORS, key=distance)


def _channels(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:]))
