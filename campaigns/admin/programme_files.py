"""The page on which a programme's folder comes in as a zip: its difference first, then loaded."""

import base64
import binascii
import io
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from campaigns import programme, upload
from campaigns.drafting import audience
from campaigns.programme import Part, Planned
from lifecycle.shelf import CHANGED, KEPT, NEW, FolderError

MAY = ("campaigns.add_campaignversion", "accounts.change_programme", "lifecycle.change_playbook")
MOST_PACKED = 1_000_000


class UploadForm(forms.Form):
    folder = forms.FileField(label="Zip of the folder")


def urls(model_admin: ModelAdmin) -> list[URLPattern]:
    def page(request: HttpRequest) -> HttpResponse:
        if not request.user.has_perms(MAY):
            raise PermissionDenied
        context: dict[str, Any] = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": "Load a programme",
            "form": UploadForm(request.POST or None, request.FILES or None),
        }
        if request.method == "POST":
            try:
                packed = _packed(request)
                with upload.opened(io.BytesIO(packed)) as folder:
                    parts = programme.read(folder)
            except FolderError as refused:
                context["problems"] = str(refused).splitlines()
            else:
                if request.POST.get("load") and not _needs_second(request, parts):
                    return _loaded(model_admin, request, parts)
                context |= _shown(request, parts, packed)
        return TemplateResponse(request, "admin/campaigns/campaign/upload.html", context)

    view = model_admin.admin_site.admin_view(page)
    return [path("upload/", view, name="campaigns_campaign_upload")]


def _packed(request: HttpRequest) -> bytes:
    """The file that was chosen, or the one whose difference was just shown."""
    found = request.FILES.get("folder")
    if found is not None:
        if found.size > MOST_PACKED:
            raise FolderError(f"The zip is larger than {MOST_PACKED // 1_000_000} MB.")
        return found.read()
    try:
        return base64.b64decode(request.POST.get("packed", ""), validate=True)
    except binascii.Error:
        raise FolderError("The file did not come back whole: choose it again.") from None


def _shown(request: HttpRequest, parts: list[Part], packed: bytes) -> dict[str, Any]:
    planned = programme.plan(parts)
    changes = [change for each in planned for change in each.changes]
    return {
        "lines": [_line(text) for text in programme.difference(planned)],
        "counts": [(word, sum(one.status == word for one in changes)) for word in (NEW, CHANGED)],
        "kept": sum(one.status == KEPT for one in changes),
        "second": _needs_second(request, parts, planned),
        "packed": base64.b64encode(packed).decode(),
    }


def _line(text: str) -> tuple[str, str]:
    heading = text.startswith(("---", "+++", "@@", "#"))
    return ("" if heading else text[:1] if text[:1] in "+-" else ""), text


def _needs_second(
    request: HttpRequest, parts: list[Part], planned: list[Planned] | None = None
) -> list[str]:
    """Campaigns that one person may not put in force alone, by whichever door."""
    if request.user.is_superuser:
        return []
    found = []
    for each in planned or programme.plan(parts):
        for change in each.changes:
            if each.shelf.name == "campaigns" and change.status in (NEW, CHANGED):
                rule = change.item.content.rule
                meant = audience.contacts(change.item.slug, rule).count()
                if meant > settings.PORTAL_APPROVAL_ABOVE:
                    found.append(f"{rule.get('name', change.item.slug)} ({meant:,} contacts)")
    return found


def _loaded(model_admin: ModelAdmin, request: HttpRequest, parts: list[Part]) -> HttpResponse:
    counts = programme.load(parts, now=timezone.now(), author=request.user)
    told = "; ".join(
        f"{name}: {', '.join(f'{number} {word}' for word, number in sorted(became.items()))}"
        for name, became in counts.items()
        if became
    )
    messages.success(request, f"Loaded. {told}.")
    return HttpResponseRedirect(reverse("admin:campaigns_campaign_changelist"))
