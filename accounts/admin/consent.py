"""Pages of the addresses that get nothing, and of how that came about."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from accounts import consent
from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from accounts.admin.confirm import confirmed, sent
from accounts.models import ConsentEvent, Contact, Suppression, SuppressionReason

HISTORY = 20


class LiftForm(forms.Form):
    reason = forms.CharField(
        max_length=140,
        label="Why they may be written to again",
        help_text="Such as: asked for it by phone on 3 March; the mailbox is back.",
    )


@admin.register(Suppression)
class SuppressionAdmin(LedgerAdmin):
    list_display = ("address", "why", "about", "source", "created_at")
    list_filter = (("reason", ChoicesDropdownFilter), ("topic", ChoicesDropdownFilter))
    search_fields = ("address__istartswith",)
    search_help_text = "Address, from its beginning"
    ordering = ("-created_at", "-pk")
    actions = ("lift",)
    change_form_outer_before_template = "admin/accounts/suppression/history.html"
    fills = "An address appears here when its owner opts out, when it bounces, or on a complaint."

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        found = Suppression.objects.filter(pk=object_id).first() if _is_key(object_id) else None
        context = dict(extra_context or {})
        if found:
            context |= {
                "history": history(found.address),
                "people": list(
                    Contact.objects.current().filter(email=found.address).select_related("account")
                ),
                "may_lift": self.has_lift_permission(request),
            }
        return super().changeform_view(request, object_id, form_url, context)

    @admin.action(description="Lift …", permissions=["lift"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Suppression]):
        form = LiftForm(request.POST if sent(request) else None)
        complained = queryset.filter(reason=SuppressionReason.COMPLAINED).exists()

        def carry_out() -> None:
            source = f"lifted by {request.user}: {form.cleaned_data['reason']}"[:200]
            done = 0
            for row in list(queryset):
                self.log_change(request, row, f"Lifted: {form.cleaned_data['reason']}")
                done += consent.lift(
                    row.address,
                    reason=SuppressionReason(row.reason),
                    topic=row.topic,
                    source=source,
                    now=timezone.now(),
                )
            messages.success(request, f"Lifted: {done}. The history keeps who and why.")

        says = "These addresses may get mails again, from the next day that is decided."
        if complained:
            says += " Some complained about us: only who asked for our mails again may get them."
        return confirmed(
            self,
            request,
            queryset,
            action="lift",
            title="Lift these suppressions?",
            says=says,
            carry_out=carry_out,
            form=form,
        )

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "delete")

    @admin.display(description="Reason", ordering="reason")
    def why(self, obj: Suppression) -> SafeString | str:
        return cells.choice("reach", obj, "reason")

    @admin.display(description="About", ordering="topic")
    def about(self, obj: Suppression) -> str:
        return obj.get_topic_display() or "everything"


def history(address: str) -> list[ConsentEvent]:
    """What became of mails to the address, newest first."""
    return list(ConsentEvent.objects.filter(address=address.lower())[:HISTORY])


def _is_key(object_id: str | None) -> bool:
    return bool(object_id) and object_id.isdecimal()


@admin.register(ConsentEvent)
class ConsentEventAdmin(LedgerAdmin):
    list_display = ("address", "action", "why", "about", "source", "at")
    list_filter = (
        ("action", ChoicesDropdownFilter),
        ("reason", ChoicesDropdownFilter),
        ("topic", ChoicesDropdownFilter),
    )
    search_fields = ("address__istartswith",)
    search_help_text = "Address, from its beginning"
    ordering = ("-at", "-pk")
    fills = "Each opt-out, bounce and complaint leaves a line here, and so does lifting one."

    @admin.display(description="Reason", ordering="reason")
    def why(self, obj: ConsentEvent) -> SafeString | str:
        return cells.choice("reach", obj, "reason")

    @admin.display(description="About", ordering="topic")
    def about(self, obj: ConsentEvent) -> str:
        return obj.get_topic_display() or "everything"
