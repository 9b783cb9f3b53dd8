"""Pages of the trainings we offer and give."""

from accounts.admin.trainings import actions, catalogue, tab

__all__ = ["actions", "catalogue", "tab"]
