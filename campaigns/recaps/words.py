"""Adds to the values of mails what they say of their month's picture."""

from collections.abc import Sequence
from typing import Any

from campaigns import links
from campaigns.figures import Period
from campaigns.recaps import read

ASKED = "picture_src"


def add(mails: Sequence[Any], periods: Sequence[Period | None], values: list[dict]) -> None:
    """Two statements for each month there is; none when no mail shows a picture."""
    shown: dict[Period, list[int]] = {}
    for place, (mail, period) in enumerate(zip(mails, periods, strict=True)):
        if period and mail.of_month and ASKED in mail.variables:
            shown.setdefault(period, []).append(place)
    for period, places in shown.items():
        told = {
            mails[place].row.account: read.Told(
                mails[place].row.account, mails[place].row.account_name, values[place]
            )
            for place in places
        }
        months = read.months(list(told.values()), period)
        for place in places:
            row, month = mails[place].row, months[mails[place].row.account]
            url = links.url(
                row.contact,
                links.RECAP,
                about=period.first.year * 100 + period.first.month,
                generation=row.links_revoked,
            )
            values[place] |= {
                "picture": month.as_json,
                "picture_alt": month.alt,
                "picture_url": url,
                ASKED: f"{url}usage.png",
            }
