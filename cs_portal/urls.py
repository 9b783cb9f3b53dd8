"""The addresses of the portal."""

from django.contrib import admin
from django.urls import include, path, re_path

from cs_portal import views

urlpatterns = [
    re_path(r"^healthz/?$", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("", include("campaigns.urls")),
]
