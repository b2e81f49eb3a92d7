"""What only matters in production."""

import os
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from django.conf import settings

from dj_google_calendar.conf import conf
from dj_google_calendar.doctor.redirect_uris import path_of, redirect_uris
from dj_google_calendar.findings import Finding
from dj_google_calendar.gateway.transport import is_plain_loopback

WITHOUT_WORKER = {
    "": "TASKS is missing, so pulls run inside requests.",
    "ImmediateBackend": "TASKS is immediate, so pulls run inside requests.",
    "DummyBackend": "TASKS keeps tasks without ever running them, so nothing is pulled.",
}


def deployment_findings() -> Iterator[Finding]:
    """Look at what only matters in production."""
    for uri in redirect_uris():
        if urlsplit(uri).scheme == "http" and not is_plain_loopback(uri):
            yield Finding("E007", f"The redirect URI {uri} is http.", "Serve the site over https.")
    yield from _webhook_findings(conf.WEBHOOK_URL)
    if not conf.ENCRYPTION_KEYS:
        yield Finding(
            "W021",
            "Credentials are encrypted with a key derived from SECRET_KEY.",
            "Set ENCRYPTION_KEYS, so that changing SECRET_KEY loses nothing; then run "
            "manage.py gcal_rotate_keys.",
        )
    if said := WITHOUT_WORKER.get(_task_backend().rpartition(".")[2]):
        hint = "Configure a backend with a worker, e.g. django_tasks_db.DatabaseBackend."
        yield Finding("W019", said, hint)
    for name in ("OAUTHLIB_INSECURE_TRANSPORT", "OAUTHLIB_RELAX_TOKEN_SCOPE"):
        if os.environ.get(name) and not settings.DEBUG:
            yield Finding("E022", f"{name} is set in production.", "Remove it; it is not needed.")


def _webhook_findings(url: str) -> Iterator[Finding]:
    if not url:
        return
    if urlsplit(url).scheme != "https" and not is_plain_loopback(url):
        said = f"WEBHOOK_URL is {url}, and Google sends notifications to https alone."
        yield Finding("W042", said, "Give the public https address of the site's webhook.")
    elif not urlsplit(url).path.endswith(own := path_of("webhook")):
        said = f"WEBHOOK_URL is {url}, which does not lead to {own}."
        yield Finding("W042", said, "Give the public https address of the site's webhook.")


def _task_backend() -> str:
    tasks = getattr(settings, "TASKS", None)
    default = tasks.get("default") if isinstance(tasks, Mapping) else None
    return str(default.get("BACKEND") or "") if isinstance(default, Mapping) else ""
