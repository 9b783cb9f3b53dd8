"""Pages of what goes out next: hold, write anew for one reader, send now, take back, skip."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from campaigns.admin.drafting.forms import MessageForm
from campaigns.compose import CopyError
from campaigns.drafting import checks
from campaigns.models import Campaign, Touch
from campaigns.models.touch import UNDER_WAY
from campaigns.pending import acts, personal, queue
from campaigns.pending.queue import Asked
from campaigns.sending.copies import brand
from campaigns.variables import VARIABLES

VIEW, CHANGE = "campaigns.view_pending", "campaigns.change_touch"
_PAGE = 50
_SHOWN = 20
# What is asked, and what it says will happen, before it does.
VERBS = {
    "hold": ("Hold these mails back?", "None of them leaves until somebody lets it go on."),
    "free": ("Let these mails go on?", "They leave in their time, within every gate."),
    "send-now": (
        "Send these mails before their time?",
        "Those that are planned leave in a few minutes, whatever hour it is for their readers, if "
        "their address may still be written to. Until then it can be taken back.",
    ),
    "take-back": ("Take this sending back?", "They wait for their time again."),
    "skip": ("Not send these mails at all?", "They are skipped, with your reason, for good."),
}


class PendingPages:
    """Hung into the touches' admin."""

    def __init__(self, model_admin: ModelAdmin) -> None:
        self.admin = model_admin

    def urls(self) -> list[URLPattern]:
        def to(view: Callable[..., HttpResponse]):
            return self.admin.admin_site.admin_view(view)

        return [
            path("pending/", to(self.pending), name="campaigns_touch_pending"),
            path(
                "pending/do/<slug:verb>/",
                to(require_POST(self.do)),
                name="campaigns_touch_pending_do",
            ),
            path("<int:pk>/words/", to(self.words), name="campaigns_touch_words"),
            path(
                "<int:pk>/words/preview/",
                to(require_POST(self.preview)),
                name="campaigns_touch_words_preview",
            ),
        ]

    def pending(self, request: HttpRequest) -> HttpResponse:
        self._may(request, VIEW)
        now, asked = timezone.now(), _asked(request)
        found = queue.touches(asked, user=request.user, now=now)
        page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
        on = timezone.localdate(now)
        keys = queue.accounts(asked, user=request.user)
        wanted = request.GET.get("ahead") == "yes" and keys is not None
        ahead = queue.ahead(keys, asked, on=on) if wanted else None
        return self._page(
            request,
            "pending.html",
            {
                "title": "What goes out",
                "asked": asked,
                "states": queue.STATES,
                "campaigns": Campaign.objects.order_by("name"),
                "page": page,
                "counts": queue.counts(found, on=on, zone=timezone.get_current_timezone()),
                "may": request.user.has_perm(CHANGE),
                "undo": acts.may_take_back(now=now).select_related("campaign", "account")[:_SHOWN],
                "query": _query(asked),
                "can_foresee": keys is not None,
                "ahead": ahead,
                "undo_minutes": int(acts.undo_window().total_seconds() // 60),
            },
        )

    def do(self, request: HttpRequest, verb: str) -> HttpResponse:
        """Ask first, with who it is about; then do it to those that are still in that state."""
        self._may(request, CHANGE)
        if verb not in VERBS:
            raise Http404
        chosen = [int(pk) for pk in request.POST.getlist("touch") if pk.isdecimal()]
        back = f"{reverse('admin:campaigns_touch_pending')}?{request.POST.get('query', '')}"
        if not chosen:
            messages.warning(request, "Choose some mails first.")
            return HttpResponseRedirect(back)
        if request.POST.get("confirmed") == "yes":
            self._carry_out(request, verb, chosen)
            return HttpResponseRedirect(back)
        rows = Touch.objects.filter(pk__in=chosen).select_related("campaign", "account", "contact")
        title, says = VERBS[verb]
        context = {
            "title": title,
            "says": says,
            "verb": verb,
            "rows": rows[:_SHOWN],
            "count": len(chosen),
            "more": max(len(chosen) - _SHOWN, 0),
            "chosen": chosen,
            "query": request.POST.get("query", ""),
            "back": back,
        }
        return self._page(request, "pending_confirm.html", context)

    def _carry_out(self, request: HttpRequest, verb: str, chosen: list[int]) -> None:
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        note = request.POST.get("note", "")
        verbs: dict[str, tuple[str, Callable[[], int]]] = {
            "hold": ("Held back", lambda: acts.hold(chosen, note=note, **who)),
            "free": ("Let go on", lambda: acts.free(chosen, **who)),
            "send-now": ("Leaving soon", lambda: acts.send_now(chosen, **who)),
            "take-back": ("Taken back", lambda: acts.take_back(chosen, **who)),
            "skip": ("Skipped", lambda: acts.skip(chosen, why=note, **who)),
        }
        said, carry_out = verbs[verb]
        try:
            done = carry_out()
        except ValueError as refused:
            messages.error(request, str(refused))
            return
        left = len(chosen) - done
        others = f" {left} were not in a state for it." if left else ""
        messages.success(request, f"{said}: {done}.{others}")

    def words(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The mail as it would leave, and its words for this reader alone."""
        self._may(request, VIEW)
        touch = self._touch(pk)
        copy, mistake = _copy(touch)
        form = MessageForm(request.POST or None, initial=copy)
        if request.method == "POST":
            self._may(request, CHANGE)
            if request.POST.get("back"):
                personal.back(touch, by=request.user, now=timezone.now())
                messages.success(request, "The campaign's own words again.")
                return HttpResponseRedirect(request.path)
            if form.is_valid():
                try:
                    personal.edit(touch, form.copy(), by=request.user, now=timezone.now())
                except ValueError as refused:
                    form.add_error(None, str(refused))
                else:
                    messages.success(request, f"{touch.contact} alone gets these words.")
                    return HttpResponseRedirect(request.path)
        context = {
            "title": f"Words for {touch.contact or 'nobody'}",
            "original": touch,
            "form": form,
            "own": getattr(touch, "personal", None),
            "may": request.user.has_perm(CHANGE) and touch.status in UNDER_WAY,
            "variables": list(VARIABLES.values()),
            "acts": touch.acts.select_related("by"),
            **self._previewed(touch, copy, mistake),
        }
        return self._page(request, "words.html", context)

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The fragment that the editor asks for while somebody writes; saves nothing."""
        self._may(request, CHANGE)
        touch = self._touch(pk)
        form = MessageForm(request.POST)
        copy = form.copy() if form.is_valid() else _copy(touch)[0]
        context = self._previewed(touch, copy, "")
        return TemplateResponse(request, "admin/campaigns/draft/preview.html", context)

    def _previewed(self, touch: Touch, copy: dict[str, str], mistake: str) -> dict[str, Any]:
        shown = personal.Previewed(None, mistake) if mistake else personal.preview(touch, copy)
        return {
            "preview": shown,
            "reader": touch.contact,
            "findings": checks.of_copy("message", copy, brand()) if copy else [],
            "sender": brand().sender_name,
        }

    def _touch(self, pk: int) -> Touch:
        related = ("campaign", "account", "contact", "personal")
        found = Touch.objects.select_related(*related).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def _may(self, request: HttpRequest, permission: str) -> None:
        if not request.user.has_perm(permission):
            raise PermissionDenied

    def _page(self, request: HttpRequest, template: str, context: dict) -> HttpResponse:
        base = {**self.admin.admin_site.each_context(request), "opts": self.admin.opts}
        return TemplateResponse(request, f"admin/campaigns/touch/{template}", {**base, **context})


def _copy(touch: Touch) -> tuple[dict[str, str], str]:
    try:
        return personal.copy_of(touch), ""
    except CopyError as mistake:
        return {}, str(mistake)


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    state = given.get("state", "leaving")
    return Asked(
        state if state in queue.STATES else "leaving",
        given.get("campaign", ""),
        given.get("who", "").strip(),
        given.get("whose") == "mine",
    )


def _query(asked: Asked) -> str:
    return urlencode(
        {
            "state": asked.state,
            "campaign": asked.campaign,
            "who": asked.who,
            "whose": "mine" if asked.mine else "",
        }
    )
