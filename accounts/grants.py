"""Gives the groups of the team's roles what a table lets them see and do, or takes it away.

For migrations.
"""

from collections.abc import Iterable, Mapping
from typing import Any

VERBS = ("view", "add", "change", "delete")
EVERYBODY = (
    "Read-only",
    "Technical Advisor",
    "Account Executive",
    "Customer Engineer",
    "Manager",
    "CS Operations",
)


def give(apps: Any, *, models: Iterable[str], groups: Mapping[str, Iterable[str]]) -> None:
    """Let everybody view the models (“lifecycle.task”), and each group what it is given besides.

    Permissions are made by name, because Django makes them only after all migrations.
    """
    Group = apps.get_model("auth", "Group")
    found = {name: permission for model in models for name, permission in _made(apps, model)}
    views = [permission for name, permission in found.items() if ".view_" in name]
    for name in EVERYBODY:
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*views, *(found[extra] for extra in groups.get(name, ())))


def take(apps: Any, *, permissions: Iterable[str], group: str) -> None:
    """Take permissions (“lifecycle.change_task”) away from a group, where it has them."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name in permissions:
        app, _, codename = name.partition(".")
        found = Permission.objects.filter(content_type__app_label=app, codename=codename)
        for each in Group.objects.filter(name=group):
            each.permissions.remove(*found)


def _made(apps: Any, model: str):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    app, _, name = model.partition(".")
    kind, _ = ContentType.objects.get_or_create(app_label=app, model=name)
    for verb in VERBS:
        codename = f"{verb}_{name}"
        permission, _ = Permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": f"Can {verb} {name}"}
        )
        yield f"{app}.{codename}", permission
