"""The admin: everything to see, nothing of Google's to change, no credentials anywhere."""

from dj_google_calendar.admin import account, edits, mirror, records

__all__ = ["account", "edits", "mirror", "records"]
