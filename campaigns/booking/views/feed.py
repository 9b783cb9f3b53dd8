"""The feed of a host's meetings, for their own calendar program."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns import links
from campaigns.booking import feed as feeds
from campaigns.public import guards, looks


@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Unknown and revoked addresses answer alike."""
    now = timezone.now()
    try:
        guards.look(request, f"feed {token[: links.LONGEST_TOKEN]}", guards.IN_MAILS, now=now)
    except guards.Refused as refused:
        told = HttpResponse(f"{refused.said}\n", "text/plain", status=refused.status)
        told["Retry-After"] = str(int(looks.SPAN.total_seconds()))
        return told
    host = feeds.owner(token)
    if host is None:
        return HttpResponse("This calendar is not there.\n", "text/plain", status=404)
    body = feeds.calendar(host, feeds.meetings(host, now=now))
    response = HttpResponse(body, "text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="meetings.ics"'
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
