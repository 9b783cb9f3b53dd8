"""Who gets new work of each role on an account."""

from collections.abc import Collection

from accounts.models import Account

# Account and role to a team member; where nobody stands, the work waits for a person.
Owners = dict[tuple[int, str], int]


def owners(accounts: Collection[int]) -> Owners:
    """In one query: whom the accounts are given to, as far as they still work here.

    A pooled account has no Technical Advisor of its own; whoever shares its work out does so here.
    """
    rows = Account.objects.filter(pk__in=accounts).values_list(
        "pk",
        "ta_id",
        "ta__is_active",
        "ae_id",
        "ae__is_active",
        "ce_id",
        "ce__is_active",
    )
    found: Owners = {}
    for account, ta, ta_active, ae, ae_active, ce, ce_active in rows:
        held = (("ta", ta, ta_active), ("ae", ae, ae_active), ("ce", ce, ce_active))
        found |= {(account, role): user for role, user, active in held if user and active}
    return found
