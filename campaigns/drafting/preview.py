"""A draft's message as a real contact would get it, by the code that writes the mails."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from accounts.models import Contact
from campaigns import conditions, values
from campaigns.compose import CopyError, Rendered, RenderError, compile_for
from campaigns.definitions import MONTH
from campaigns.drafting.checks import written
from campaigns.models import Campaign
from campaigns.sending import rows
from campaigns.sending.copies import brand


class Previewed(NamedTuple):
    """Either the mail or why there is none; the mistake names line and field where it has them."""

    rendered: Rendered | None
    mistake: str = ""
    field: str = ""
    line: int = 0


def preview(
    copy: Mapping[str, str],
    name: str,
    *,
    campaign: Campaign,
    rule: Mapping[str, Any],
    contact: Contact,
    on: date,
    now: datetime,
) -> Previewed:
    """The mail as it would be written to the contact today; `name` is the message's."""
    of_month = rule.get("due", {}).get("kind") == MONTH
    row = rows.of_contact(
        contact,
        campaign=campaign,
        step=f"{on:%Y-%m}" if of_month else name,
        variant=name,
        on=on,
        now=now,
    )
    try:
        text = written(copy)
        holding = conditions.names(text.body) & values.traits([row])[0]
        compiled = compile_for(text, brand(), holding)
        asked = values.Asked(row, compiled.variables, tuple(rule.get("to", ())), of_month)
        return Previewed(compiled.render(values.gather([asked])[0]))
    except CopyError as mistake:
        return Previewed(None, mistake.message, mistake.field, mistake.line)
    except RenderError as mistake:
        said = f"{mistake}. For {contact} this mail could not be written; give it a fallback."
        return Previewed(None, said)
