"""People of the demo who call the API, each by Google's own client."""

import pytest
from tests.emulator.calendar_v3.people import ALICE, BOB, CAROL, Person


@pytest.fixture
def alice(service_for):
    return Person(service_for(ALICE))


@pytest.fixture
def bob(service_for):
    return Person(service_for(BOB))


@pytest.fixture
def carol(google, service_for):
    google.add_user(CAROL)
    return Person(service_for(CAROL))


@pytest.fixture
def events(service):
    return service.events()
