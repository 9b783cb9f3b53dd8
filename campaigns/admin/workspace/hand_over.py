"""Hands accounts over to somebody else: a page that says what will happen, and does it."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.admin import fields
from accounts.models import Account, TeamRole, User
from lifecycle.models import TaskState
from lifecycle.work import team
from lifecycle.work.assign import HELD

_SHOWN = 50
_ROLES = [(role, TeamRole(role).label) for role in HELD]


class HandOverForm(forms.Form):
    role = forms.ChoiceField(choices=_ROLES, label="As", widget=UnfoldAdminSelectWidget())
    to = fields.owner(empty="The pool, or nobody")


class HandsOver:
    """For the list of accounts; whoever may change an account may give it to somebody else."""

    @admin.action(description="Hand over to …", permissions=["change"])
    def hand_over(self, request: HttpRequest, queryset: QuerySet[Account]):
        form = HandOverForm(request.POST if request.POST.get("confirmed") else None)
        if form.is_valid():
            self._hand_over(request, queryset, form.cleaned_data["role"], form.cleaned_data["to"])
            return None
        open_ = Count("tasks", filter=Q(tasks__state=TaskState.OPEN))
        listed = queryset.select_related("ta", "ae", "ce").annotate(open_tasks=open_)
        count = queryset.count()
        context = {
            **self.admin_site.each_context(request),
            "title": "Hand over accounts",
            "opts": self.opts,
            "form": form,
            "rows": listed.order_by("name", "pk")[:_SHOWN],
            "more": max(count - _SHOWN, 0),
            "count": count,
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/accounts/account/hand_over.html", context)

    @transaction.atomic
    def _hand_over(
        self, request: HttpRequest, queryset: QuerySet[Account], role: str, to: User | None
    ) -> None:
        given = [
            account
            for account in Account.objects.filter(pk__in=queryset.values("pk"))
            .select_for_update(no_key=True)
            .order_by("pk")
            if getattr(account, f"{role}_id") != (to.pk if to else None)
        ]
        keys = [account.pk for account in given]
        Account.objects.filter(pk__among=keys).update(**{role: to})
        team.settle(keys, by=request.user, on=timezone.localdate(), now=timezone.now())
        said = f"{TeamRole(role).label}: {to or 'the pool, or nobody'}."
        for account in given:
            self.log_change(request, account, said)
        messages.success(
            request,
            f"Handed over: {len(given)} account{'' if len(given) == 1 else 's'}. {said} "
            "Their open tasks went along.",
        )
