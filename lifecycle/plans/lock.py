"""Locks a success plan for a change, as long as it may be changed."""

from lifecycle.models import SuccessPlan


def writable(plan: SuccessPlan) -> SuccessPlan:
    """The plan, locked until the transaction ends; raises ValueError once it is archived."""
    locked = SuccessPlan.objects.select_for_update(of=("self",)).select_related("account")
    found = locked.get(pk=plan.pk)
    if found.archived_at is not None:
        raise ValueError("This plan is archived; it is kept as it was.")
    return found
