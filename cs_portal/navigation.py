"""What stands in the admin's side bar, for each user only what the role may see."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

# Title, Material symbol, the model whose list it opens, and which other page of it instead.
MINE = "mine"
BOARD = "board"
_GROUPS = (
    (
        "",
        (
            ("Today", "wb_sunny", ""),
            ("My hours", "calendar_month", "campaigns.host", MINE),
            ("My digest", "mark_email_unread", "campaigns.teammail", MINE),
        ),
    ),
    (
        "Book",
        (
            ("Accounts", "domain", "accounts.account"),
            ("Contacts", "group", "accounts.contact"),
            ("Meetings", "event", "campaigns.meeting"),
            ("Alerts", "notifications", "lifecycle.alert"),
            ("Knowledge gaps", "psychology_alt", "accounts.knowledgegap"),
            ("Notes and calls", "edit_note", "accounts.timelineentry"),
            ("Trainings", "school", "accounts.trainingsession"),
            ("Product gaps", "extension_off", "accounts.productgap"),
            ("Feedback", "forum", "accounts.feedback"),
            ("Surveys", "poll", "campaigns.survey"),
            ("Answers", "reviews", "campaigns.surveyresponse"),
            ("Advocates", "campaign", "accounts.advocacy"),
            ("Business reviews", "co_present", "lifecycle.businessreview"),
        ),
    ),
    (
        "Work",
        (
            ("Tasks", "task_alt", "lifecycle.task"),
            ("Help requests", "support", "campaigns.helprequest"),
            ("Opportunities", "trending_up", "lifecycle.opportunity"),
            ("Workload", "balance", "lifecycle.task", "workload"),
            ("Success plans", "flag", "lifecycle.successplan"),
            ("Renewals", "event_repeat", "lifecycle.renewalassessment", "board"),
            ("Cases", "emergency", "lifecycle.riskcase", "board"),
            ("Playbooks", "menu_book", "lifecycle.playbook"),
            ("Documents", "description", "lifecycle.document"),
            ("Templates", "library_books", "lifecycle.documenttemplate"),
        ),
    ),
    (
        "Mails",
        (
            ("Campaigns", "campaign", "campaigns.campaign"),
            ("Segments", "filter_alt", "campaigns.segment"),
            ("Releases", "rocket_launch", "campaigns.release"),
            ("Interest in betas", "science", "campaigns.betainterest"),
            ("Going out", "schedule_send", "campaigns.touch", "pending"),
            ("Touches", "outgoing_mail", "campaigns.touch"),
            ("Single mails", "mail", "campaigns.customermail"),
            ("What contacts told us", "contact_mail", "campaigns.contactproposal"),
            ("Suppressions", "unsubscribe", "accounts.suppression"),
            ("Consent", "shield", "accounts.consentevent"),
        ),
    ),
    (
        "Rules and decisions",
        (
            ("Programmes", "tune", "accounts.programme"),
            ("What if", "alt_route", "campaigns.whatif"),
            ("Stage changes", "flag", "lifecycle.stagechange"),
            ("Health changes", "ecg_heart", "lifecycle.healthchange"),
            ("Overrides", "pan_tool", "lifecycle.stageoverride"),
        ),
    ),
    (
        "Data",
        (
            ("Contracts", "contract", "accounts.contract"),
            ("Usage", "monitoring", "accounts.ping"),
            ("First uses", "star", "accounts.featureuse"),
            ("Features", "category", "accounts.feature"),
            ("Training catalogue", "local_library", "accounts.training"),
            ("Signals", "sensors", "accounts.signal"),
            ("Imports", "upload_file", "accounts.importrun"),
        ),
    ),
    (
        "Operations",
        (
            ("Team", "badge", "accounts.user"),
            ("Pools", "groups", "accounts.pool"),
            ("Meeting types", "event_note", "campaigns.meetingtype"),
            ("Hours of hosts", "calendar_month", "campaigns.host"),
            ("Absences", "beach_access", "accounts.absence"),
            ("Team changes", "swap_horiz", "lifecycle.teamchange"),
            ("Did not happen", "notification_important", "campaigns.touch", "quiet"),
            ("Cluster", "favorite", "lifecycle.heartbeat"),
            ("Digests", "mail", "campaigns.teammail"),
            ("Posts of alerts", "podcasts", "campaigns.alertpost"),
            ("Responses", "reply", "campaigns.touchresponse"),
            ("Recaps told", "image", "campaigns.recap"),
            ("Public posts", "speed", "campaigns.publicpost"),
            ("Provider events", "webhook", "campaigns.providerevent"),
            ("Mails that came in", "move_to_inbox", "campaigns.inboundmail"),
            ("Schedules", "schedule", "django_q.schedule"),
            ("Failed jobs", "error", "django_q.failure"),
        ),
    ),
)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The theme asks at each page; a group with nothing to see is left out."""
    found = []
    for title, items in _GROUPS:
        seen = [_item(*item) for item in items if _may_see(request, *item[2:])]
        if seen:
            found.append({"title": title, "separator": bool(title), "items": seen})
    _mark(request, [item for group in found for item in group["items"]])
    return found


def _mark(request: HttpRequest, items: list[dict[str, Any]]) -> None:
    """The one we are at: of two links that begin its address, the longer."""
    home = reverse("admin:index")
    near = [
        item["link"]
        for item in items
        if item["link"] == request.path
        or (item["link"] != home and request.path.startswith(item["link"]))
    ]
    here = max(near, key=len, default=None)
    for item in items:
        item["active"] = item["link"] == here


def _may_see(request: HttpRequest, model: str, page: str = "") -> bool:
    """A page of its own has a permission of its own, unless it shows what is mine, or a board."""
    app, _, name = model.partition(".")
    if app == "django_q":
        return request.user.is_superuser
    shown = name if page in ("", MINE, BOARD) else page
    return not model or request.user.has_perm(f"{app}.view_{shown}")


def _item(title: str, icon: str, model: str, page: str = "changelist") -> dict[str, Any]:
    link = reverse(f"admin:{model.replace('.', '_')}_{page}" if model else "admin:index")
    return {"title": title, "icon": icon, "link": link}
