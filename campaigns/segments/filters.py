"""The filter behind segments: what may be asked about accounts, and how it reads in words."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict

from accounts.models import (
    Account,
    Contact,
    FeatureUse,
    Hosting,
    Product,
    Programme,
    Role,
    Suppression,
    User,
)
from lifecycle.models import Band, Stage

# What is known is offered by the page as a list of that name; reports may name others.
_FEATURE = forms.TextInput(attrs={"list": "features"})
_TIERS = [(1, "Tier 1"), (2, "Tier 2"), (3, "Tier 3")]


class AccountFilter(filters.FilterSet):
    """Every field left empty asks for nothing; several choices of one field mean any of them."""

    programme = filters.ModelMultipleChoiceFilter(
        field_name="programme__slug",
        queryset=Programme.objects.all(),
        to_field_name="slug",
        label="Programme",
        widget=forms.CheckboxSelectMultiple,
    )
    stage = filters.MultipleChoiceFilter(
        field_name="state__stage",
        choices=Stage.choices,
        label="Stage",
        widget=forms.CheckboxSelectMultiple,
    )
    health = filters.MultipleChoiceFilter(
        field_name="state__confirmed_band",
        choices=Band.choices,
        label="Health",
        widget=forms.CheckboxSelectMultiple,
    )
    tier = filters.MultipleChoiceFilter(
        choices=_TIERS, label="Tier", widget=forms.CheckboxSelectMultiple
    )
    hosting = filters.MultipleChoiceFilter(
        choices=Hosting.choices, label="Hosting", widget=forms.CheckboxSelectMultiple
    )
    ta = filters.ModelMultipleChoiceFilter(
        field_name="ta__email",
        queryset=User.objects.filter(ta_accounts__isnull=False).distinct(),
        to_field_name="email",
        label="Technical Advisor",
        widget=forms.CheckboxSelectMultiple,
    )
    utilization_from = filters.NumberFilter(
        field_name="state__utilization", lookup_expr="gte", label="Utilization at least, %"
    )
    utilization_below = filters.NumberFilter(
        field_name="state__utilization", lookup_expr="lt", label="Utilization below, %"
    )
    usage_from = filters.NumberFilter(
        field_name="state__usage", lookup_expr="gte", label="Usage at least, %"
    )
    usage_below = filters.NumberFilter(
        field_name="state__usage", lookup_expr="lt", label="Usage below, %"
    )
    seats_from = filters.NumberFilter(
        field_name="state__seats", lookup_expr="gte", label="Seats at least"
    )
    renews_within = filters.NumberFilter(method="filter_renewal", label="Renews within, days")
    relationship_from = filters.NumberFilter(
        method="filter_age", label="Relationship at least, days"
    )
    product = filters.ChoiceFilter(
        method="filter_product", choices=Product.choices, label="Has the product"
    )
    feature_used = filters.CharFilter(
        method="filter_used", label="Has used the feature", widget=_FEATURE
    )
    feature_not_used = filters.CharFilter(
        method="filter_not_used", label="Never used the feature", widget=_FEATURE
    )

    class Meta:
        model = Account
        fields: list[str] = []

    def __init__(self, data: Mapping[str, Any], *, on: date) -> None:
        self.on = on
        super().__init__(_as_query(data), queryset=Account.objects.current().order_by("name"))

    def filter_renewal(self, found: QuerySet[Account], name: str, value: Any) -> QuerySet[Account]:
        soon = self.on + timedelta(int(value))
        return found.filter(state__renewal_on__range=(self.on, soon))

    def filter_age(self, found: QuerySet[Account], name: str, value: Any) -> QuerySet[Account]:
        return found.filter(state__relationship_start__lte=self.on - timedelta(int(value)))

    def filter_product(self, found: QuerySet[Account], name: str, value: str) -> QuerySet[Account]:
        return found.filter(
            contracts__start__lte=self.on,
            contracts__end__gt=self.on,
            contracts__products__contains=value,
        ).distinct()

    def filter_used(self, found: QuerySet[Account], name: str, value: str) -> QuerySet[Account]:
        return found.filter(_uses(value, self.on))

    def filter_not_used(self, found: QuerySet[Account], name: str, value: str) -> QuerySet[Account]:
        return found.exclude(_uses(value, self.on))


def accounts(query: Mapping[str, Any], *, on: date) -> QuerySet[Account]:
    """The accounts found; a query that cannot be read, or that asks nothing at all, finds none."""
    found = AccountFilter(query, on=on)
    return found.qs if asks(query) and found.is_valid() else Account.objects.none()


def contacts(query: Mapping[str, Any], roles: list[str], *, on: date) -> QuerySet[Contact]:
    """Those with any of the roles on the accounts found; without a role nobody."""
    return (
        Contact.objects.current()
        .holding(*[role for role in roles if role in Role.values])
        .filter(account__in=accounts(query, on=on).values("pk"))
        .select_related("account")
        .order_by("account__name", "email")
    )


def reachable(found: QuerySet[Contact], topic: str = "") -> QuerySet[Contact]:
    """Those among them who may be written to, about the topic if there is one."""
    silenced = Suppression.objects.keeping_away(topic)
    return found.exclude(email__in=silenced.values("address"))


def asks(query: Mapping[str, Any]) -> bool:
    return any(name in AccountFilter.base_filters and value for name, value in query.items())


def words(query: Mapping[str, Any], roles: list[str]) -> str:
    """The question as a sentence: “Champion of accounts with stage 2. Adopting, tier 1”."""
    labels = dict(Role.choices)
    people = " or ".join(labels[role] for role in roles if role in labels) or "Nobody"
    said = [
        _asked(name, found, value)
        for name, found in AccountFilter.base_filters.items()
        if (value := query.get(name))
    ]
    return f"{people} of accounts with {', '.join(said)}" if said else f"{people}: nothing asked"


def _asked(name: str, found: Any, value: Any) -> str:
    """One field: “usage below 20 %”, “stage 2. Adopting or 3. Nurturing”."""
    values = [str(one) for one in (value if isinstance(value, list) else [value])]
    choices = {str(key): text for key, text in found.extra.get("choices", ())}
    if name == "programme":
        # Their slugs are their names in small letters, unless somebody renamed one.
        choices = {one: one.replace("_", " ").capitalize() for one in values}
    shown = " or ".join(choices.get(one, one) for one in values)
    if name == "tier":
        return shown.lower()
    label, _, unit = found.label.partition(", ")
    label = label if label.startswith("Technical") else label[0].lower() + label[1:]
    return f"{label} {shown} {unit}".strip()


def cleaned(data: QueryDict) -> dict[str, Any]:
    """What a form sent, as a segment keeps it."""
    found: dict[str, Any] = {}
    for name, declared in AccountFilter.base_filters.items():
        values = [value for value in data.getlist(name) if value.strip()]
        if values:
            several = isinstance(declared, filters.MultipleChoiceFilter)
            found[name] = values if several else values[0]
    return found


def _as_query(data: Mapping[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [str(value)])
    return query


def _uses(feature: str, on: date) -> Exists:
    uses = FeatureUse.objects.filter(account=OuterRef("pk"), feature=feature, first_used_on__lte=on)
    return Exists(uses)
