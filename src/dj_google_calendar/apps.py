"""The Django app: its label, and the checks it brings."""

from django.apps import AppConfig


class GoogleCalendarConfig(AppConfig):
    """Google Calendar in a Django site."""

    name = "dj_google_calendar"
    label = "google_calendar"
    verbose_name = "Google Calendar"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        # apps are loaded before models and settings may be read, hence not at the top
        from dj_google_calendar import checks  # noqa: PLC0415

        checks.register_all()
