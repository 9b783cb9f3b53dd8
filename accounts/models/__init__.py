"""The tables of facts, one module per noun."""

from accounts.models.absence import Absence
from accounts.models.account import Account, Hosting, SupportLevel
from accounts.models.advocacy import Advocacy, AdvocacyCount, ChampionTest, Instrument
from accounts.models.consent import ConsentEvent, Suppression, SuppressionReason
from accounts.models.contact import ROLES, Contact, Role
from accounts.models.contract import Contract, ContractKind, Product
from accounts.models.gap import (
    Feedback,
    FeedbackSource,
    GapReport,
    GapStatus,
    ProductGap,
    Severity,
)
from accounts.models.intake import ImportRun
from accounts.models.knowledge import Area, KnowledgeGap, KnowledgeNote, KnowledgeVersion
from accounts.models.pool import Pool, PoolMember
from accounts.models.programme import Programme
from accounts.models.signal import Signal
from accounts.models.support import ChannelKind, SupportChannel
from accounts.models.team import TeamRole, User
from accounts.models.timeline import EntryKind, TimelineEntry
from accounts.models.topic import Topic
from accounts.models.training import Attendance, SessionState, Training, TrainingSession
from accounts.models.usage import FeatureUse, Ping
from accounts.models.use_case import Feature, MappingReview, Maturity, UseCase, UseCaseState
from accounts.models.value import ValueDriver, ValueReading, ValueStatus

__all__ = [
    "ROLES",
    "Absence",
    "Account",
    "Advocacy",
    "AdvocacyCount",
    "Area",
    "Attendance",
    "ChampionTest",
    "ChannelKind",
    "ConsentEvent",
    "Contact",
    "Contract",
    "ContractKind",
    "EntryKind",
    "Feature",
    "FeatureUse",
    "Feedback",
    "FeedbackSource",
    "GapReport",
    "GapStatus",
    "Hosting",
    "ImportRun",
    "Instrument",
    "KnowledgeGap",
    "KnowledgeNote",
    "KnowledgeVersion",
    "MappingReview",
    "Maturity",
    "Ping",
    "Pool",
    "PoolMember",
    "Product",
    "ProductGap",
    "Programme",
    "Role",
    "SessionState",
    "Severity",
    "Signal",
    "SupportChannel",
    "SupportLevel",
    "Suppression",
    "SuppressionReason",
    "TeamRole",
    "TimelineEntry",
    "Topic",
    "Training",
    "TrainingSession",
    "UseCase",
    "UseCaseState",
    "User",
    "ValueDriver",
    "ValueReading",
    "ValueStatus",
]
