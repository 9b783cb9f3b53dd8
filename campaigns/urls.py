"""Addresses of the public pages, and those that mail providers post their events to."""

from anymail.urls import urlpatterns as providers
from django.urls import include, path

from campaigns.public import views

# Only what they tell of our own mails: mail that comes in is not ours to take.
events = [pattern for pattern in providers if "inbound" not in str(pattern.name)]

app_name = "public"
urlpatterns = [
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("p/<str:token>/", views.preferences, name="preferences"),
    path("anymail/", include((events, "anymail"))),
]
