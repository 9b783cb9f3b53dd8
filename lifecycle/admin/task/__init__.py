"""Pages of the team's tasks: the list, each task's own page, and what is done there."""

from lifecycle.admin.task import page

__all__ = ["page"]
