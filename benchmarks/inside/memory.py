"""By how much one first pull makes this process grow at most, in MB."""

import json
import sys

from resident import forget_peak, peak, resident

from inside.designs import ours
from inside.site import new_account, new_calendar


def main(size: str) -> None:
    account = new_account()
    calendar = new_calendar(account, size)
    forget_peak()
    idle = resident()
    ours(calendar)
    assert calendar.events.count() == int(size)
    print(json.dumps((peak() - idle) / 1e6))


if __name__ == "__main__":
    main(sys.argv[1])
