"""Content lines of iCalendar: written, folded and escaped; unfolded and read (RFC 5545, 3.1)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LONGEST = 75
"""So many octets a line has, without its end."""
_NAME = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)?")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_UNSAFE = re.compile(r"[:;,]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CARETS = re.compile(r"\^(n|\^|')")


class IcalError(ValueError):
    """The text is no iCalendar that can be read; the message says why, and where."""


@dataclass(frozen=True, slots=True)
class Property:
    """One line: its name in capitals, its parameters by name in capitals, and its value."""

    name: str
    parameters: Mapping[str, str]
    value: str
    line: int

    @property
    def text(self) -> str:
        """The value as text, without escapes."""
        return _ESCAPED.sub(lambda found: _plain(found[1]), self.value)


def _plain(letter: str) -> str:
    return "\n" if letter in "nN" else letter


def text(name: str, value: object, **parameters: str | None) -> str:
    """Write a property whose value is text."""
    clean = _CONTROL.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))
    for letter in "\\;,":
        clean = clean.replace(letter, f"\\{letter}")
    return line(name, clean.replace("\n", "\\n"), **parameters)


def line(name: str, value: object, **parameters: str | None) -> str:
    """Write a property; parameters that are None or empty are left out, ``_`` stands for ``-``."""
    given = "".join(
        f";{key.replace('_', '-')}={_parameter(each)}" for key, each in parameters.items() if each
    )
    return f"{name}{given}:{_one_line(str(value))}"


def _one_line(value: str) -> str:
    return _CONTROL.sub("", value.replace("\r", "").replace("\n", ""))


def _parameter(value: str) -> str:
    """Quote what needs it; what no quotes can hold has carets (RFC 6868)."""
    clean = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    clean = clean.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{clean}"' if _UNSAFE.search(clean) else clean


def folded(written: str) -> bytes:
    """Give a line as octets, folded between characters, with its end."""
    octets = written.encode()
    if len(octets) <= LONGEST:
        return octets + b"\r\n"
    parts, at, longest = [], 0, LONGEST
    while at < len(octets):
        end = min(at + longest, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(octets[at:end])
        at, longest = end, LONGEST - 1
    return b"\r\n ".join(parts) + b"\r\n"


def unfolded(source: str) -> Iterator[tuple[int, str]]:
    """Give each line with the number at which it begins."""
    number, parts = 0, [""]
    for at, physical in enumerate(re.split(r"\r\n|\n|\r", source), start=1):
        if physical[:1] in (" ", "\t") and number:
            parts.append(physical[1:])
            continue
        if parts != [""]:
            yield number, "".join(parts)
        number, parts = at, [physical]
    if parts != [""]:
        yield number, "".join(parts)


def read(written: str, number: int) -> Property | None:
    """Read a line; None for what has no name, or no value."""
    named = _NAME.match(written)
    if named is None:
        return None
    at, parameters = named.end(), {}
    while (found := _PARAMETER.match(written, at)) is not None:
        parameters[found[1].upper()] = _bare(found[2])
        at = found.end()
    if written[at : at + 1] != ":":
        return None
    name = named[0].rpartition(".")[2].upper()
    return Property(name, parameters, written[at + 1 :], number)


def _bare(value: str) -> str:
    bare = value.replace('"', "").strip()
    return _CARETS.sub(lambda found: {"n": "\n", "^": "^", "'": '"'}[found[1]], bare)
