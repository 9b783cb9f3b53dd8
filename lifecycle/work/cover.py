"""Who is away on a day, and who stands in for them."""

from datetime import date

from accounts.models import Absence
from lifecycle.work import routing
from lifecycle.work.routing import Away


def away(*, on: date) -> dict[int, Away]:
    """By team member, in one query."""
    rows = Absence.objects.on(on).order_by().values_list("pk", "user_id", "until", "cover_id")
    return {user: Away(key, until, cover) for key, user, until, cover in rows}


def stand_ins(*, on: date) -> dict[int, int]:
    """The first along the covers who is there, for each who is away and has one."""
    found = away(on=on)
    covers = {user: routing.stand_in(user, found) for user in found}
    return {user: cover for user, cover in covers.items() if cover is not None}
