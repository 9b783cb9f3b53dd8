"""Renewals that are overdue, not assessed or not rated, and cases that nobody wrote about."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse

from accounts.models import Programme
from cs_portal.queue.line import SHOWN, Line
from lifecycle import policy as policies
from lifecycle.models import AccountState, CaseUpdate, RenewalAssessment, RenewalResult, RiskCase
from lifecycle.policy import Policy, PolicyError

_MOST = 10_000
_WRITTEN = (CaseUpdate.Kind.UPDATE, CaseUpdate.Kind.SYNC)


def lines(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    policies_by_programme = _policies()
    return [
        *_overdue(mine, on),
        *_silent(mine, policies_by_programme, on),
        *_unrated(mine, policies_by_programme, on),
        *_unassessed(mine),
    ]


def _policies() -> dict[int, Policy]:
    found = {}
    for pk, changed in Programme.objects.values_list("pk", "policy"):
        try:
            found[pk] = policies.read(changed)
        except PolicyError:
            found[pk] = policies.default()
    return found


def _closed():
    """A renewal that was closed today shows in the state only when the next day is decided."""
    return RenewalResult.objects.filter(
        account=OuterRef("account"), renewal_on=OuterRef("renewal_on"), undone_at=None
    )


def _overdue(mine: dict[str, Any], on: date) -> list[Line]:
    found = (
        # Overdue renewals are past: said too, so that an index finds them.
        AccountState.objects.filter(overdue=True, renewal_on__lt=on)
        .filter(account__removed_at__isnull=True, **mine)
        .exclude(stage="")
        .exclude(Exists(_closed()))
        .select_related("account")
        .order_by("-renewal_on")[:SHOWN]
    )
    return [
        Line(
            "band-poor",
            "Overdue",
            str(state.account),
            f"Renewal was due {(on - state.renewal_on).days} days ago, {state.renewal_on}",
            reverse("admin:accounts_account_tab", args=[state.account_id, "renewal"]),
            "Open",
        )
        for state in found
    ]


def _silent(mine: dict[str, Any], by_programme: Mapping[int, Policy], on: date) -> list[Line]:
    """Open cases whose last update, or opening, is a week and more ago."""
    written = Max("updates__on", filter=Q(updates__kind__in=_WRITTEN))
    found = (
        RiskCase.objects.filter(
            _before("opened_on", by_programme, "case_update_days", on),
            state=RiskCase.State.OPEN,
            account__removed_at__isnull=True,
            **mine,
        )
        .annotate(written_on=written)
        .filter(Q(written_on=None) | _before("written_on", by_programme, "case_update_days", on))
        .select_related("account")
        .order_by("written_on", "opened_on", "pk")[:SHOWN]
    )
    return [
        Line(
            f"case-{case.kind}",
            case.get_kind_display(),
            str(case.account),
            f"Last update {case.written_on}" if case.written_on else "No update was written yet",
            reverse("admin:lifecycle_riskcase_change", args=[case.pk]),
            "Update",
        )
        for case in found
    ]


def _unrated(mine: dict[str, Any], by_programme: Mapping[int, Policy], on: date) -> list[Line]:
    found = (
        RenewalAssessment.objects.filter(
            _before("opened_on", by_programme, "rated_within_days", on),
            closed_on=None,
            rating="",
            account__removed_at__isnull=True,
            **mine,
        )
        .select_related("account")
        .order_by("renewal_on", "pk")[:SHOWN]
    )
    return [
        Line(
            "rating-yellow",
            "Not rated",
            str(one.account),
            f"Assessment open for {(on - one.opened_on).days} days, renewal {one.renewal_on}",
            reverse("admin:lifecycle_renewalassessment_change", args=[one.pk]),
            "Rate",
        )
        for one in found
    ]


def _before(field: str, by_programme: Mapping[int, Policy], limit: str, on: date) -> Q:
    """The day lies as many days back as the account's programme allows."""
    found = Q(pk__in=[])
    for programme, policy in by_programme.items():
        last = on - timedelta(getattr(policy, limit))
        found |= Q(**{"account__programme": programme, f"{field}__lte": last})
    return found


def _unassessed(mine: dict[str, Any]) -> list[Line]:
    """Renewing accounts without an assessment, such as those decided before there were any."""
    assessed = RenewalAssessment.objects.filter(
        account=OuterRef("account"), renewal_on=OuterRef("renewal_on")
    )
    # Found before they are put in order: as a rule there are none, and to follow the index of
    # renewal dates until some turn up would be to look at each account in turn.
    bare = AccountState.objects.filter(rule="S5", **mine).exclude(Exists(assessed))
    found = (
        AccountState.objects.filter(pk__in=bare.values("pk")[:_MOST])
        .filter(account__removed_at__isnull=True)
        .select_related("account")
        .order_by("renewal_on")[:SHOWN]
    )
    return [
        Line(
            "rating-none",
            "No assessment",
            str(state.account),
            f"Renewal {state.renewal_on}; the next day decided opens one",
            reverse("admin:accounts_account_tab", args=[state.account_id, "renewal"]),
            "Open",
        )
        for state in found
    ]
