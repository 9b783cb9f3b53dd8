"""Letters: a planned row with its copy and its values, ready to become the mail that leaves."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError

from campaigns import conditions, values
from campaigns.carriers.message import Outgoing
from campaigns.compose import Compiled, Copy, CopyError, RenderError
from campaigns.models import PersonalCopy, Touch
from campaigns.sending.copies import Copies, Text
from campaigns.sending.rows import Row, read

logger = logging.getLogger(__name__)

MESSAGE_ID_START = "<touch."


class Unwritable(Exception):
    """Why a letter cannot be written; its row fails with these words."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Nothing is rendered before the mail is about to leave."""

    row: Row
    compiled: Compiled | None
    values: dict[str, str]
    mistake: str = ""

    def outgoing(self, attempt: int) -> Outgoing:
        """The mail as carriers take it; raises Unwritable with the reason."""
        if self.compiled is None:
            raise Unwritable(self.mistake)
        try:
            return self._rendered(self.compiled, attempt)
        except RenderError as mistake:
            raise Unwritable(str(mistake)) from mistake
        except Exception as error:  # a letter's own trouble, never its neighbours'
            logger.exception("the letter of touch %d cannot be written", self.row.touch)
            raise Unwritable(f"cannot be written: {error!r}") from error

    def _rendered(self, compiled: Compiled, attempt: int) -> Outgoing:
        rendered, row = compiled.render(self.values), self.row
        name, mailbox, _ = values.signer(row)
        return Outgoing(
            key=str(row.touch),
            sender=settings.PORTAL_SENDER_EMAIL,
            sender_name=name,
            to=row.address,
            to_name=self.values["contact_full_name"],
            reply_to=mailbox if mailbox != settings.PORTAL_SENDER_EMAIL else "",
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            headers={
                "Message-ID": message_id(row.touch, attempt),
                "List-Unsubscribe": f"<{self.values['unsubscribe_url']}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
            metadata={"touch": str(row.touch)},
            tags=(row.slug,),
        )


def message_id(touch: int, attempt: int) -> str:
    """The same for the same attempt, so that a whole wave can be marked by one statement."""
    return f"{MESSAGE_ID_START}{touch}.{attempt}{message_id_end()}"


def message_id_end() -> str:
    return f"@{settings.PORTAL_SENDER_EMAIL.rpartition('@')[2]}>"


class Desk:
    """Writes letters for rows, some hundred at a time."""

    def __init__(self) -> None:
        self._copies = Copies()
        self._own: dict[int, Copy] = {}

    def give(self, touch: int, copy: Copy) -> None:
        """Its letter is written with these words, whatever is kept for it."""
        self._own[touch] = copy

    def letters(self, rows: Sequence[Row]) -> list[Letter]:
        """A letter for each row; one that cannot be written says so and delays nobody."""
        self._copies.load(row.version for row in rows)
        self._load_personal([row.personal for row in rows if row.personal])
        try:
            return self._letters(rows)
        except DatabaseError:
            raise
        except Exception as error:
            if len(rows) == 1:
                logger.exception("no values for touch %d", rows[0].touch)
                return [Letter(rows[0], None, {}, f"no values: {error!r}")]
        return [letter for row in rows for letter in self.letters([row])]

    def _letters(self, rows: Sequence[Row]) -> list[Letter]:
        texts: dict[int, Text] = {}
        mistakes: dict[int, str] = {}
        holding = self._holding(rows)
        for row in rows:
            try:
                texts[row.touch] = self._text(row, holding.get(row.touch, frozenset()))
            except CopyError as mistake:
                mistakes[row.touch] = str(mistake)
        good = [row for row in rows if row.touch in texts]
        found = values.gather([self._asked(row, texts[row.touch]) for row in good])
        said = dict(zip((row.touch for row in good), found, strict=True))
        return [
            Letter(row, texts[row.touch].compiled, said[row.touch])
            if row.touch in texts
            else Letter(row, None, {}, mistakes[row.touch])
            for row in rows
        ]

    def _holding(self, rows: Sequence[Row]) -> dict[int, frozenset[str]]:
        """Which of the conditions that its message asks about hold for each row's reader."""
        asked: dict[int, frozenset[str]] = {}
        for row in rows:
            try:
                asked[row.touch] = self._conditions(row)
            except CopyError:  # told when the text is asked for
                continue
        asking = [row for row in rows if asked.get(row.touch)]
        traits = values.traits(asking) if asking else []
        return {
            row.touch: asked[row.touch] & held for row, held in zip(asking, traits, strict=True)
        }

    def _load_personal(self, keys: Sequence[int]) -> None:
        if keys:
            for own in PersonalCopy.objects.filter(pk__in=keys):
                copy = Copy(own.subject, own.preheader, own.body)
                self._own.setdefault(own.touch_id, copy)

    def _text(self, row: Row, holding: frozenset[str]) -> Text:
        if own := self._own.get(row.touch):
            return self._copies.personal(own, holding)
        return self._copies.text(row.version, row.step, row.variant, holding)

    def _conditions(self, row: Row) -> frozenset[str]:
        if own := self._own.get(row.touch):
            return conditions.names(own.body)
        return self._copies.conditions(row.version, row.step, row.variant)

    def _asked(self, row: Row, text: Text) -> values.Asked:
        kind = self._copies.kind(row.version)
        return values.Asked(row, text.variables, kind.roles, kind.of_month)


def letter_of(touch: Touch) -> Letter:
    """The letter that the row would leave as, for a preview: written by the same hand."""
    [row] = read(Touch.objects.filter(pk=touch.pk), 1)
    return Desk().letters([row])[0]
