"""One reader's own words in place of the campaign's, checked and previewed as those are."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from campaigns.compose import CopyError, RenderError, check
from campaigns.drafting import checks
from campaigns.drafting.preview import Previewed
from campaigns.models import PersonalCopy, Status, Touch, TouchAct
from campaigns.models.touch import UNDER_WAY
from campaigns.sending import rows
from campaigns.sending.copies import Copies, brand
from campaigns.sending.letters import Desk, Letter


def copy_of(touch: Touch) -> dict[str, str]:
    """The words that would leave now; raises CopyError when the campaign has none for it."""
    own = PersonalCopy.objects.filter(touch=touch).first()
    if own:
        return {"subject": own.subject, "preheader": own.preheader, "body": own.body}
    copies = Copies()
    copies.load([touch.version_id])
    found = copies.message(touch.version_id, touch.step, touch.variant)
    return {"subject": found.subject, "preheader": found.preheader, "body": found.body}


def preview(touch: Touch, copy: Mapping[str, str] | None = None) -> Previewed:
    """The mail as it would leave, or with this copy; the same code writes both."""
    [row] = rows.read(Touch.objects.filter(pk=touch.pk), 1) or [None]
    if row is None:
        return Previewed(None, "It is for nobody.")
    desk = Desk()
    try:
        if copy is not None:
            check(checks.written(copy), brand())
            desk.give(touch.pk, checks.written(copy))
        letter: Letter = desk.letters([row])[0]
        if letter.compiled is None:
            return Previewed(None, letter.mistake)
        return Previewed(letter.compiled.render(letter.values))
    except CopyError as mistake:
        return Previewed(None, mistake.message, mistake.field, mistake.line)
    except RenderError as mistake:
        return Previewed(None, f"{mistake}: for this reader the mail could not be written.")


@transaction.atomic
def edit(touch: Touch, copy: Mapping[str, str], *, by: User, now: datetime) -> None:
    """This mail leaves with these words; raises ValueError with what is wrong with them."""
    locked = Touch.objects.select_for_update(of=("self",)).get(pk=touch.pk)
    if locked.status not in UNDER_WAY or locked.contact_id is None:
        raise ValueError("It is not on its way any more: nothing was changed.")
    if locked.status == Status.PLANNED and not locked.held_at and locked.not_before <= now:
        raise ValueError("It may be leaving right now: hold it first.")
    found = checks.blocking(checks.of_copy("message", copy, brand()))
    if found:
        raise ValueError(f"{found[0].field.capitalize()}, line {found[0].line}: {found[0].text}")
    shown = preview(touch, copy)
    if shown.rendered is None:
        raise ValueError(shown.mistake)
    PersonalCopy.objects.update_or_create(
        touch=touch, defaults={**copy, "by": by, "changed_at": now}
    )
    TouchAct.objects.create(touch=touch, kind=TouchAct.Kind.EDITED, by=by, at=now)


@transaction.atomic
def back(touch: Touch, *, by: User, now: datetime) -> bool:
    """The campaign's copy again; tells whether there was a personal one."""
    gone, _ = PersonalCopy.objects.filter(touch=touch, touch__status__in=UNDER_WAY).delete()
    if gone:
        TouchAct.objects.create(touch=touch, kind=TouchAct.Kind.UNEDITED, by=by, at=now)
    return bool(gone)
