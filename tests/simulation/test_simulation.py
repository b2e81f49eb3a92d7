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
    "token_before_items": 18,
    "token_of_a_later_list": 18,
    "expired_token_is_swallowed": 4,
    "refresh_token_is_dropped": 1,
    "loser_of_a_renewal_overwrites": 76,
    "loser_of_a_renewal_asks_for_a_reconnect": 1117,
    "right_to_renew_never_ends": 186,
    "sweep_after_each_page": 7,
    "generation_is_not_raised": 0,
    "page_token_outlives_its_generation": 49,
    "rows_go_before_they_are_read_again": 0,
    "brake_is_off": 4,
    "brake_is_never_let_go": 9,
    "short_list_hides_calendars": 1,
    "quarantined_is_swept": 18,
    "unreachable_is_wiped": 18,
    "etag_alone_guards": 0,
    "quarantine_stops_the_page": 46,
    "deleted_events_stay": 10,
    "zone_change_is_ignored": 0,
    "done_is_read_at_the_end": 4,
    "webhook_skips_what_is_being_pulled": 0,
    "notification_ends_the_wait": 12,
    "forged_notification_counts": 4,
    "channel_is_stopped_before_the_next_is_open": 13,
    "older_channel_goes_on": 13,
    "lease_never_ends": 6,
    "lease_is_not_checked": 0,
    "state_of_others_is_overwritten": 154,
    "change_of_state_is_not_recorded": 0,
    "state_and_record_are_apart": 131,
    "identity_changes_with_the_weather": 83,
    "call_is_made_again_blindly": 157,
    "clearing_takes_what_came_since": 370,
    "answer_to_a_call_is_not_kept": 6,
    "import_writes_over_what_is_there": 298,
    "nothing_waits_for_what_it_follows": 15,
    "what_follows_waits_for_ever": 207,
    "google_chooses_the_id": 24,
    "mark_is_not_written": 45,
    "nothing_has_to_match": 9,
    "ours_always_wins": 46,
    "retry_mails_nobody": 15,
    "mails_that_nobody_asked_for": 1,
    "edits_of_other_wishes_are_folded": 1,
    "whatever_has_the_id_is_ours": 5,
    "taken_id_is_always_replaced": 45,
    "mark_is_not_looked_for": 45,
    "edit_of_what_is_gone_is_sent": 9,
    "calendar_that_is_away_means_deleted": 501,
    "conflict_leaves_no_row": 5,
    "edit_goes_along_with_a_deletion": 581,
    "pending_is_cleared_blindly": 9,
    "edits_behind_an_answer_are_hidden": 1,
    "refused_is_not_put_back": 7,
    "acknowledged_before_it_is_sent": 1,
    "batch_is_not_kept": 45,
    "rate_limit_forgets_what_was_tried": 83,
    "loser_of_a_lane_answers": 17,
    "each_edit_has_a_lane": 65,
    "pull_overwrites_what_waits": 213,
    "pull_ends_what_waits": 1,
    "sweep_kills_what_waits": 7,
    "answer_has_no_floor": 107,
    "tombstone_is_forgotten_by_an_answer": 24,
    "discarded_stays_shown": 50,
    "what_a_list_has_not_met_is_kept": 9,
    "what_was_only_read_is_kept": 122,
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
