"""Gives a team member the permissions that go with their role."""

from django.contrib.auth.models import Group

from accounts.models import TeamRole, User

GROUP_OF_ROLE = {
    TeamRole.TECHNICAL_ADVISOR: "Technical Advisor",
    TeamRole.ACCOUNT_EXECUTIVE: "Account Executive",
    TeamRole.CUSTOMER_ENGINEER: "Customer Engineer",
    TeamRole.IMPLEMENTATION_ENGINEER: "Customer Engineer",
    TeamRole.MANAGER: "Manager",
    TeamRole.OPERATIONS: "CS Operations",
}
READ_ONLY = "Read-only"


def enrol(member: User, *, read_only: bool = False) -> Group:
    """Put the member into the one group of their role, out of every other role's.

    Groups that somebody made by hand are left alone.
    """
    name = READ_ONLY if read_only else GROUP_OF_ROLE[TeamRole(member.role)]
    group = Group.objects.get(name=name)
    others = {READ_ONLY, *GROUP_OF_ROLE.values()} - {name}
    member.groups.remove(*Group.objects.filter(name__in=others))
    member.groups.add(group)
    return group
