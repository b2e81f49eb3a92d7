"""Every address of the app; include it at the root of the site."""

from django.urls import path

from dj_google_calendar.connect import pages
from dj_google_calendar.connect.disconnect import DisconnectView, VisitorDisconnectView
from dj_google_calendar.connect.init import GoogleCalendarInitView
from dj_google_calendar.connect.redirect import GoogleCalendarRedirectView
from dj_google_calendar.web import calendar_views, visitor

app_name = "google_calendar"

urlpatterns = [
    path("rest/v1/calendar/init/", GoogleCalendarInitView.as_view(), name="init"),
    path("rest/v1/calendar/redirect/", GoogleCalendarRedirectView.as_view(), name="redirect"),
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
    path("calendar/calendars/", calendar_views.calendars, name="calendars"),
    path("calendar/calendars/<int:pk>/", calendar_views.events, name="events"),
]
