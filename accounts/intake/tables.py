"""Which column of a row goes into which field of which table."""

from collections.abc import Iterable

from accounts.intake.differences import Key, Table, Values
from accounts.intake.rows import AccountRow, ContactRow, FeatureRow, PingRow, SignalRow
from accounts.models import (
    ROLES,
    Account,
    Contact,
    Contract,
    ContractKind,
    FeatureUse,
    Ping,
    Signal,
    Suppression,
    SuppressionReason,
    User,
)

TEAM = Table("team members", User, ("email",), ("role",), label=lambda row: row.email)
ACCOUNTS = Table(
    "accounts",
    Account,
    ("external_id",),
    (
        *("name", "programme_id", "tier", "developers", "hosting", "time_zone"),
        *("ta_id", "ae_id", "ce_id"),
    ),
    label=lambda row: row.account_id,
)
CONTRACTS = Table(
    "terms",
    Contract,
    # A term is known by its start, since no other may overlap it; its products may be corrected.
    # Add-ons may start together, and are told apart by their products.
    ("account_id", "kind", "start", "products of an add-on"),
    ("end", "signed_on", "seats", "products", "arr", "churned_on"),
    label=lambda row: f"{row.account_id}, {row.kind or 'term'} from {row.contract_start}",
)
CONTACTS = Table(
    "contacts",
    Contact,
    ("account_id", "email"),
    ("first_name", "last_name", "title", "time_zone", *ROLES),
    label=lambda row: f"{row.account_id}, {row.email}",
)
OPT_OUTS = Table("opt-outs", Suppression, ("address",), (), label=lambda row: row.email)
PINGS = Table(
    "pings",
    Ping,
    ("account_id", "date"),
    ("dau", "mau", "wau", "version", "feature_users"),
    label=lambda row: f"{row.account_id}, {row.date}",
)
FEATURES = Table(
    "features",
    FeatureUse,
    ("account_id", "feature"),
    ("first_used_on",),
    label=lambda row: f"{row.account_id}, {row.feature}",
)
SIGNALS = Table(
    "signals",
    Signal,
    ("account_id", "date"),
    (
        *("defect_tickets_90d", "help_tickets_90d", "versions_behind"),
        *("precise_code_intel", "ta_sentiment", "last_activity_on"),
    ),
    label=lambda row: f"{row.account_id}, {row.date}",
)


def account_key(row: AccountRow) -> Key:
    return (row.account_id,)


def contract_key(account: int, row: AccountRow) -> Key:
    if row.is_term:
        return account, ContractKind.TERM, row.contract_start, ""
    return account, ContractKind.ADD_ON, row.contract_start, ";".join(row.products)


def contract_values(row: AccountRow) -> Values:
    products = ";".join(row.products)
    return row.contract_end, row.known_from, row.seats, products, row.arr, row.churned_on


def contracts_present(accounts: Iterable[int]) -> dict[Key, tuple[int, Values]]:
    """Return the contracts of the accounts by key, each with its primary key, in one query."""
    found = {}
    rows = Contract.objects.filter(account_id__in=list(accounts)).order_by()
    for pk, account, kind, start, *values in rows.values_list(
        "pk", "account_id", "kind", "start", *CONTRACTS.values
    ):
        products = values[3] if kind == ContractKind.ADD_ON else ""
        found[account, kind, start, products] = pk, tuple(values)
    return found


def opted_out_already(addresses: Iterable[str]) -> dict[Key, Values]:
    known = Suppression.objects.of_everything().filter(
        address__in=list(addresses), reason=SuppressionReason.OPTED_OUT
    )
    return {(address,): () for address in known.values_list("address", flat=True)}


def contact_values(row: ContactRow) -> Values:
    held = (role in row.roles for role in ROLES)
    return (row.first_name, row.last_name, row.title, row.time_zone, *held)


def ping_values(row: PingRow) -> Values:
    return row[2:]


def feature_values(row: FeatureRow) -> Values:
    return row[2:]


def signal_values(row: SignalRow) -> Values:
    return row[2:]
