"""Playbooks: what they are, when they open, and the runs and tasks that come of it."""
