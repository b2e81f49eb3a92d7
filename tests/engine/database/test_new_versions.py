"""Migrations while workers run: tables may be newer than the code, and never older."""

import importlib
import pkgutil

import pytest
from django.db import connection, migrations, models
from tests.servers.site import MANAGE, Site, wait_until

from dj_google_calendar import migrations as ours
from dj_google_calendar.models import Account

FIRST_RELEASE = "0002_the_engine"
"""What came before was never in use beside anything older."""


def later_operations():
    for module in sorted(each.name for each in pkgutil.iter_modules(ours.__path__)):
        if module > FIRST_RELEASE:
            loaded = importlib.import_module(f"{ours.__name__}.{module}")
            for operation in loaded.Migration.operations:
                yield f"{module} {operation.describe()}", operation


def is_new_table(operation):
    return isinstance(operation, migrations.CreateModel)


def test_a_column_that_is_added_needs_nothing_of_older_code():
    made = {each.name_lower for _, each in later_operations() if is_new_table(each)}
    for described, operation in later_operations():
        if isinstance(operation, migrations.AddField) and operation.model_name_lower not in made:
            field = operation.field
            has_default = field.db_default is not models.NOT_PROVIDED
            assert field.null or has_default, described


def test_nothing_is_taken_away_that_older_code_reads():
    gone = (migrations.RemoveField, migrations.RenameField, migrations.DeleteModel)

    assert [text for text, each in later_operations() if isinstance(each, gone)] == []


def test_what_older_code_writes_is_a_whole_row(account):
    known = {f.column for f in Account._meta.local_concrete_fields}
    added = [each for _, each in later_operations() if isinstance(each, migrations.AddField)]
    later = {each.name for each in added if each.model_name_lower == "account"}
    columns = ", ".join(sorted(known - later - {"id", "sub"}))

    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO google_calendar_account (sub, {columns}) "  # noqa: S608 - our columns
            f"SELECT 'older', {columns} FROM google_calendar_account"
        )

    assert Account.objects.get(sub="older").silent_list_pulls == 0


@pytest.fixture
def site(google, tmp_path):
    made = Site(google, tmp_path)
    yield made
    made.stop()


@pytest.mark.slow
def test_a_worker_that_is_newer_than_the_tables_ends_and_works_after_the_migration(site):
    site.run(MANAGE, "migrate", "google_calendar", FIRST_RELEASE, "--verbosity", "0")
    early = site.start(MANAGE, "gcal_worker")
    assert early.wait(timeout=40) == 1
    assert site.has_said(early, "E017")

    site.run(MANAGE, "migrate", "--verbosity", "0")
    late = site.start(MANAGE, "gcal_worker")

    wait_until(lambda: site.has_said(late, "Working"))
