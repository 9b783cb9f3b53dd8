"""The feed of a host's meetings, for their own calendar program."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.booking import feed as feeds


@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Unknown and revoked addresses answer alike."""
    host = feeds.owner(token)
    if host is None:
        return HttpResponse("This calendar is not there.\n", "text/plain", status=404)
    body = feeds.calendar(host, feeds.meetings(host, now=timezone.now()))
    response = HttpResponse(body, "text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="meetings.ics"'
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
