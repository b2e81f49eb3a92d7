"""The emulator's page names all that the emulator can be told."""

import dataclasses
import re
from pathlib import Path

from gcal_emulator import faults
from gcal_emulator.control.actions import ACTIONS
from gcal_emulator.control.views import VIEWS
from gcal_emulator.push import rules
from gcal_emulator.switches import Switches

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "emulator.md"


def test_the_page_names_every_control_switch_and_action():
    prose = re.sub(r"```.*?```", "", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    named = set(re.findall(r"`([^`]+)`", prose))
    switches = {field.name for field in dataclasses.fields(Switches)}

    wanted = {*ACTIONS, *VIEWS, *switches, *faults.ACTIONS, *rules.ACTIONS}

    assert wanted - named == set()
