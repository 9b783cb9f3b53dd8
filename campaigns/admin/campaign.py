"""Pages of the campaigns, each of which reads like its rule."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from accounts.admin import cells
from accounts.admin.base import PortalAdmin
from accounts.admin.confirm import confirmed
from accounts.models import Programme, Topic
from campaigns import readable, results, switch
from campaigns.admin import programme_files
from campaigns.admin.drafting.pages import DraftPages
from campaigns.models import Campaign, CampaignDraft, Release, Status, Touch
from campaigns.segments.release import may_release
from lifecycle.models import Stage

_RELEASES = 10


@admin.register(Campaign)
class CampaignAdmin(PortalAdmin):
    """A campaign changes by a new version, written as a draft; people pause it and go on here."""

    list_display = ("name_line", "when", "to", "state_label", "on_its_way", "went_out", "not_sent")
    list_filter = (("state", ChoicesDropdownFilter),)
    list_select_related = ("current",)
    search_fields = ("name", "slug")
    ordering = ("name",)
    actions = ("pause", "resume", "archive", "reopen")
    change_form_template = "admin/campaigns/campaign/change_form.html"
    list_before_template = "admin/campaigns/campaign/begin.html"
    fills = "The starter programme brings eleven campaigns: manage.py load_programme."

    def get_urls(self) -> list:
        return [*DraftPages(self).urls(), *programme_files.urls(self), *super().get_urls()]

    def get_changelist_instance(self, request: HttpRequest):
        """All campaigns' sums in one query, not one a row."""
        changelist = super().get_changelist_instance(request)
        campaigns = list(changelist.result_list)
        sums = _sums(campaigns)
        for campaign in campaigns:
            campaign.sums = sums.get(campaign.pk, {})
        changelist.result_list = campaigns
        return changelist

    def around_list(self, request: HttpRequest, changelist: ChangeList) -> dict[str, Any]:
        return {"may_begin": self.has_switch_permission(request)}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        campaign = Campaign.objects.select_related("current__author").filter(pk=object_id).first()
        page = _page(campaign) if campaign else {}
        page["may_switch"] = self.has_switch_permission(request)
        page["may_release"] = bool(campaign) and may_release(campaign)
        page["may_release"] &= request.user.has_perm("campaigns.add_release")
        page["releases"] = list(_releases(campaign)) if campaign else []
        page["draft"] = CampaignDraft.objects.filter(campaign=campaign).first()
        return super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), **page}
        )

    @admin.display(description="Campaign", ordering="name")
    def name_line(self, obj: Campaign) -> SafeString:
        return cells.two_lines(obj.name, obj.purpose)

    @admin.display(description="When")
    def when(self, obj: Campaign) -> str:
        return readable.when(obj.current.rule) if obj.current else cells.NOTHING

    @admin.display(description="To")
    def to(self, obj: Campaign) -> str:
        return ", ".join(readable.roles(obj.current.rule)) if obj.current else cells.NOTHING

    @admin.display(description="State", ordering="state")
    def state_label(self, obj: Campaign) -> SafeString | str:
        return cells.choice("campaign", obj, "state")

    @admin.display(description="On its way")
    def on_its_way(self, obj: Campaign) -> SafeString:
        open_ = (Status.WAITING, Status.DUE, Status.PLANNED, Status.SENDING)
        return _ledger_link(obj, sum(obj.sums.get(status, 0) for status in open_))

    @admin.display(description="Sent")
    def went_out(self, obj: Campaign) -> SafeString:
        return _ledger_link(obj, obj.sums.get(Status.SENT, 0), Status.SENT)

    @admin.display(description="Skipped")
    def not_sent(self, obj: Campaign) -> SafeString:
        return _ledger_link(obj, obj.sums.get(Status.SKIPPED, 0), Status.SKIPPED)

    @admin.action(description="Pause", permissions=["switch"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._switch(request, queryset, "Paused", switch.pause)

    @admin.action(description="Go on", permissions=["switch"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        resume = partial(switch.resume, on=timezone.localdate())
        self._switch(request, queryset, "Going on", resume)

    @admin.action(description="Archive …", permissions=["switch"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Campaign]):
        return confirmed(
            self,
            request,
            queryset,
            action="archive",
            title="Archive these campaigns?",
            says="Nothing of them goes out any more. Mails under way are skipped, and say so.",
            carry_out=lambda: self._switch(request, queryset, "Archived", switch.archive),
        )

    @admin.action(description="Take out of the archive, paused", permissions=["switch"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._switch(request, queryset, "Taken out of the archive", switch.reopen)

    def _switch(self, request: HttpRequest, queryset: QuerySet[Campaign], word: str, verb) -> None:
        switched = [found for found in queryset if verb(found, by=str(request.user))]
        for campaign in switched:
            self.log_change(request, campaign, f"{word}.")
        messages.success(request, f"{word}: {', '.join(map(str, switched)) or 'none'}.")

    def has_switch_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "change")


def _ledger_link(campaign: Campaign, count: int, status: str = "") -> SafeString | str:
    if not count:
        return "0"
    url = f"{reverse('admin:campaigns_touch_changelist')}?campaign__id__exact={campaign.pk}"
    return cells.link(f"{url}&status__exact={status}" if status else url, f"{count:,}")


def _sums(campaigns: list[Campaign]) -> dict[int, dict[str, int]]:
    counted = (
        Touch.objects.filter(campaign__in=campaigns)
        .order_by()
        .values_list("campaign", "status")
        .annotate(Count("pk"))
    )
    found: dict[int, dict[str, int]] = {}
    for campaign, status, count in counted:
        found.setdefault(campaign, {})[status] = count
    return found


def _releases(campaign: Campaign) -> QuerySet[Release]:
    """The newest, each with how many it is for and how many of them were let go."""
    counted = {"total": Count("members"), "out": Count("members__out_on")}
    return campaign.releases.annotate(**counted)[:_RELEASES]


def _page(campaign: Campaign) -> dict[str, Any]:
    """What the page shows beside the campaign itself."""
    rule = campaign.current.rule if campaign.current else {}
    programmes = dict(Programme.objects.values_list("slug", "name"))
    return {
        **readable.page(rule, programmes, dict(Stage.choices), dict(Topic.choices)),
        "topic": campaign.get_topic_display(),
        "copies": list(campaign.current.messages.order_by("name")) if campaign.current else [],
        "versions": list(campaign.versions.select_related("author")),
        "results": results.of(Touch.objects.filter(campaign=campaign)),
        "ledger": f"{reverse('admin:campaigns_touch_changelist')}?campaign__id__exact="
        f"{campaign.pk}&",
    }
