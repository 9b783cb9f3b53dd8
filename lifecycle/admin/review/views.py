"""The pages of one review: its sections, people, values, figures, days, steps, and how it looks."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from lifecycle.admin.review import forms
from lifecycle.admin.review.steps import STEPS
from lifecycle.models import BusinessReview, ReviewSection
from lifecycle.reviews import agenda, build, freeze, people, prose, shown
from lifecycle.reviews.brand import brand
from lifecycle.reviews.figures import by_key
from lifecycle.reviews.pdf.file import write
from lifecycle.reviews.shown import Material

if TYPE_CHECKING:
    from lifecycle.admin.review.review import BusinessReviewAdmin as Page


def link(name: str, review: BusinessReview, *args: Any) -> str:
    return reverse(f"admin:lifecycle_businessreview_{name}", args=[review.pk, *args])


def section(page: "Page", request: HttpRequest, review: BusinessReview, section: int):
    """A point of the agenda: its text beside what becomes of it."""
    found = _section(review, section)
    meanwhile = None
    if request.method == "POST":
        page.may_change(request)
        form = forms.SectionForm(request.POST, instance=_section(review, section))
        if form.is_valid():
            new = build.Writing(*(form.cleaned_data[name] for name in build.Writing._fields))
            seen, now = form.cleaned_data["seen"], timezone.now()
            try:
                build.write(found, new, seen=seen, by=request.user, now=now)
            except ValueError as refused:
                form.add_error(None, str(refused))
                found.refresh_from_db()
                if found.changed_at.isoformat() != seen:
                    meanwhile = found
                    form.data = {**request.POST.dict(), "seen": found.changed_at.isoformat()}
            else:
                said = f"“{new.title}” saved."
                return page.done(request, review, said, link("section", review, found.pk))
    else:
        form = forms.SectionForm(instance=found, initial={"seen": found.changed_at.isoformat()})
    made = shown.material(review)
    return page.shows(
        request,
        review,
        str(found.pk),
        "section",
        section=found,
        form=form,
        meanwhile=meanwhile,
        asks=agenda.ASKS[found.kind],
        inserts=_inserts(found, made),
        made=made,
        pieces=shown.fill(found.body, made),
        note=shown.fill(found.internal_note, made, internal=True),
        texts=list(found.texts.select_related("author")[:10]),
    )


def _section(review: BusinessReview, key: int) -> ReviewSection:
    return get_object_or_404(ReviewSection.objects.select_related("review"), review=review, pk=key)


def _inserts(found: ReviewSection, made: Material) -> dict[str, list]:
    """What can be put into the text, as it is written there."""
    figures = by_key(made.content).values()
    return {
        "blocks": [
            (f"\n{{{{ {name} }}}}\n", agenda.BLOCKS[name]) for name in agenda.offered(found.kind)
        ],
        "figures": [
            (f"{{{{ {figure['key']} }}}}", figure["label"], figure["text"]) for figure in figures
        ],
    }


def preview(page: "Page", request: HttpRequest, review: BusinessReview, section: int):
    """What the text as typed would look like; nothing is saved."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    made = shown.material(review)
    body, mistake = request.POST.get("body", ""), ""
    try:
        prose.check(body, agenda.known(made.texts), agenda.INTERNAL_BLOCKS)
    except prose.ProseError as found:
        mistake = str(found)
    context = {"pieces": shown.fill(body, made), "made": made, "mistake": mistake}
    return TemplateResponse(request, "admin/lifecycle/review/preview.html", context)


def order(page: "Page", request: HttpRequest, review: BusinessReview, section: int):
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    page.may_change(request)
    found = _section(review, section)
    try:
        build.move(found, -1 if request.POST.get("to") == "up" else 1)
    except ValueError as refused:
        return page.refused(request, str(refused), link("section", review, section))
    return page.done(request, review, f"“{found.title}” moved.", link("section", review, found.pk))


def topic(page: "Page", request: HttpRequest, review: BusinessReview):
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    page.may_change(request)
    title, now = request.POST.get("title", ""), timezone.now()
    try:
        added = build.add_topic(review, title, by=request.user, now=now)
    except ValueError as refused:
        return page.refused(request, str(refused), link("change", review))
    return page.done(request, review, f"“{added.title}” added.", link("section", review, added.pk))


