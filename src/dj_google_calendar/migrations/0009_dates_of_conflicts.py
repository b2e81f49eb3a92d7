"""Which dates of a series a conflict is about."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("google_calendar", "0008_index_of_instances")]

    operations = [
        migrations.AddField(
            model_name="conflict",
            name="instances",
            field=models.JSONField(default=list, db_default=[]),
        ),
    ]
