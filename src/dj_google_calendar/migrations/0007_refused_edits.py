"""An index of the edits that were refused."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("google_calendar", "0006_feeds_and_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="outboxentry",
            index=models.Index(
                condition=models.Q(("state", "refused")), fields=["calendar"], name="outbox_refused"
            ),
        ),
    ]
