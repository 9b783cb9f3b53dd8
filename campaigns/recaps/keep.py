"""Freezes the months that mails tell of, and draws their pictures when nothing else is to do."""

import logging
from collections.abc import Callable, Sequence

from django.db import transaction

from campaigns.figures import closed_month
from campaigns.models import Recap
from campaigns.recaps.draw import draw
from campaigns.recaps.month import from_json
from campaigns.sending.letters import Letter

logger = logging.getLogger(__name__)


def kept(letters: Sequence[Letter]) -> Sequence[Letter]:
    """The same letters, the months they show frozen by one statement, or none to freeze.

    A month that cannot be frozen keeps no mail from leaving: its page shows what is known then.
    """
    rows = {}
    for letter in letters:
        if text := letter.values.get("picture"):
            row = letter.row
            month = closed_month(row.step).first
            rows[row.account, month] = Recap(
                account_id=row.account, month=month, figures=text, as_of=row.decided_on
            )
    if rows:
        try:
            with transaction.atomic():
                Recap.objects.bulk_create(rows.values(), ignore_conflicts=True)
        except Exception:  # the mail matters more than its page on the web
            logger.exception("months shown in mails could not be kept")
    return letters


def draw_waiting(*, over: Callable[[], bool]) -> int:
    """Draw what is not drawn yet, each once; count the pictures."""
    done = 0
    for pk, text in Recap.objects.filter(picture=None).order_by("pk").values_list("pk", "figures"):
        if over():
            break
        picture = draw(from_json(text))
        done += Recap.objects.filter(pk=pk, picture=None).update(picture=picture)
    return done
