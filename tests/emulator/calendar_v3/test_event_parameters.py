"""Members that only a client writes who says that it knows of them: attachments and labels."""

import pytest
from tests.emulator.calendar_v3.people import BOB, TIMES, Person, guests, refusal

ATTACHES = {"supportsAttachments": True}
LABELS = {"eventLabelVersion": 1}
SLIDES = {"fileUrl": "https://example.com/slides.pdf", "title": "Slides"}
LABEL = "0d7c3d1e-6d0a-4c3e-9d53-0b3b9f6a5a11"


@pytest.mark.rule("E-18")
def test_attachments_are_written_by_who_supports_them(alice):
    event = alice.insert(attachments=[SLIDES])
    assert "attachments" not in event

    attached = alice.patch(event["id"], parameters=ATTACHES, attachments=[SLIDES])

    assert attached["attachments"] == [SLIDES]


@pytest.mark.rule("E-18")
def test_attachments_stay_when_somebody_writes_who_does_not_support_them(alice):
    event = alice.insert(parameters=ATTACHES, attachments=[SLIDES])

    assert alice.patch(event["id"], attachments=[])["attachments"] == [SLIDES]
    assert alice.update(event["id"], TIMES)["attachments"] == [SLIDES]
    assert "attachments" not in alice.update(event["id"], TIMES, **ATTACHES)


@pytest.mark.rule("E-18")
def test_an_event_has_25_attachments_at_most(alice):
    most = [SLIDES] * 25

    assert len(alice.insert(parameters=ATTACHES, attachments=most)["attachments"]) == 25
    refused = refusal(alice.insert, parameters=ATTACHES, attachments=[*most, SLIDES])
    assert refused == (400, "invalid")


@pytest.mark.rule("E-18")
def test_an_attachment_has_an_address(alice):
    refused = refusal(alice.insert, parameters=ATTACHES, attachments=[{"title": "Slides"}])

    assert refused == (400, "required")


@pytest.mark.rule("E-18")
def test_guests_see_attachments_and_may_not_change_them(alice, service_for):
    bob = Person(service_for(BOB))
    event = alice.insert(parameters=ATTACHES, attachments=[SLIDES], **guests(BOB))

    assert bob.get(event["id"])["attachments"] == [SLIDES]
    refused = refusal(bob.patch, event["id"], parameters=ATTACHES, attachments=[])
    assert refused == (403, "forbiddenForNonOrganizer")


@pytest.mark.rule("E-29")
def test_who_knows_labels_writes_them_and_no_colours(alice):
    event = alice.insert(parameters=LABELS, eventLabelId=LABEL, colorId="4")

    assert event["eventLabelId"] == LABEL
    assert "colorId" not in event


@pytest.mark.rule("E-29")
@pytest.mark.parametrize("parameters", [{}, {"eventLabelVersion": 0}])
def test_who_does_not_know_labels_writes_colours_and_leaves_labels(alice, parameters):
    event = alice.insert(parameters=parameters, eventLabelId=LABEL, colorId="4")
    assert "eventLabelId" not in event
    assert event["colorId"] == "4"

    alice.patch(event["id"], parameters=LABELS, eventLabelId=LABEL)

    assert alice.update(event["id"], TIMES, **parameters)["eventLabelId"] == LABEL


@pytest.mark.rule("E-29")
def test_a_label_is_removed_by_an_empty_one_and_by_an_update_without(alice):
    first, second = (alice.insert(parameters=LABELS, eventLabelId=LABEL) for _ in range(2))

    emptied = alice.patch(first["id"], parameters=LABELS, eventLabelId="")

    assert "eventLabelId" not in emptied
    assert "eventLabelId" not in alice.update(second["id"], TIMES, **LABELS)


@pytest.mark.rule("E-29")
def test_a_patch_of_something_else_leaves_the_label(alice):
    event = alice.insert(parameters=LABELS, eventLabelId=LABEL)

    assert alice.patch(event["id"], parameters=LABELS, summary="New")["eventLabelId"] == LABEL
