"""A message of a draft: its words, and how a real contact would get them."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import Contact
from campaigns.admin.drafting.base import Pages
from campaigns.admin.drafting.forms import MessageForm, NewMessageForm
from campaigns.conditions import NAMES
from campaigns.drafting import audience, checks, preview
from campaigns.models import CampaignDraft
from campaigns.sending import sample
from campaigns.sending.copies import brand
from campaigns.variables import VARIABLES

_PEOPLE = 20


class MessagePages(Pages):
    def add(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.draft(request, pk)
        form = NewMessageForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(form.errors["name"]))
            return self.to("campaigns_draft", pk)
        name = form.cleaned_data["name"]
        if name not in draft.copies:
            blank = {"subject": "", "preheader": "", "body": ""}
            self.saved(request, draft, None, copies={**draft.copies, name: blank})
        return self.to("campaigns_draft_message", pk, name)

    def message(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        draft = self.draft(request, pk)
        copy = self._copy(draft, name)
        form = MessageForm(request.POST or None, initial=copy)
        if form.is_valid():
            copies = {**draft.copies, name: form.copy()}
            if self.saved(request, draft, form, copies=copies):
                found = checks.of_copy(name, draft.copies[name], brand())
                if checks.blocking(found):
                    messages.warning(request, f"Saved, with a mistake: {_told(found[0])}")
                else:
                    messages.success(request, "Saved in the draft.")
                return HttpResponseRedirect(request.get_full_path())
        reader = self._reader(request.GET.get("reader", ""), draft)
        context = {
            **self.of(draft),
            "form": form,
            "name": name,
            "variables": [v for v in VARIABLES.values()],
            "conditions": NAMES,
            "people": self._people(draft),
            **self._previewed(draft, name, copy, reader),
        }
        return self.page(request, "message.html", context)

    def preview(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """The fragment that the editor asks for while somebody writes; saves nothing."""
        draft = self.draft(request, pk)
        form = MessageForm(request.POST)
        copy = form.copy() if form.is_valid() else self._copy(draft, name)
        reader = self._reader(request.POST.get("reader", ""), draft)
        context = self._previewed(draft, name, copy, reader)
        return TemplateResponse(request, "admin/campaigns/draft/preview.html", context)

    def test(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        draft = self.draft(request, pk)
        reader = self._reader(request.POST.get("reader", ""), draft)
        found = self._previewed(draft, name, self._copy(draft, name), reader)["preview"]
        if found is None or found.rendered is None:
            messages.error(request, "No test: the message cannot be written yet.")
        else:
            try:
                outcome = sample.send(
                    found.rendered, reader=str(reader), to=request.user, now=timezone.now()
                )
            except ValueError as refused:
                messages.error(request, f"No test: {refused}.")
            else:
                said = f"The test for {request.user.email}: {outcome.kind.value}"
                messages.info(request, f"{said}. {outcome.reason}".strip())
        return self.to("campaigns_draft_message", pk, name)

    def _previewed(
        self, draft: CampaignDraft, name: str, copy: dict[str, str], reader: Contact | None
    ) -> dict[str, Any]:
        now = timezone.now()
        found = None
        if reader:
            found = preview.preview(
                copy,
                name,
                campaign=draft.campaign,
                rule=draft.rule,
                contact=reader,
                on=timezone.localdate(now),
                now=now,
            )
        return {
            "preview": found,
            "reader": reader,
            "findings": checks.of_copy(name, copy, brand()),
            "sender": brand().sender_name,
        }

    def _reader(self, asked: str, draft: CampaignDraft) -> Contact | None:
        """The contact asked for by key, name or address; else somebody it is meant for."""
        people = Contact.objects.current().select_related("account__ta", "account__programme")
        if asked.isdecimal():
            return people.filter(pk=int(asked)).first()
        if asked:
            return people.filter(
                Q(email__istartswith=asked)
                | Q(last_name__istartswith=asked)
                | Q(first_name__istartswith=asked)
            ).first()
        meant = audience.contacts(draft.campaign.slug, draft.rule).values("pk")[:1]
        return people.filter(pk__in=list(meant.values_list("pk", flat=True))).first() or (
            people.first()
        )

    def _people(self, draft: CampaignDraft) -> list[Contact]:
        meant = audience.contacts(draft.campaign.slug, draft.rule)
        return list(meant.select_related("account")[:_PEOPLE])

    def _copy(self, draft: CampaignDraft, name: str) -> dict[str, str]:
        if name not in draft.copies:
            raise Http404
        return draft.copies[name]


def _told(mistake: checks.Mistake) -> str:
    where = f"{mistake.field}, line {mistake.line}: " if mistake.line else f"{mistake.field}: "
    return where + mistake.text
