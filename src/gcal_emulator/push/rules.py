"""What goes wrong with messages on demand."""

from collections.abc import Callable
from dataclasses import dataclass, fields

ACTIONS = ("drop", "duplicate", "delay", "reorder")
LONGEST = 3600
KINDS: dict[str, tuple[type, ...]] = {
    "action": (str,),
    "channel_id": (str,),
    "times": (int,),
    "probability": (int, float),
    "seconds": (int, float),
    "met": (int,),
}


@dataclass
class PushRule:
    """What goes wrong with messages: so many of a channel, or of all.

    ``drop`` loses one, ``duplicate`` sends it twice, ``delay`` holds it for some seconds, and
    ``reorder`` lets the channel's next message pass it. Raises ValueError for what cannot be.
    """

    action: str
    channel_id: str = ""
    times: int = 1
    probability: float = 1.0
    """By chance, drawn from the world's seed."""
    seconds: float = 1.0
    met: int = 0
    """How many messages it has hit."""

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if type(value) not in KINDS[each.name]:
                raise ValueError(f"The {each.name} of a push rule cannot be {value!r}.")
        if self.action not in ACTIONS or self.times < 0:
            raise ValueError(f"A push rule is one of {', '.join(ACTIONS)}, at least once.")
        if not 0 < self.probability <= 1 or not 0 <= self.seconds <= LONGEST:
            raise ValueError("A probability is above 0 and at most 1; seconds from 0 to 3600.")

    def hits(self, channel_id: str, draw: Callable[[], float]) -> bool:
        """Say whether a message of a channel meets the rule, and count it."""
        if not self.times or self.channel_id not in ("", channel_id):
            return False
        if self.probability < 1 and draw() >= self.probability:
            return False
        self.times -= 1
        self.met += 1
        return True
