"""An index of instances alone, and none of calendars, which all others begin with.

Where nearly all of a column is one value, a planner takes each of its values for that, and
reads the whole table for the instances of a series.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORMER = "google_calendar_event_calendar_id_c2137556"
AGAIN = f"CREATE INDEX {FORMER} ON google_calendar_event (calendar_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("google_calendar", "0007_refused_edits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="event", name="event_series"),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("recurring_event_id", ""), _negated=True),
                fields=["calendar", "recurring_event_id"],
                name="event_instances",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            # SQLite would write the whole table anew for the field
            database_operations=[migrations.RunSQL(f"DROP INDEX IF EXISTS {FORMER}", AGAIN)],
            state_operations=[
                migrations.AlterField(
                    model_name="event",
                    name="calendar",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="google_calendar.calendar",
                    ),
                )
            ],
        ),
    ]
