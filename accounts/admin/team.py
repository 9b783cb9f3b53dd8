"""Pages of our own team and of the groups that carry its permissions."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.forms import Form
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.admin import cells
from accounts.admin.base import ADD, CHANGE, PortalAdmin
from accounts.enrol import enrol
from accounts.models import User

admin.site.unregister(Group)

PERSON = (
    "Person",
    {
        "fields": (
            ("first_name", "last_name"),
            ("email", "title"),
            ("time_zone", "photo"),
            ("digest", "digest_hour"),
        )
    },
)
LOGIN = ("Login", {"fields": (("username", "role"), "password", ("is_active", "is_staff"))})
RIGHTS = (
    "Rights beyond the role",
    {"fields": ("is_superuser", "groups", "user_permissions"), "classes": ("collapse",)},
)
ONLY_FOR_SUPERUSERS = ("is_superuser", "groups", "user_permissions")


@admin.register(User)
class TeamMemberAdmin(PortalAdmin, DjangoUserAdmin):
    """The role decides the group; only a superuser can give more than that."""

    opens = frozenset({ADD, CHANGE})
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("person", "role_label", "time_zone", "is_active", "last_login")
    list_filter = (("role", ChoicesDropdownFilter), "is_active")
    search_fields = ("first_name", "last_name", "email", "username")
    search_help_text = "Name or address"
    ordering = ("first_name", "last_name", "username")
    filter_horizontal = ("groups", "user_permissions")
    fieldsets = (PERSON, LOGIN, RIGHTS)
    add_fieldsets = (
        ("Login", {"fields": ("username", "email", "role", "password1", "password2")}),
        ("Person", {"fields": (("first_name", "last_name"), "time_zone")}),
    )
    fills = "Team members come with the addresses of an import, or are added here."

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody but a superuser changes one: a new password would be a way to become one."""
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None):
        found = super().get_fieldsets(request, obj)
        return found if request.user.is_superuser or obj is None else (PERSON, LOGIN)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None):
        found = ("last_login", "date_joined")
        return found if request.user.is_superuser else (*found, *ONLY_FOR_SUPERUSERS)

    def save_model(self, request: HttpRequest, obj: User, form: Form, change: bool) -> None:
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Form, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        # Members that an import brought have no group until somebody looks after their login.
        if "role" in form.changed_data or not form.instance.groups.exists():
            enrol(form.instance)

    @admin.display(description="Team member", ordering="first_name")
    def person(self, obj: User) -> SafeString:
        return cells.two_lines(str(obj), obj.email)

    @admin.display(description="Role", ordering="role")
    def role_label(self, obj: User) -> SafeString | str:
        return cells.choice("role", obj, "role")


@admin.register(Group)
class TeamGroupAdmin(PortalAdmin, DjangoGroupAdmin):
    opens = frozenset({ADD, CHANGE})
