"""Addresses of the public pages, and those that mail providers post their events and mails to."""

from anymail.urls import urlpatterns as providers
from django.urls import include, path

from campaigns.betas.views import interest
from campaigns.booking.views import feed, meeting, offer
from campaigns.help import views as help_
from campaigns.hub.views import hub, plan, review
from campaigns.public import views
from campaigns.recaps.views import picture, recap
from campaigns.surveys import views as surveys
from campaigns.tracking.amazon import SimpleNotifications

_OURS = {"amazon_ses_tracking_webhook": SimpleNotifications.as_view()}
events = [
    path(str(found.pattern), _OURS[found.name], name=found.name) if found.name in _OURS else found
    for found in providers
]

app_name = "public"
urlpatterns = [
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("brand/logo.png", views.logo, name="logo"),
    path("p/<str:token>/", views.preferences, name="preferences"),
    path("i/<str:token>/", interest, name="interest"),
    path("book/<str:token>/", offer.choose, name="book"),
    path("book/<str:token>/<slug:slug>/", offer.times, name="book_times"),
    path("meeting/<str:token>/", meeting.meeting, name="meeting"),
    path("meeting/<str:token>/move/", meeting.move, name="meeting_move"),
    path("meeting/<str:token>/meeting.ics", meeting.entry, name="meeting_entry"),
    path("survey/<str:token>/", surveys.survey, name="survey"),
    path("help/<str:token>/", help_.ask, name="help"),
    path("help/<str:token>/<int:request_id>/", help_.thread, name="help_request"),
    path("feed/<str:token>.ics", feed.feed, name="feed"),
    path("r/<str:token>/", recap, name="recap"),
    path("r/<str:token>/usage.png", picture, name="recap_picture"),
    path("hub/", hub.lost, name="lost"),
    path("hub/<str:token>/", hub.hub, name="hub"),
    path("hub/<str:token>/you/", hub.you, name="hub_you"),
    path("hub/<str:token>/mails/<int:touch>/", hub.mail, name="hub_mail"),
    path("plan/<str:token>/", plan.plan, name="plan"),
    path("review/<str:token>/", review.review, name="review"),
    path("anymail/", include((events, "anymail"))),
]
