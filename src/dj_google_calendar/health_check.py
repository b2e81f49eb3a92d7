"""A check for django-health-check (4 or later): whether the mirror is as fresh as it should be.

::

    HealthCheckView.as_view(checks=[..., "dj_google_calendar.health_check.Mirror"])
"""

import dataclasses
import datetime as dt

from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable, ServiceWarning

from dj_google_calendar.freshness import overview
from dj_google_calendar.models import Account


@dataclasses.dataclass
class Mirror(HealthCheck):  # type: ignore[misc] # it has no types
    """Unavailable where changes wait too long or pulls are overdue; else warns of accounts."""

    longest_lag: dt.timedelta = dt.timedelta(minutes=10)

    def run(self) -> None:
        """Look at the figures."""
        seen = overview()
        if seen.longest_lag > self.longest_lag:
            raise ServiceUnavailable(f"A change waits for {seen.longest_lag}: is a worker running?")
        if seen.late:
            raise ServiceUnavailable(f"{seen.late} calendars are overdue: is a worker running?")
        if waiting := seen.accounts[Account.State.REAUTH_REQUIRED]:
            raise ServiceWarning(f"{waiting} accounts wait for a reconnect.")
