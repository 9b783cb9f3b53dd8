"""The Advocates page of an account: champions, who speaks for us, and how many over time."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.http import HttpRequest

from accounts.admin import tabs
from accounts.admin.advocates.actions import SLUG
from accounts.models import Account, Advocacy, AdvocacyCount, ChampionTest, Contact

_MONTHS, _WIDTH, _HEIGHT = 12, 360, 96


class Bar(NamedTuple):
    """Two bars side by side, measured from the top of the drawing."""

    count: AdvocacyCount
    x: float
    width: float
    champions: float
    advocates: float


class Person(NamedTuple):
    contact: Contact
    test: ChampionTest | None
    tests: int


def read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    tests: dict[int, list[ChampionTest]] = {}
    for test in ChampionTest.objects.filter(contact__account=account).select_related("tested_by"):
        tests.setdefault(test.contact_id, []).append(test)
    people = [
        Person(one, next(iter(tests.get(one.pk, ())), None), len(tests.get(one.pk, ())))
        for one in account.contacts.filter(removed_at=None)
        if one.champion or one.pk in tests
    ]
    advocacies = list(
        Advocacy.objects.filter(contact__account=account)
        .select_related("contact")
        .prefetch_related("instruments")
    )
    counts = list(account.advocacy_counts.order_by("-month")[:_MONTHS])[::-1]
    return {
        "people": sorted(people, key=lambda one: not one.contact.champion),
        "current": [one for one in advocacies if one.until is None or one.until > on],
        "former": [one for one in advocacies if one.until and one.until <= on],
        "bars": bars(counts),
        "most": _most(counts),
    }


def bars(counts: Sequence[AdvocacyCount]) -> list[Bar]:
    """Each month has the same room, however few there are."""
    step, most = _WIDTH / _MONTHS, _most(counts)
    return [
        Bar(
            count,
            round(place * step + 3, 1),
            round(step / 2 - 4, 1),
            round(_HEIGHT * count.champions / most, 1),
            round(_HEIGHT * count.advocates / most, 1),
        )
        for place, count in enumerate(counts)
    ]


def _most(counts: Sequence[AdvocacyCount]) -> int:
    return max((max(one.champions, one.advocates) for one in counts), default=0) or 1


def glance(account: Account, on: date) -> list[tabs.Glance]:
    champions = account.contacts.filter(removed_at=None, champion=True).count()
    found = list(Advocacy.objects.on(on).filter(contact__account=account).select_related("contact"))
    if not found:
        text = f"No advocate; {champions} champion{'' if champions == 1 else 's'}"
        return [tabs.Glance("band-none" if champions else "band-concerning", "nobody", text)]
    names = ", ".join(str(one) for one in found)
    reference = any(one.reference for one in found)
    return [tabs.Glance("band-healthy", "reference" if reference else "speaks for us", names)]


tabs.register(
    tabs.Tab(
        SLUG,
        "Advocates",
        "accounts.view_advocacy",
        "admin/accounts/advocates/page.html",
        read,
        glance,
        order=64,
    )
)
