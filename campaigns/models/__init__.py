"""The tables of effects, one module per noun."""

from campaigns.models.beta import BetaInterest, InterestState
from campaigns.models.campaign import Campaign, CampaignState, CampaignVersion, Message
from campaigns.models.draft import CampaignDraft
from campaigns.models.help import (
    HelpMessage,
    HelpRequest,
    HelpState,
    HelpTopic,
    InboundMail,
)
from campaigns.models.host import (
    BlockedTime,
    BusyCalendar,
    BusyTime,
    DateOverride,
    Host,
    Weekday,
    WeeklyHours,
)
from campaigns.models.letter import CustomerMail
from campaigns.models.meeting import Meeting, MeetingEntry, MeetingHost, MeetingState
from campaigns.models.meeting_type import Hosting, MeetingType
from campaigns.models.outbox import AlertPost, TeamMail
from campaigns.models.pending import PersonalCopy, TouchAct
from campaigns.models.place import SendingPlace
from campaigns.models.proposal import ContactProposal
from campaigns.models.public import PublicPost
from campaigns.models.recap import Recap
from campaigns.models.response import ResponseKind, TouchResponse
from campaigns.models.segment import Release, ReleaseMember, Segment
from campaigns.models.survey import (
    Survey,
    SurveyInvitation,
    SurveyKind,
    SurveyResponse,
    SurveyState,
    SurveyVersion,
)
from campaigns.models.touch import Outcome, Status, Touch, Transport
from campaigns.models.tracking import ProviderEvent
from campaigns.models.what_if import WhatIf

__all__ = [
    "AlertPost",
    "BetaInterest",
    "BlockedTime",
    "BusyCalendar",
    "BusyTime",
    "Campaign",
    "CampaignDraft",
    "CampaignState",
    "CampaignVersion",
    "ContactProposal",
    "CustomerMail",
    "DateOverride",
    "HelpMessage",
    "HelpRequest",
    "HelpState",
    "HelpTopic",
    "Host",
    "Hosting",
    "InboundMail",
    "InterestState",
    "Meeting",
    "MeetingEntry",
    "MeetingHost",
    "MeetingState",
    "MeetingType",
    "Message",
    "Outcome",
    "PersonalCopy",
    "ProviderEvent",
    "PublicPost",
    "Recap",
    "Release",
    "ReleaseMember",
    "ResponseKind",
    "Segment",
    "SendingPlace",
    "Status",
    "Survey",
    "SurveyInvitation",
    "SurveyKind",
    "SurveyResponse",
    "SurveyState",
    "SurveyVersion",
    "TeamMail",
    "Touch",
    "TouchAct",
    "TouchResponse",
    "Transport",
    "Weekday",
    "WeeklyHours",
    "WhatIf",
]
