"""What rules, categories and indicators are called when people read about them."""

from collections.abc import Mapping
from types import MappingProxyType

CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "utilization": "Utilization",
        "relationship": "Relationship",
        "technical": "Technical",
        "sentiment": "TA sentiment",
    }
)

INDICATORS: Mapping[str, str] = MappingProxyType(
    {
        "usage": "Usage",
        "utilization": "Utilization",
        "champion": "Active champion",
        "buyer": "Access to buyer",
        "activity": "Last activity",
        "defect_tickets": "Defect tickets, 90 days",
        "help_tickets": "Help tickets, 90 days",
        "versions_behind": "Versions behind",
        "code_intel": "Precise code intelligence",
        "ta_sentiment": "Pulse set by the TA",
    }
)
