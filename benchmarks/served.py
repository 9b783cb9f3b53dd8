"""The portal as gunicorn serves it, with one page more: the frame around bytes of nothing."""

import os

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs_portal.settings")
application = get_wsgi_application()

from campaigns.public.page import open_page, show  # noqa: E402
from cs_portal import urls  # noqa: E402

FRAME = 900  # bytes of it, about


@open_page
def empty(request: HttpRequest, size: int) -> HttpResponse:
    return show(request, "public/refused.html", {"title": "Empty", "said": "x" * (size - FRAME)})


urls.urlpatterns.append(path("empty/<int:size>/", empty))
