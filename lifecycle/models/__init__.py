"""The ledgers of decisions and the team's work, one module per noun."""

from lifecycle.models.alert import Alert, AlertEntry, AlertKind, Severity
from lifecycle.models.assessment import (
    Rating,
    RenewalAnswers,
    RenewalAssessment,
    RenewalRating,
    RenewalReading,
)
from lifecycle.models.case import CaseCriterion, CaseStep, CaseUpdate, RiskCase
from lifecycle.models.cluster import Heartbeat, Lease, Silence
from lifecycle.models.document import Document, DocumentTemplate, DocumentVersion
from lifecycle.models.health import Band, HealthChange
from lifecycle.models.objective import Direction, Measure, Objective, ObjectiveReading, Standing
from lifecycle.models.opportunity import (
    Opportunity,
    OpportunityEntry,
    OpportunityKind,
    OpportunitySign,
    OpportunityState,
)
from lifecycle.models.override import StageOverride
from lifecycle.models.plan import (
    PlanAction,
    PlanAsk,
    PlanComment,
    PlanRelationship,
    Sentiment,
    Side,
    SuccessPlan,
)
from lifecycle.models.plan_signature import PlanSignature
from lifecycle.models.plan_version import PlanVersion
from lifecycle.models.playbook import Playbook, PlaybookRun, PlaybookState, PlaybookVersion
from lifecycle.models.renewal import ChurnReason, Outcome, RenewalForecast, RenewalResult
from lifecycle.models.review import (
    Agenda,
    BusinessReview,
    ReviewAttendee,
    ReviewFreeze,
    ReviewSection,
    ReviewSide,
    ReviewSignature,
    ReviewState,
    ReviewText,
    ReviewValue,
)
from lifecycle.models.review_comment import ReviewComment
from lifecycle.models.stage import Stage, StageChange
from lifecycle.models.state import AccountState
from lifecycle.models.task import Task, TaskEntry, TaskState
from lifecycle.models.team import TeamChange, TeamSeen

__all__ = [
    "AccountState",
    "Agenda",
    "Alert",
    "AlertEntry",
    "AlertKind",
    "Band",
    "BusinessReview",
    "CaseCriterion",
    "CaseStep",
    "CaseUpdate",
    "ChurnReason",
    "Direction",
    "Document",
    "DocumentTemplate",
    "DocumentVersion",
    "HealthChange",
    "Heartbeat",
    "Lease",
    "Measure",
    "Objective",
    "ObjectiveReading",
    "Opportunity",
    "OpportunityEntry",
    "OpportunityKind",
    "OpportunitySign",
    "OpportunityState",
    "Outcome",
    "PlanAction",
    "PlanAsk",
    "PlanComment",
    "PlanRelationship",
    "PlanSignature",
    "PlanVersion",
    "Playbook",
    "PlaybookRun",
    "PlaybookState",
    "PlaybookVersion",
    "Rating",
    "RenewalAnswers",
    "RenewalAssessment",
    "RenewalForecast",
    "RenewalRating",
    "RenewalReading",
    "RenewalResult",
    "ReviewAttendee",
    "ReviewComment",
    "ReviewFreeze",
    "ReviewSection",
    "ReviewSide",
    "ReviewSignature",
    "ReviewState",
    "ReviewText",
    "ReviewValue",
    "RiskCase",
    "Sentiment",
    "Severity",
    "Side",
    "Silence",
    "Stage",
    "StageChange",
    "StageOverride",
    "Standing",
    "SuccessPlan",
    "Task",
    "TaskEntry",
    "TaskState",
    "TeamChange",
    "TeamSeen",
]
