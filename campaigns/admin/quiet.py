"""The page of what did not happen, and of how well mails arrive."""

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from campaigns.models import TeamMail
from campaigns.quiet import delivery, gather

VIEW = "campaigns.view_quiet"


def urls(model_admin: ModelAdmin) -> list[URLPattern]:
    def quiet(request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        now = timezone.now()
        context = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": "Did not happen",
            "report": gather.read(now=now),
            "now": now,
            "health": delivery.read(now=now),
            "limits": (delivery.BOUNCES_ABOVE, delivery.COMPLAINTS_ABOVE, delivery.ENOUGH),
            "last": TeamMail.objects.filter(kind=TeamMail.Kind.QUIET, status="sent").first(),
        }
        return TemplateResponse(request, "admin/campaigns/touch/quiet.html", context)

    view = model_admin.admin_site.admin_view
    return [path("quiet/", view(quiet), name="campaigns_touch_quiet")]
