"""Which errors Google's client meets with another try."""

import pytest
from googleapiclient.errors import HttpError


@pytest.fixture
def tries(google, service):
    """Lets calls fail in a way, and counts how often the client calls with two more tries."""

    def counted(status, reason):
        google.fail(method="colors.get", status=status, reason=reason, times=9)
        request = service.colors().get()
        request._sleep = request._rand = lambda *_: 0  # the library's own seam for tests
        with pytest.raises(HttpError):
            request.execute(num_retries=2)
        return google.log.count("colors.get")

    return counted


@pytest.mark.rule("X-41")
@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (403, "userRateLimitExceeded"),
        (403, "rateLimitExceeded"),
        (429, "rateLimitExceeded"),
        (500, "backendError"),
        (503, "backendError"),
    ],
)
def test_rates_and_backend_errors_are_tried_again(tries, status, reason):
    assert tries(status, reason) == 3


@pytest.mark.rule("X-41")
@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (403, "quotaExceeded"),
        (403, "dailyLimitExceeded"),
        (404, "notFound"),
        (409, "conflict"),
        (410, "fullSyncRequired"),
        (412, "conditionNotMet"),
    ],
)
def test_all_others_are_not(tries, status, reason):
    assert tries(status, reason) == 1
