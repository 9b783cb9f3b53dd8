"""The addresses of a draft's pages."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from campaigns.admin.drafting.message import MessagePages
from campaigns.admin.drafting.overview import OverviewPages
from campaigns.admin.drafting.publishing import PublishingPages


class DraftPages(OverviewPages, MessagePages, PublishingPages):
    """Each change is a post, and each post goes through one verb."""

    def urls(self) -> list[URLPattern]:
        def to(view: Callable[..., HttpResponse], *, changes: bool = False):
            return self.admin.admin_site.admin_view(require_POST(view) if changes else view)

        at = "<int:pk>/draft/"
        return [
            path("new/", to(self.new), name="campaigns_campaign_new"),
            path("<int:pk>/begin/", to(self.begin, changes=True), name="campaigns_draft_begin"),
            path(at, to(self.overview), name="campaigns_draft"),
            path(f"{at}rule/", to(self.rule), name="campaigns_draft_rule"),
            path(f"{at}add/", to(self.add, changes=True), name="campaigns_draft_add"),
            path(f"{at}message/<slug:name>/", to(self.message), name="campaigns_draft_message"),
            path(
                f"{at}message/<slug:name>/preview/",
                to(self.preview, changes=True),
                name="campaigns_draft_preview",
            ),
            path(
                f"{at}message/<slug:name>/test/",
                to(self.test, changes=True),
                name="campaigns_draft_test",
            ),
            path(f"{at}do/<slug:verb>/", to(self.do, changes=True), name="campaigns_draft_do"),
            path("<int:pk>/compare/", to(self.compare), name="campaigns_campaign_compare"),
        ]
