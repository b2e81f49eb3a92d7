"""Every address of the app; include it at the root of the site."""

from django.urls import path

from dj_google_calendar.connect import pages
from dj_google_calendar.connect.disconnect import DisconnectView, VisitorDisconnectView
from dj_google_calendar.connect.init import GoogleCalendarInitView
from dj_google_calendar.connect.redirect import GoogleCalendarRedirectView
from dj_google_calendar.metrics import views as metrics
from dj_google_calendar.web import (
    agenda_views,
    calendar_page,
    calendar_settings,
    calendar_views,
    event_copies,
    event_form_views,
    event_views,
    export_views,
    free_views,
    import_views,
    label_views,
    live,
    outbox_views,
    page_actions,
    quick_add_views,
    sharing_views,
    visitor,
)
from dj_google_calendar.webhook import views

app_name = "google_calendar"

urlpatterns = [
    path("rest/v1/calendar/init/", GoogleCalendarInitView.as_view(), name="init"),
    path("rest/v1/calendar/redirect/", GoogleCalendarRedirectView.as_view(), name="redirect"),
    path("calendar/webhook/", views.webhook, name="webhook"),
    path("calendar/metrics/", metrics.metrics, name="metrics"),
    path("calendar/", pages.home, name="home"),
    path("calendar/connect/", pages.connect, name="connect"),
    path("calendar/visitor/", visitor.visitor, name="visitor"),
    path(
        "calendar/visitor/disconnect/", VisitorDisconnectView.as_view(), name="visitor_disconnect"
    ),
    path("calendar/accounts/", pages.accounts, name="accounts"),
    path("calendar/accounts/<int:pk>/", pages.account, name="account"),
    path("calendar/accounts/<int:pk>/progress/", pages.progress, name="progress"),
    path("calendar/accounts/<int:pk>/pull/", pages.pull, name="pull"),
    path("calendar/accounts/<int:pk>/disconnect/", DisconnectView.as_view(), name="disconnect"),
    path("calendar/view/", calendar_page.calendar, name="calendar"),
    path("calendar/agenda/", agenda_views.agenda, name="agenda"),
    path("calendar/free/", free_views.free_times, name="free_times"),
    path("calendar/recurrence/", event_form_views.recurrence_words, name="recurrence_words"),
    path("calendar/view/feed/", calendar_page.feed, name="page_feed"),
    path("calendar/view/search/", calendar_page.search, name="search"),
    path("calendar/view/events/<int:pk>/", calendar_page.card, name="card"),
    path("calendar/view/create/", page_actions.create, name="page_create"),
    path("calendar/view/move/", page_actions.move, name="page_move"),
    path("calendar/view/delete/", page_actions.delete, name="page_delete"),
    path("calendar/view/undo/", page_actions.undo, name="page_undo"),
    path("calendar/calendars/", calendar_views.calendars, name="calendars"),
    path("calendar/calendars/<int:pk>/", calendar_views.events, name="events"),
    path("calendar/calendars/<int:pk>/new/", event_form_views.create, name="create_event"),
    path("calendar/calendars/<int:pk>/quick-add/", quick_add_views.quick_add, name="quick_add"),
    path("calendar/events/<int:pk>/", event_views.event, name="event"),
    path("calendar/events/<int:pk>/edit/", event_form_views.edit, name="edit_event"),
    path("calendar/events/<int:pk>/move/", event_copies.move, name="move_event"),
    path(
        "calendar/calendars/<int:pk>/settings/",
        calendar_settings.settings,
        name="calendar_settings",
    ),
    path("calendar/accounts/<int:pk>/calendars/new/", calendar_settings.new, name="new_calendar"),
    path("calendar/calendars/<int:pk>/file.ics", export_views.calendar_file, name="calendar_file"),
    path("calendar/calendars/<int:pk>/feeds/", export_views.addresses, name="feeds"),
    path("calendar/calendars/<int:pk>/sharing/", sharing_views.sharing, name="sharing"),
    path("calendar/calendars/<int:pk>/labels/", label_views.labels, name="labels"),
    path("calendar/calendars/<int:pk>/import/", import_views.upload_file, name="upload_file"),
    path("calendar/uploads/<int:pk>/", import_views.upload, name="upload"),
    path("calendar/feeds/<str:secret>.ics", export_views.feed, name="feed"),
    path("calendar/events/<int:pk>/file.ics", export_views.event_file, name="event_file"),
    path("calendar/events/<int:pk>/delete/", event_views.delete, name="delete_event"),
    path("calendar/events/<int:pk>/duplicate/", event_copies.duplicate, name="duplicate_event"),
    path("calendar/events/<int:pk>/meet/", event_copies.meet, name="meet"),
    path("calendar/events/<int:pk>/answer/", event_views.answer, name="answer"),
    path("calendar/changes/", live.changes, name="changes"),
    path("calendar/status/", live.status, name="status"),
    path("calendar/edits/", outbox_views.outbox, name="outbox"),
    path("calendar/edits/<int:pk>/retry/", outbox_views.retry, name="retry"),
    path("calendar/edits/<int:pk>/discard/", outbox_views.discard, name="discard"),
    path("calendar/edits/<int:pk>/undo/", outbox_views.undo, name="undo"),
    path("calendar/conflicts/<int:pk>/theirs/", outbox_views.keep_theirs, name="keep_theirs"),
    path("calendar/conflicts/<int:pk>/ours/", outbox_views.restore_ours, name="restore_ours"),
]
