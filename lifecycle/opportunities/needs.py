"""Reads which features are mapped to a use case and were never used, for a batch of accounts."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef

from accounts.models import FeatureUse, UseCase, UseCaseState
from lifecycle import gather
from lifecycle.opportunities.rules import Need


def read(accounts: Collection[int], *, on: date) -> dict[int, list[Need]]:
    """In one query; a first use counts from the day after it, as in every rule."""
    used = FeatureUse.objects.filter(
        account=OuterRef("usecase__account"),
        feature=OuterRef("feature__slug"),
        first_used_on__lt=on,
    )
    rows = (
        UseCase.features.through.objects.filter(
            gather.chosen("usecase__account_id", accounts),
            usecase__state=UseCaseState.ACTIVE,
        )
        .filter(~Exists(used))
        .order_by("usecase__account_id", "feature__slug", "usecase_id")
        .values_list(
            "usecase__account_id",
            "feature__slug",
            "feature__name",
            "feature__product",
            "usecase__title",
        )
    )
    found: dict[int, dict[str, Need]] = {}
    for account, slug, name, product, title in rows:
        needs = found.setdefault(account, {})
        before = needs[slug].use_cases if slug in needs else ()
        needs[slug] = Need(slug, name, product, (*before, title))
    return {account: list(needs.values()) for account, needs in found.items()}
