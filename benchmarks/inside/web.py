"""Serves the site by threads, as Django's own server does; prints its port and the channels."""

import datetime as dt
import json
import logging
import sys

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from dj_google_calendar import clock
from dj_google_calendar.models import Channel
from dj_google_calendar.watch.channels import token_hash
from inside.site import new_account, new_calendar

CHANNELS = 100


class Handler(WSGIRequestHandler):
    """Sends an answer at once: it comes in two pieces, and the second would wait for an ACK."""

    disable_nagle_algorithm = True


def main() -> None:
    logging.disable(logging.CRITICAL)
    account = new_account()
    calendar = new_calendar(account, "0")
    Channel.objects.bulk_create(
        Channel(
            account=account,
            calendar=calendar,
            channel_id=f"channel-{number}",
            token_hash=token_hash(f"token-{number}"),
            resource_id="resource",
            state=Channel.State.LIVE,
            expires_at=clock.now() + dt.timedelta(days=1),
        )
        for number in range(CHANNELS)
    )
    server = ThreadedWSGIServer(("127.0.0.1", 0), Handler, allow_reuse_address=True)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    print(json.dumps(server.server_address[1]), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
