"""Letters: a planned row with its copy and its values, ready to become the mail that leaves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from campaigns import values
from campaigns.carriers.message import Outgoing
from campaigns.compose import Compiled, CopyError, RenderError
from campaigns.sending.copies import Copies
from campaigns.sending.rows import Row

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
            rendered = self.compiled.render(self.values)
        except RenderError as mistake:
            raise Unwritable(str(mistake)) from mistake
        row = self.row
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

    def letters(self, rows: Sequence[Row]) -> list[Letter]:
        """A letter for each row; one that cannot be written says so and delays nobody."""
        self._copies.load(row.version for row in rows)
        good: list[tuple[values.Asked, Compiled]] = []
        bad = []
        for row in rows:
            try:
                text = self._copies.text(row.version, row.step, row.variant)
            except CopyError as mistake:
                bad.append(Letter(row, None, {}, str(mistake)))
            else:
                kind = self._copies.kind(row.version)
                asked = values.Asked(row, text.variables, kind.roles, kind.of_month)
                good.append((asked, text.compiled))
        found = values.gather([asked for asked, _ in good], values.Programmes())
        written = [
            Letter(asked.row, compiled, said)
            for (asked, compiled), said in zip(good, found, strict=True)
        ]
        return sorted(written + bad, key=lambda letter: (letter.row.not_before, letter.row.touch))
