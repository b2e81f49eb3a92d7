"""What a request to Google holds, apart from what only it knows: pure."""

from collections.abc import Mapping
from typing import Any

from dj_google_calendar.mirror.merge import patch_between
from dj_google_calendar.outbox.fold import PROPERTIES, in_groups

VERSIONS = {"conferenceDataVersion": 1, "supportsAttachments": True}
"""Sent with each write, so that these parts are read; what a patch leaves out stays (E-16)."""


def versions_for(body: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parameters by which Google reads all of a body; with a label it reads no colour."""
    return {**VERSIONS, "eventLabelVersion": 1} if "eventLabelId" in body else VERSIONS


def patch_body(remote: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the smallest body for a patch: of each field only what differs."""
    before = in_groups(remote)
    after = in_groups(values) if PROPERTIES in values else values
    body = {
        name: patch_between(before.get(name), value)
        for name, value in after.items()
        if before.get(name) != value
    }
    if "attendees" in body and remote.get("attendeesOmitted") is True:
        body["attendeesOmitted"] = True  # else those who are not shown would be lost (E-19, E-20)
    return body
