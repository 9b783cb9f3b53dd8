"""What pages of accounts and contacts share: removing asks first, and can be taken back."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from accounts import removal
from accounts.admin.base import PortalAdmin
from accounts.admin.confirm import confirmed

_PARAMETER = "removed"


class RemovedFilter(DropdownFilter):
    """The list itself asks for it, since everything else must not see what was removed."""

    title = "removed"
    parameter_name = _PARAMETER
    all_option = ("", "In the book")

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("yes", "Removed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset


class RemovableAdmin(PortalAdmin):
    """Needs `removed_at`; permission to delete is what allows to remove and to restore."""

    actions = ("remove", "restore")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        gone = request.GET.get(_PARAMETER) == "yes"
        return super().get_queryset(request).filter(removed_at__isnull=not gone)

    @admin.action(description="Remove from the book …", permissions=["remove"])
    def remove(self, request: HttpRequest, queryset: QuerySet):
        def carry_out() -> None:
            for subject in queryset:
                removal.remove(subject, now=timezone.now())
                self.log_change(request, subject, "Removed from the book.")
            messages.success(request, "Removed. What was sent and recorded stays.")

        return confirmed(
            self,
            request,
            queryset,
            action="remove",
            title=f"Remove these {self.opts.verbose_name_plural}?",
            says="They get no more mails. Nothing that was sent or recorded is lost.",
            carry_out=carry_out,
        )

    @admin.action(description="Put back into the book", permissions=["remove"])
    def restore(self, request: HttpRequest, queryset: QuerySet) -> None:
        back = [subject for subject in queryset if removal.restore(subject)]
        for subject in back:
            self.log_change(request, subject, "Put back into the book.")
        messages.success(request, f"Put back: {len(back)}.")

    def has_remove_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "delete")
