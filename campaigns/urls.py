"""Addresses of the public pages, and those that mail providers post their events to."""

from anymail.urls import urlpatterns as providers
from django.urls import include, path

from campaigns.betas.views import interest
from campaigns.booking.views import meeting, offer
from campaigns.public import views
from campaigns.tracking.amazon import SimpleNotifications

# Only what they tell of our own mails: mail that comes in is not ours to take.
_OURS = {"amazon_ses_tracking_webhook": SimpleNotifications.as_view()}
events = [
    path(str(found.pattern), _OURS.get(found.name, found.callback), name=found.name)
    for found in providers
    if "inbound" not in str(found.name)
]

app_name = "public"
urlpatterns = [
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("p/<str:token>/", views.preferences, name="preferences"),
    path("i/<str:token>/", interest, name="interest"),
    path("book/<str:token>/", offer.choose, name="book"),
    path("book/<str:token>/<slug:slug>/", offer.times, name="book_times"),
    path("meeting/<str:token>/", meeting.meeting, name="meeting"),
    path("meeting/<str:token>/move/", meeting.move, name="meeting_move"),
    path("meeting/<str:token>/meeting.ics", meeting.entry, name="meeting_entry"),
    path("anymail/", include((events, "anymail"))),
]