def attendees(page: "Page", request: HttpRequest, review: BusinessReview):
    """Who takes part, and a form to put down one more."""
    sent = request.POST if request.method == "POST" else None
    if sent is not None:
        page.may_change(request)
    form = forms.AttendeeForm(None, review=review)
    try:
        if sent is not None and "remove" in sent:
            name = people.leave_out(review, int(sent["remove"]))
            return page.done(request, review, f"{name} left out.", link("attendees", review))
        if sent is not None:
            form = forms.AttendeeForm(sent, review=review)
            if form.is_valid():
                added = people.add(review, **form.cleaned_data)
                return page.done(request, review, f"{added} added.", link("attendees", review))
    except ValueError as refused:
        return page.refused(request, str(refused), link("attendees", review))
    found = list(review.attendees.all())
    return page.shows(request, review, "attendees", "attendees", form=form, attendees=found)


def values(page: "Page", request: HttpRequest, review: BusinessReview):
    """Use cases with what was expected and achieved, all in one table."""
    formset = forms.ValueFormSet(instance=review)
    if request.method == "POST":
        page.may_change(request)
        formset = forms.ValueFormSet(request.POST, instance=review)
        if formset.is_valid():
            try:
                people.keep_values(review, formset.save)
            except ValueError as refused:
                return page.refused(request, str(refused), link("values", review))
            return page.done(request, review, "Values saved.", link("values", review))
    rows = list(review.values.all())
    return page.shows(request, review, "values", "values", formset=formset, rows=rows)


def figures(page: "Page", request: HttpRequest, review: BusinessReview):
    """Everything that is frozen, with its source; POST freezes anew."""
    if request.method == "POST":
        page.may_change(request)
        before, now = freeze.newest(review), timezone.now()
        try:
            taken = freeze.take(review, by=request.user, now=now)
        except ValueError as refused:
            return page.refused(request, str(refused), link("figures", review))
        same = before is not None and before.pk == taken.pk
        said = "Nothing has changed since." if same else "Figures frozen anew."
        return page.done(request, review, said, link("figures", review))
    return page.shows(
        request,
        review,
        "figures",
        "figures",
        freeze=freeze.newest(review),
        differences=freeze.changes(review),
    )


def details(page: "Page", request: HttpRequest, review: BusinessReview):
    page.may_change(request)
    on, now = timezone.localdate(), timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = forms.DetailsForm(sent, review=review, on=on)
    if form.is_valid():
        try:
            build.describe(review, **form.cleaned_data, by=request.user, now=now)
        except ValueError as refused:
            form.add_error(None, str(refused))
        else:
            return page.done(request, review, "Saved.", link("figures", review))
    return page.shows(
        request,
        review,
        "details",
        "form",
        form=form,
        heading="Title, days and owner",
        says="Another period freezes the figures anew.",
        button="Save",
    )


def do(page: "Page", request: HttpRequest, review: BusinessReview, step: str):
    """One step of the review's way."""
    chosen = STEPS.get(step)
    if chosen is None:
        return page.refused(request, "There is no such step.", link("change", review))
    page.may_change(request, chosen.permission)
    on, now = timezone.localdate(), timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = chosen.form(sent, review=review, on=on)
    if form.is_valid():
        try:
            said, then = chosen.verb(request, review, form, on, now)
        except ValueError as refused:
            form.add_error(None, str(refused))
        else:
            to = reverse("admin:lifecycle_businessreview_change", args=[then])
            return page.done(request, review, said, to)
    return page.shows(
        request,
        review,
        step,
        "form",
        form=form,
        heading=chosen.title,
        says=chosen.says,
        button=chosen.button,
    )


def present(page: "Page", request: HttpRequest, review: BusinessReview):
    """As the customer may see it: nothing around it, nothing internal in it."""
    context = {"shown": shown.read(review), "brand": brand()}
    return TemplateResponse(request, "admin/lifecycle/review/present.html", context)


def pdf(page: "Page", request: HttpRequest, review: BusinessReview):
    """The same as a file."""
    found = shown.read(review)
    response = HttpResponse(write(found, brand()), content_type="application/pdf")
    name = slugify(f"{review.account.name} {review.title}") or "business-review"
    response["Content-Disposition"] = f'attachment; filename="{name[:100]}.pdf"'
    return response


PAGES = {
    "section": ("section/<int:section>/", section),
    "preview": ("section/<int:section>/preview/", preview),
    "order": ("section/<int:section>/order/", order),
    "topic": ("topic/", topic),
    "attendees": ("attendees/", attendees),
    "values": ("values/", values),
    "figures": ("figures/", figures),
    "details": ("details/", details),
    "do": ("do/<slug:step>/", do),
    "present": ("present/", present),
    "pdf": ("pdf/", pdf),
}
