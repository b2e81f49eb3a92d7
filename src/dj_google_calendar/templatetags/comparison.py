"""Two addresses side by side, and what is different about them: pure, for a person's eyes."""

import difflib
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

PARTS = ("scheme", "host", "port", "path", "query")
USUAL_PORTS = {"http": "80", "https": "443"}


class Piece(NamedTuple):
    """A run of characters of an address, and whether the other one has it too."""

    text: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both addresses cut into pieces, and the names of the parts that differ."""

    registered: tuple[Piece, ...]
    ours: tuple[Piece, ...]
    differing: tuple[str, ...]


def compare(registered: str, ours: str) -> Comparison:
    """Cut two addresses into runs that they share and runs that only one of them has."""
    matcher = difflib.SequenceMatcher(a=registered, b=ours, autojunk=False)
    codes = matcher.get_opcodes()
    return Comparison(
        registered=tuple(
            Piece(registered[start:end], is_same=kind == "equal")
            for kind, start, end, *_ in codes
            if end > start
        ),
        ours=tuple(
            Piece(ours[start:end], is_same=kind == "equal")
            for kind, _, _, start, end in codes
            if end > start
        ),
        differing=_differing(registered, ours),
    )


def _differing(registered: str, ours: str) -> tuple[str, ...]:
    try:
        left, right = _parts(urlsplit(registered)), _parts(urlsplit(ours))
    except ValueError:
        # no address at all, e.g. a port that is not a number
        return ()
    if _only_slash_differs(left, right):
        return ("trailing slash",)
    return tuple(name for name in PARTS if left[name] != right[name])


def _parts(address: SplitResult) -> dict[str, str]:
    return {
        "scheme": address.scheme,
        "host": address.hostname or "",
        "port": str(address.port or "") or USUAL_PORTS.get(address.scheme, ""),
        "path": address.path,
        "query": address.query,
    }


def _only_slash_differs(left: dict[str, str], right: dict[str, str]) -> bool:
    same_elsewhere = all(left[name] == right[name] for name in PARTS if name != "path")
    paths = left["path"], right["path"]
    return same_elsewhere and paths[0] != paths[1] and paths[0].rstrip("/") == paths[1].rstrip("/")
