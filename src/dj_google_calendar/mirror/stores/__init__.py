"""Writing rows of events in the way that each database does fastest.

Each store inserts rows, or replaces those whose ETag, resource, status or generation differs:
what comes back unchanged writes nothing. The columns are those of
:class:`~dj_google_calendar.mirror.columns.EventRow`.
"""
