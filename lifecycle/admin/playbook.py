"""Pages of the playbooks and of each time one was run."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin
from lifecycle.models import Playbook, PlaybookRun, PlaybookVersion


@admin.register(Playbook)
class PlaybookAdmin(LedgerAdmin):
    list_display = ("name", "purpose", "state")
    fills = "The starter playbooks come with the programme."


@admin.register(PlaybookVersion)
class PlaybookVersionAdmin(LedgerAdmin):
    list_display = ("playbook", "number", "author", "created_at")
    list_select_related = ("playbook", "author")


@admin.register(PlaybookRun)
class PlaybookRunAdmin(LedgerAdmin):
    list_display = ("playbook", "account", "occurrence", "opened_on", "state")
    list_select_related = ("playbook", "account")
    fills = "Playbooks open by rule as days are decided, or by hand on an account's page."
