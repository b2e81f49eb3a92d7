"""The figures as Prometheus reads them.

For staff, and for whoever sends the setting METRICS_TOKEN as a bearer token.
"""

import hmac

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dj_google_calendar.conf import conf
from dj_google_calendar.freshness import overview
from dj_google_calendar.metrics.exposition import written


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures in Prometheus' text format."""
    if not _may_see(request):
        return HttpResponse("These figures are for staff.\n", status=403, content_type="text/plain")
    text, content_type = written(overview())
    return HttpResponse(text, content_type=content_type)


def _may_see(request: HttpRequest) -> bool:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    wanted = conf.METRICS_TOKEN
    if wanted and kind.lower() == "bearer":
        return hmac.compare_digest(token.encode(), wanted.encode())
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_active and user.is_staff)
