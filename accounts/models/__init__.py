"""The tables of facts, one module per noun."""

from accounts.models.account import Account, Hosting
from accounts.models.consent import ConsentEvent, Suppression, SuppressionReason
from accounts.models.contact import ROLES, Contact, Role
from accounts.models.contract import Contract, ContractKind, Product
from accounts.models.intake import ImportRun
from accounts.models.programme import Programme
from accounts.models.signal import Signal
from accounts.models.team import TeamRole, User
from accounts.models.timeline import EntryKind, TimelineEntry
from accounts.models.usage import FeatureUse, Ping

__all__ = [
    "ROLES",
    "Account",
    "ConsentEvent",
    "Contact",
    "Contract",
    "ContractKind",
    "EntryKind",
    "FeatureUse",
    "Hosting",
    "ImportRun",
    "Ping",
    "Product",
    "Programme",
    "Role",
    "Signal",
    "Suppression",
    "SuppressionReason",
    "TeamRole",
    "TimelineEntry",
    "User",
]
