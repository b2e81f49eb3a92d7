"""Google's error answers map to one class each, by status and reason."""

import json

import pytest

from dj_google_calendar import exceptions
from dj_google_calendar.gateway.errors import BY_REASON, BY_STATUS, error_from_answer


def answer(code, reason, message="m", **more):
    error = {"errors": [{"domain": "global", "reason": reason}], "code": code, "message": message}
    return json.dumps({"error": error | more}).encode()


@pytest.mark.parametrize(("status", "reason"), BY_REASON)
def test_each_known_reason_maps_to_its_class(status, reason):
    error = error_from_answer(status, answer(status, reason))

    assert type(error) is BY_REASON[status, reason]
    assert (error.reason, error.http_status) == (reason, status)


def test_each_known_reason_leads_to_a_leaf_of_the_tree():
    classes = {*BY_REASON.values(), *BY_STATUS.values()}

    assert all(not cls.__subclasses__() for cls in classes)


def test_the_three_meanings_of_410_differ():
    expired = error_from_answer(410, answer(410, "fullSyncRequired"))
    deleted = error_from_answer(410, answer(410, "deleted"))

    assert isinstance(expired, exceptions.SyncTokenExpiredError)
    assert isinstance(deleted, exceptions.DeletedError)


def test_the_reason_may_stand_in_details():
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED"}]
    body = answer(403, "forbidden", details=details)

    assert isinstance(error_from_answer(403, body), exceptions.ApiDisabledError)


def test_a_disabled_api_brings_googles_own_link():
    url = "https://console.developers.google.com/apis/api/calendar-json.googleapis.com/overview?project=7"
    body = answer(403, "accessNotConfigured", message=f"Enable it by visiting {url} then retry.")

    assert error_from_answer(403, body).link == url


@pytest.mark.parametrize(
    ("status", "cls"),
    [
        (401, exceptions.AuthenticationError),
        (404, exceptions.NotFoundError),
        (412, exceptions.PreconditionFailedError),
        (418, exceptions.BadRequestError),
        (302, exceptions.TransientError),
        (500, exceptions.TransientError),
        (503, exceptions.TransientError),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": "text"}', b"\xff", b"null"])
def test_any_body_is_understood_by_its_status(status, cls, body):
    assert type(error_from_answer(status, body)) is cls
