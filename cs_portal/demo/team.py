"""The vendor's own people in the demo book."""

from accounts.enrol import enrol
from accounts.models import User
from cs_portal.demo import names
from cs_portal.demo.book import address


def make() -> dict[str, User]:
    """The team by address; none of them can log in."""
    team = {}
    for member in names.TEAM:
        first, last, role, title, zone = member
        email = address(member)
        user, created = User.objects.get_or_create(
            email=email,
            defaults={
                "username": email,
                "first_name": first,
                "last_name": last,
                "role": role,
                "title": title,
                "time_zone": zone,
                "is_staff": True,
            },
        )
        if created:
            user.set_unusable_password()
            user.save(update_fields=["password"])
            enrol(user)
        team[email] = user
    return team
