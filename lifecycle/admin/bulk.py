"""What is done to many rows of a list at once: each says first what will happen."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.admin.confirm import confirmed, sent

MOST = 500

# Given a row, what the form holds, and who does it when; false where nothing came of it.
Verb = Callable[[Any, dict[str, Any], dict[str, Any]], Any]


class BulkActions:
    """For an admin that knows who may work; `plural` names its rows, `everything` shows any."""

    plural = "rows"
    everything = ""
    bulk_related = ("account", "owner")

    def bulk_line(self, row: Any) -> str:
        """The row in the list of those that will be changed."""
        return str(row)

    def each(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        action: str,
        title: str,
        says: str,
        form: forms.Form | None,
        verb: Verb,
    ) -> HttpResponse | None:
        """Ask, then do it to one after the other; what is refused stays as it was."""

        def carry_out() -> None:
            told = {"by": request.user, "on": timezone.localdate(), "now": timezone.now()}
            data = form.cleaned_data if form else {}
            done = [row.pk for row in list(queryset) if verb(row, data, told)]
            self.say(request, f"{title.rstrip('?')}: done for {len(done)}.", done)

        return self.ask(request, queryset, action, title, says, form, carry_out)

    def ask(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        action: str,
        title: str,
        says: str,
        form: forms.Form | None,
        carry_out: Callable[[], None],
    ) -> HttpResponse | None:
        if not queryset.exists():
            messages.warning(request, f"None of the chosen {self.plural} is in that state.")
            return None
        if queryset[MOST : MOST + 1].exists():
            many = f"That is more than {MOST} {self.plural}; choose fewer at a time."
            messages.warning(request, many)
            return None
        return confirmed(
            self,
            request,
            queryset.select_related(*self.bulk_related),
            action=action,
            title=title,
            says=says,
            carry_out=carry_out,
            form=form,
            line=self.bulk_line,
        )

    def say(self, request: HttpRequest, text: str, keys: list[int]) -> None:
        """With a way to them, so that what was done by mistake can be taken back."""
        if not keys:
            messages.warning(request, text)
            return
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        url = f"{page}?{self.everything}&id__in={','.join(map(str, keys))}"
        link = '{} <a href="{}"><u>See them, or take it back</u></a>'
        messages.success(request, format_html(link, text, url))


def filled(request: HttpRequest, form_class: type[forms.Form], **given: Any) -> forms.Form:
    """Filled in when the page was sent back; before that, empty."""
    data = request.POST if sent(request) else None
    return form_class(data, on=timezone.localdate(), **given)
