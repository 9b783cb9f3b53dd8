"""Addresses of the public pages, and of the posts that mail providers send."""

from django.urls import path

from campaigns import views

app_name = "public"
urlpatterns = [
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("p/<str:token>/", views.preferences, name="preferences"),
]
