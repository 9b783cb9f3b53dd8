"""What we show our customers on pages of their own, and what they tell us there."""

from campaigns.admin.customer import actions, proposal, tab

__all__ = ["actions", "proposal", "tab"]
