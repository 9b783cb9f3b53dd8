"""The portal as gunicorn serves it, with one page more: a template of a given size, and no data."""

import os
from functools import cache

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs_portal.settings")
application = get_wsgi_application()

# Only once Django is set up.
from campaigns.public.page import open_page  # noqa: E402
from cs_portal import urls  # noqa: E402


@cache
def _template(size: int):
    return engines["django"].from_string("<!doctype html>" + "x" * (size - 15))


@open_page
def empty(request: HttpRequest, size: int) -> HttpResponse:
    return HttpResponse(_template(size).render({}, request))


urls.urlpatterns.append(path("empty/<int:size>/", empty))
