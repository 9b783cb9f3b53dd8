"""What is done to many opportunities of the list at once."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from lifecycle.admin import bulk
from lifecycle.admin.bulk import filled
from lifecycle.admin.opportunity.acts import ACTS
from lifecycle.models import Opportunity


class BulkActions(bulk.BulkActions):
    """For the opportunity's admin, which knows who may work on them."""

    actions = ("snooze", "assign", "win", "lose", "reopen")
    plural = "opportunities"
    everything = "whose=all&state=all"

    def bulk_line(self, row: Opportunity) -> str:
        worth = "" if row.expected_arr is None else f" · {row.expected_arr:,.0f} a year"
        return f"{row.title} · {row.account}{worth} · {row.owner or 'nobody'}"

    @admin.action(description="Snooze until …", permissions=["work"])
    def snooze(self, request: HttpRequest, queryset: QuerySet[Opportunity]):
        says = "They leave the list until that day; a higher level brings one back before (O5)."
        return self._act(request, queryset.live(), "snooze", "Snooze these opportunities?", says)

    @admin.action(description="Give to …", permissions=["work"])
    def assign(self, request: HttpRequest, queryset: QuerySet[Opportunity]):
        title = "Give these opportunities to somebody else?"
        says = "Each remembers whose it was."
        return self._act(request, queryset.live(), "assign", title, says)

    @admin.action(description="Won …", permissions=["work"])
    def win(self, request: HttpRequest, queryset: QuerySet[Opportunity]):
        says = (
            "They end as won, with the same words on each account's timeline. The page of each "
            "offers the add-on for its contract."
        )
        return self._act(request, queryset.live(), "win", "Are these won?", says)

    @admin.action(description="Lost …", permissions=["work"])
    def lose(self, request: HttpRequest, queryset: QuerySet[Opportunity]):
        says = "They end as lost, with your reason on each account's timeline."
        return self._act(request, queryset.live(), "lose", "Are these lost?", says)

    @admin.action(description="Open again …", permissions=["work"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Opportunity]):
        title = "Open these opportunities again?"
        says = "Where a newer one of the same kind is open, the old one stays ended."
        return self._act(request, queryset.ended(), "reopen", title, says)

    def _act(self, request: HttpRequest, queryset: QuerySet, act: str, title: str, says: str):
        """By the same form and verb as on the page of one."""
        chosen = ACTS[act]
        form = filled(request, chosen.form)

        def done(one: Opportunity, data: dict, told: dict) -> bool:
            try:
                chosen.verb(one, data, told["by"], told["on"], told["now"])
            except ValueError:  # somebody was quicker, or a newer one is open
                return False
            return True

        asks = form if form.fields else None
        return self.each(request, queryset, act, title, says, asks, done)
