"""Kill workers at random points: ``python -m tests.killer --kills 200 --database postgresql``."""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.killer.campaign import SETTINGS, Campaign, Verdict
from tests.killer.history import recorded
from tests.killer.remote import Remote
from tests.killer.writes import Verdict as WritesVerdict
from tests.killer.writes import WritesCampaign
from tests.servers.postgresql import new_database
from tests.servers.redis import Broker, running_broker
from tests.servers.site import Site, running_site

from gcal_emulator import Emulator

DATABASES = ("sqlite", "postgresql", "celery")
"""The last one is PostgreSQL too, with Celery and a broker in place of ``gcal_worker``."""
TICK_SECONDS = "1"


def main() -> int:
    """Run what the command line asks for; give 1 where something was broken."""
    options = _options()
    again = f"python -m tests.killer --kills {options.kills} --stops {options.stops}"
    again += f" --events {options.events} --page {options.page}"
    again += " --writes" * options.writes
    again += f" --database {options.database} --seed {options.seed}"
    print(again, flush=True)  # noqa: T201
    verdict = _written(options) if options.writes else _pulled(options)
    print(f"{options.database}: {verdict}")  # noqa: T201
    for each in verdict.broken:
        print(f"  {each}")  # noqa: T201
    return int(bool(verdict.broken))


def _pulled(options: argparse.Namespace) -> Verdict:
    with _site(options.database) as (site, google, _):
        campaign = Campaign(
            site, Remote(google), seed=options.seed, events=options.events, page=options.page
        )
        return campaign.run(kills=options.kills, stops=options.stops)


def _written(options: argparse.Namespace) -> WritesVerdict:
    with recorded() as history, _site(options.database) as (site, google, broker):
        campaign = WritesCampaign(site, Remote(google), history, seed=options.seed, broker=broker)
        return campaign.run(kills=options.kills, stops=options.stops)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.killer", description=__doc__)
    parser.add_argument("--writes", action="store_true", help="while edits are sent, not pulls")
    parser.add_argument("--kills", type=int, default=20, help="how many workers are killed")
    parser.add_argument("--stops", type=int, help="how many sleep past their lease")
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--events", type=int, default=3000, help="of each calendar")
    parser.add_argument("--page", type=int, default=20, help="events on a page")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    if options.stops is None:
        options.stops = options.kills // 5
    return options


@contextmanager
def _site(database: str) -> Iterator[tuple[Site, Emulator, Broker | None]]:
    with (
        tempfile.TemporaryDirectory(prefix="killer-") as folder,
        _database_url(database) as url,
        running_broker() if database == "celery" else nullcontext() as broker,
        Emulator(seed="demo", keep_alive=True) as google,
        running_site(google, Path(folder), database_url=url, **SETTINGS, **_queue(broker)) as site,
    ):
        site.serve()
        yield site, google, broker


def _queue(broker: Broker | None) -> dict[str, str]:
    return {"CELERY_BROKER_URL": broker.url, "TICK_SECONDS": TICK_SECONDS} if broker else {}


@contextmanager
def _database_url(database: str) -> Iterator[str]:
    if database == "sqlite":
        yield ""
        return
    with new_database() as url:
        yield url


if __name__ == "__main__":
    sys.exit(main())
