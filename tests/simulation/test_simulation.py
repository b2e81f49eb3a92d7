"""Histories of trouble: the engine comes through them, and each fault planted in it is found."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.simulation.plants import PLANTS
from tests.simulation.runs import first_to_find

ROOT = Path(__file__).parents[2]
PARTS, HISTORIES = 20, 2000
FURTHER = 600
"""So many more histories may be needed where a change to engine or simulation moves the first."""

FIRST = {
    "token_before_items": 1,
    "token_of_a_later_list": 18,
    "expired_token_is_swallowed": 0,
    "refresh_token_is_dropped": 1,
    "loser_of_a_renewal_overwrites": 76,
    "loser_of_a_renewal_asks_for_a_reconnect": 91,
    "right_to_renew_never_ends": 492,
    "sweep_after_each_page": 18,
    "generation_is_not_raised": 1,
    "page_token_outlives_its_generation": 97,
    "rows_go_before_they_are_read_again": 0,
    "brake_is_off": 20,
    "brake_is_never_let_go": 1,
    "short_list_hides_calendars": 10,
    "quarantined_is_swept": 18,
    "unreachable_is_wiped": 17,
    "etag_alone_guards": 0,
    "quarantine_stops_the_page": 231,
    "deleted_events_stay": 10,
    "zone_change_is_ignored": 3,
    "done_is_read_at_the_end": 0,
    "webhook_skips_what_is_being_pulled": 0,
    "notification_ends_the_wait": 11,
    "forged_notification_counts": 4,
    "channel_is_stopped_before_the_next_is_open": 65,
    "older_channel_goes_on": 65,
    "lease_never_ends": 38,
    "lease_is_not_checked": 4,
    "state_of_others_is_overwritten": 44,
    "change_of_state_is_not_recorded": 0,
    "state_and_record_are_apart": 44,
    "identity_changes_with_the_weather": 10,
    "google_chooses_the_id": 20,
    "mark_is_not_written": 20,
    "nothing_has_to_match": 1,
    "ours_always_wins": 101,
    "retry_mails_nobody": 38,
    "mails_that_nobody_asked_for": 2,
    "edits_of_other_wishes_are_folded": 6,
    "whatever_has_the_id_is_ours": 5,
    "taken_id_is_always_replaced": 53,
    "mark_is_not_looked_for": 20,
    "edit_of_what_is_gone_is_sent": 5,
    "calendar_that_is_away_means_deleted": 501,
    "conflict_leaves_no_row": 5,
    "pending_is_cleared_blindly": 6,
    "edits_behind_an_answer_are_hidden": 6,
    "refused_is_not_put_back": 63,
    "acknowledged_before_it_is_sent": 1,
    "batch_is_not_kept": 20,
    "rate_limit_forgets_what_was_tried": 20,
    "loser_of_a_lane_answers": 17,
    "each_edit_has_a_lane": 23,
    "pull_overwrites_what_waits": 104,
    "pull_ends_what_waits": 1,
    "sweep_kills_what_waits": 1,
    "answer_has_no_floor": 440,
    "tombstone_is_forgotten_by_an_answer": 719,
    "list_under_way_has_met_what_is_made": 883,
    "discarded_stays_shown": 7,
}
"""The first history to find each plant, as ``python -m tests.simulation --plants`` tells."""

pytestmark = [pytest.mark.slow]


def simulate(*options):
    command = [sys.executable, "-m", "tests.simulation", "--jobs", "1", *options]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("part", range(PARTS))
def test_the_engine_comes_through(part):
    size = HISTORIES // PARTS

    code, said = simulate("-n", str(size), "--first", str(part * size))

    assert code == 0, said


@pytest.mark.parametrize("plant", PLANTS)
def test_a_fault_in_the_engine_is_found(plant, django_db_blocker):
    first = FIRST[plant]

    with django_db_blocker.unblock():
        found = first_to_find(range(first, first + FURTHER), plant)

    assert found, f"{plant} is no longer found: see python -m tests.simulation --plants"


def test_what_finds_a_fault_is_noted_for_each():
    assert FIRST.keys() == PLANTS.keys()


def test_a_history_that_breaks_is_told_with_the_command_that_replays_it():
    seed = str(FIRST["token_before_items"])
    _, said = simulate("-n", "3", "--first", seed, "--plant", "token_before_items")
    says, command = said.splitlines()[:2]

    code, once = simulate(*command.split()[3:])
    _, again = simulate(*command.split()[3:])

    assert command.strip() == (
        f"python -m tests.simulation --seed {seed} --plant token_before_items"
    )
    assert code == 1
    assert once == again
    assert once.splitlines()[-1] == says
