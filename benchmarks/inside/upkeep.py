"""The processor's seconds of a first pull, by turns without occurrences and with them."""

import json
import statistics
import sys
from collections.abc import Callable

from dj_google_calendar.models import Account, Occurrence
from dj_google_calendar.tasks import roll_on
from inside.designs import ours
from inside.events_alone import AS_IT_IS, insert_alone, nothing, written
from inside.site import Cpu, new_account, new_calendar, settle


def main(size: int, rounds: int) -> None:
    account, cpu = new_account(), Cpu()
    ways: dict[str, tuple[Callable[..., int], Callable[..., None]]] = {
        "without": (insert_alone, nothing),
        "singles": (AS_IT_IS[0], nothing),
        "with": AS_IT_IS,
    }
    spent: dict[str, list[float]] = {name: [] for name in (*ways, "rolled")}
    for _ in range(rounds):
        for name, way in ways.items():
            spent[name].append(_pull(account, cpu, size, *way))
        spent["rolled"].append(_roll(cpu))
    of = {name: statistics.median(each) for name, each in spent.items()}
    print(json.dumps({**of, "rows": Occurrence.objects.count()}))
    print(spent, file=sys.stderr)


def _pull(account: Account, cpu: Cpu, size: int, insert, follow) -> float:
    settle()
    calendar = new_calendar(account, str(size))
    with written(insert, follow):
        begun = cpu()
        ours(calendar)
        spent = cpu() - begun
    assert calendar.events.count() == size
    return spent


def _roll(cpu: Cpu) -> float:
    """Keep what the pull has left to the background."""
    begun = cpu()
    while roll_on():
        pass
    return cpu() - begun


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
