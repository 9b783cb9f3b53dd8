"""Pages of what contacts told us about themselves and their colleagues."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from accounts.admin.own_page import RowPage
from accounts.models import Contact
from campaigns.admin.customer import as_customer
from campaigns.hub import proposals
from campaigns.models import ContactProposal

DECIDE = "campaigns.change_contactproposal"


@admin.register(ContactProposal)
class ContactProposalAdmin(RowPage, LedgerAdmin):
    list_display = ("what", "at", "changes_column", "state_label", "said_at", "decided_by")
    list_filter = (("state", ChoicesDropdownFilter), ("kind", ChoicesDropdownFilter))
    list_select_related = ("account", "contact", "decided_by")
    search_fields = ("account__name__istartswith", "contact__email__istartswith")
    search_help_text = "Account or address, from its beginning"
    fills = "A line appears when a contact corrects their data or names a colleague on their page."

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            *as_customer.urls(view),
            path(
                "<int:pk>/decide/",
                view(require_POST(self.decide)),
                name="campaigns_contactproposal_decide",
            ),
            *super().get_urls(),
        ]

    def find(self, request: HttpRequest, key: str) -> ContactProposal | None:
        return self._find(int(key))

    def page(self, request: HttpRequest, row: ContactProposal) -> HttpResponse:
        """What would change, and two buttons."""
        context = {
            **self.admin_site.each_context(request),
            "title": str(row),
            "opts": self.opts,
            "proposal": row,
            "changes": proposals.changes(row),
            "may_decide": request.user.has_perm(DECIDE),
        }
        return TemplateResponse(request, "admin/campaigns/customer/proposal.html", context)

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._find(pk)
        if found is None or not request.user.has_perm(DECIDE):
            raise PermissionDenied
        on, now, by = timezone.localdate(), timezone.now(), request.user
        try:
            if request.POST.get("as") == "confirm":
                contact = proposals.confirm(found, by=by, on=on, now=now)
                said = f"Confirmed: {contact}."
                self._keep(request, contact, found)
            else:
                proposals.decline(found, request.POST.get("why", ""), by=by, now=now)
                said = "Declined."
        except ValueError as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(
                reverse("admin:campaigns_contactproposal_change", args=[pk])
            )
        self.log_change(request, found, said)
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:campaigns_contactproposal_changelist"))

    def _keep(self, request: HttpRequest, contact: Contact, found: ContactProposal) -> None:
        """The contact's own history tells who confirmed what."""
        told = [
            f"{change.label} (from {change.before or 'nothing'} to {change.after or 'nothing'})"
            for change in proposals.changes(found)
        ]
        LogEntry.objects.log_actions(
            request.user.pk,
            [contact],
            CHANGE,
            [{"changed": {"fields": [*told, f"as told by {found.contact}"]}}],
            single_object=True,
        )

    def _find(self, pk: int) -> ContactProposal | None:
        rows = ContactProposal.objects.select_related("account", "contact", "decided_by")
        return rows.filter(pk=pk).first()

    @admin.display(description="Proposal", ordering="kind")
    def what(self, obj: ContactProposal) -> SafeString:
        return cells.two_lines(obj.get_kind_display(), f"from {obj.contact}")

    @admin.display(description="Account", ordering="account__name")
    def at(self, obj: ContactProposal) -> SafeString:
        url = reverse("admin:accounts_account_change", args=[obj.account_id])
        return cells.link(url, obj.account.name)

    @admin.display(description="What changes")
    def changes_column(self, obj: ContactProposal) -> str:
        told = [f"{change.label}: {change.after or 'nothing'}" for change in proposals.changes(obj)]
        return "; ".join(told)

    @admin.display(description="State", ordering="state")
    def state_label(self, obj: ContactProposal) -> SafeString | str:
        return cells.choice("proposal", obj, "state")
