"""The processor's seconds for each notification, by turns: the usual way and ours."""

import json
import statistics
import sys

from dj_google_calendar import clock, tasks
from dj_google_calendar.models import Calendar, Notification
from inside.designs import naive, ours
from inside.site import Cpu, new_account, new_calendar

SIZE = 10_000
NOTIFICATIONS = {1: 60, 100: 6}
"""So many in a round, by the changes that each brings."""


def main(changes: int, rounds: int) -> None:
    account, cpu, times = new_account(), Cpu(), NOTIFICATIONS[changes]
    calendar = new_calendar(account, f"{SIZE}.changes{changes}")
    ours(calendar)
    spent: dict[str, list[float]] = {"naive": [], "ours": []}
    for _ in range(rounds):
        spent["naive"].append(_usual(calendar, cpu, times))
        spent["ours"].append(_ours(calendar, cpu, times))
    print(json.dumps({name: statistics.median(each) for name, each in spent.items()}))


def _usual(calendar: Calendar, cpu: Cpu, times: int) -> float:
    calendar.refresh_from_db()
    begun = cpu()
    for _ in range(times):
        naive(calendar)
    return (cpu() - begun) / times


def _ours(calendar: Calendar, cpu: Cpu, times: int) -> float:
    spent = 0.0
    for _ in range(times):
        Notification.objects.create(calendar=calendar, state="exists", received_at=clock.now())
        begun = cpu()
        assert tasks.pull(calendar.pk, only_if_wanted=True)
        spent += cpu() - begun
    return spent / times


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
