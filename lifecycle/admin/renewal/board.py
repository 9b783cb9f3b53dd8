"""The board of renewals by month, for Account Executives."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import Programme, TeamRole
from lifecycle.admin.renewal.whose import ALL, MINE, WHOSE, narrowed
from lifecycle.models import AccountState, RenewalAssessment
from lifecycle.renewals import board


def show(request: HttpRequest) -> HttpResponse:
    """Opens on an Account Executive's own accounts, and on everybody's for the others."""
    if not request.user.has_perm("lifecycle.view_renewalassessment"):
        raise PermissionDenied
    on = timezone.localdate()
    own = MINE if request.user.role == TeamRole.ACCOUNT_EXECUTIVE else ALL
    if request.user.is_superuser:
        own = ALL
    whose, programme = request.GET.get("whose", own), request.GET.get("programme", "")
    mine = narrowed(request, whose, programme)
    context = {
        **admin.site.each_context(request),
        "title": "Renewals",
        "opts": RenewalAssessment._meta,
        "on": on,
        "whose": whose,
        "choices": WHOSE,
        "programme": programme,
        "programmes": Programme.objects.values_list("slug", "name"),
        "board": board.read(AccountState.objects.filter(**mine), on=on),
    }
    return TemplateResponse(request, "admin/lifecycle/renewal/board.html", context)
