"""Reads which features serve which use cases, and whether they are used."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q

from accounts.models import Account, Feature, Product, UseCase, UseCaseState


class Cell(NamedTuple):
    """`tone` is a class of the style sheet; both empty where the feature does not serve."""

    tone: str
    text: str


class Row(NamedTuple):
    """A feature; `users` are those of the newest ping that counts features."""

    slug: str
    name: str
    product: str
    owned: bool
    used_since: date | None
    users: int | None
    cells: list[Cell]

    @property
    def serves(self) -> bool:
        return any(cell.text for cell in self.cells)


class Grid(NamedTuple):
    use_cases: list[UseCase]
    ended: list[UseCase]
    rows: list[Row]
    counted_on: date | None


def products(account: Account, *, on: date) -> set[str]:
    """The slugs of the products in force on the day, add-ons included."""
    running = account.contracts.filter(start__lte=on, end__gt=on, signed_on__lte=on).filter(
        Q(churned_on__isnull=True) | Q(churned_on__gt=on)
    )
    joined = running.values_list("products", flat=True)
    return {slug for text in joined for slug in text.split(";") if slug}


def grid(account: Account, *, on: date) -> Grid:
    """Features that are owned, used or needed, by product; those of an unknown slug come last."""
    everything = list(account.use_cases.prefetch_related("features"))
    use_cases = [found for found in everything if found.state != UseCaseState.ENDED]
    served = [{feature.slug for feature in found.features.all()} for found in use_cases]
    used = dict(account.feature_uses.values_list("feature", "first_used_on"))
    counted = (
        account.pings.filter(feature_users__isnull=False).order_by("-date").values_list(
            "date", "feature_users"
        )
    ).first()  # fmt: skip
    users = counted[1] if counted else {}
    owned = products(account, on=on)
    known = {feature.slug: feature for feature in Feature.objects.all()}
    wanted = {*used, *(slug for slugs in served for slug in slugs)}
    wanted |= {slug for slug, feature in known.items() if feature.product in owned}
    rows = []
    for slug in [*(slug for slug in known if slug in wanted), *sorted(wanted - known.keys())]:
        feature = known.get(slug)
        has = feature is None or feature.product in owned
        cells = [_cell(slug in slugs, has, slug in used) for slugs in served]
        rows.append(
            Row(
                slug,
                feature.name if feature else slug,
                Product(feature.product).label if feature else "",
                has,
                used.get(slug),
                users.get(slug),
                cells,
            )
        )
    ended = [found for found in everything if found.state == UseCaseState.ENDED]
    return Grid(use_cases, ended, rows, counted[0] if counted else None)


def _cell(serves: bool, owned: bool, used: bool) -> Cell:
    if not serves:
        return Cell("", "")
    if used:
        return Cell("band-healthy", "used")
    return Cell("band-concerning", "not used") if owned else Cell("stage-none", "not bought")
