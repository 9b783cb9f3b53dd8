"""Pages of the playbooks, of their versions and of each time one was run."""

from lifecycle.admin.playbook import page, run, version

__all__ = ["page", "run", "version"]
