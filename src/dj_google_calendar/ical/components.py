"""Components of iCalendar text: what an importer reads of them, within limits."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dj_google_calendar.ical.content import IcalError, Property, read, unfolded

DEEPEST, MOST_PROPERTIES, MOST_CHILDREN = 8, 4_000, 200
MOST_LINES = 200_000
LONGEST_VALUE = 100_000
"""An event that holds longer ones is not read; a file within the text is passed over."""
OF_TIME = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
"""Lines without which an event would take place at another time."""
BARE = ("VEVENT", "VTIMEZONE")
"""What some programs write without a calendar around it."""
OF_CALENDAR = frozenset({"NAME", "X-WR-CALNAME", "X-WR-TIMEZONE", "METHOD"})
KEPT = {
    "VCALENDAR": OF_CALENDAR,
    "VEVENT": frozenset(
        {"UID", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "TRANSP", "CLASS", "SEQUENCE"}
        | {"LAST-MODIFIED", "ORGANIZER", "ATTENDEE", "ATTACH", "URL", "COLOR", "EXRULE"}
        | {"X-MICROSOFT-CDO-BUSYSTATUS", *OF_TIME}
    ),
    "VALARM": frozenset({"ACTION", "TRIGGER"}),
    "VTIMEZONE": frozenset({"TZID", "X-LIC-LOCATION"}),
    "STANDARD": frozenset({"TZOFFSETTO", "RRULE"}),
    "DAYLIGHT": frozenset({"TZOFFSETTO", "RRULE"}),
}


@dataclass(slots=True)
class Component:
    """What stands between a BEGIN and its END."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)
    problem: str = ""
    """Why it cannot be read as a whole."""

    def of(self, name: str) -> list[Property]:
        """Give the properties of a name."""
        return [each for each in self.properties if each.name == name]

    def first(self, name: str) -> Property | None:
        """Give the first property of a name."""
        return next((each for each in self.properties if each.name == name), None)

    def text(self, name: str) -> str:
        """Give the first property of a name as text, or ''."""
        found = self.first(name)
        return found.text.strip() if found else ""


def components(source: str) -> Iterator[Component]:
    """Give each component below VCALENDAR as it ends, and VCALENDAR itself at its own end.

    Raises IcalError for what is no calendar, or nested too deeply. A component that does not
    end is given with its problem.
    """
    stack: list[Component] = []
    is_found = False
    for number, written in unfolded(source):
        if number > MOST_LINES:
            raise IcalError(f"It has more than {MOST_LINES:,} lines.")
        name, _, value = written.partition(":")
        match name.strip().upper():
            case "BEGIN":
                is_found |= _begin(stack, value, number)
            case "END":
                yield from _end(stack, value)
            case _ if stack and written.strip():
                _take(stack[-1], written, number)
    for left in stack[1:2]:
        left.problem = left.problem or f"{left.name} does not end."
        yield left
    yield from stack[:1]
    if not is_found:
        raise IcalError("It holds no calendar: there is no line BEGIN:VCALENDAR.")


def _begin(stack: list[Component], value: str, number: int) -> bool:
    name = value.strip().upper()
    if len(stack) >= DEEPEST:
        raise IcalError(f"Line {number}: components are nested more than {DEEPEST} deep.")
    if not stack and name in BARE:
        stack.append(Component("VCALENDAR", number))
    if not stack and name != "VCALENDAR":
        return False
    opened = Component(name, number)
    if len(stack) > 1:
        _add_child(stack[-1], opened)
    stack.append(opened)
    return True


def _add_child(parent: Component, child: Component) -> None:
    if len(parent.children) >= MOST_CHILDREN:
        parent.problem = f"It holds more than {MOST_CHILDREN} parts."
    else:
        parent.children.append(child)


def _end(stack: list[Component], value: str) -> Iterator[Component]:
    """Close a component; one whose END is missing ends with that around it, with its problem."""
    name = value.strip().upper()
    if name not in (each.name for each in stack):
        return
    while stack:
        closed = stack.pop()
        if closed.name != name:
            closed.problem = closed.problem or f"{closed.name} does not end."
        if len(stack) <= 1:
            yield closed
        if closed.name == name:
            return


def _take(component: Component, written: str, number: int) -> None:
    found = read(written, number)
    if found is None:
        if component.name == "VEVENT" and written.upper().startswith(OF_TIME):
            component.problem = f"Line {number} cannot be read: {written[:40]!r}."
        return
    if found.name not in KEPT.get(component.name, ()):
        return
    if len(found.value) > LONGEST_VALUE:
        if component.name == "VEVENT" and found.name != "ATTACH":
            component.problem = (
                f"Line {number}: {found.name} is longer than {LONGEST_VALUE:,} characters."
            )
        return
    if len(component.properties) >= MOST_PROPERTIES:
        component.problem = f"It holds more than {MOST_PROPERTIES} lines."
        return
    component.properties.append(found)
