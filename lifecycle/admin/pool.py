"""Pages of the pools: who shares the work of which programmes, and how it is spread."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.admin import cells
from accounts.admin.base import ADD, CHANGE, PortalAdmin, PortalTabularInline
from accounts.models import Pool, PoolMember, Programme
from lifecycle.work import assign


class PoolForm(forms.ModelForm):
    serves = forms.ModelMultipleChoiceField(
        Programme.objects.all(),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        label="Programmes it serves",
        help_text="A programme has one pool: chosen here, it leaves the one it had.",
    )

    class Meta:
        model = Pool
        fields = ("name", "slug", "description")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "serves" in self.fields:
            self.fields["serves"].initial = self.instance.programmes.all()


class MemberInline(PortalTabularInline):
    model = PoolMember
    fields = ("user", "weight", "active")
    autocomplete_fields = ("user",)
    verbose_name_plural = "members"


@admin.register(Pool)
class PoolAdmin(PortalAdmin):
    opens = frozenset({ADD, CHANGE})
    form = PoolForm
    list_display = ("name_line", "serves", "members_line", "open_tasks")
    search_fields = ("name",)
    ordering = ("name",)
    fieldsets = (("Pool", {"fields": (("name", "slug"), "description", "serves")}),)
    inlines = (MemberInline,)
    fills = "A pool is a group of team members who share the accounts of a programme."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pool]:
        return super().get_queryset(request).prefetch_related("programmes", "members__user")

    def get_changelist_instance(self, request: HttpRequest):
        """The loads of the page's members are counted in two queries, not two a row."""
        changelist = super().get_changelist_instance(request)
        pools = list(changelist.result_list)
        loads = assign.loads([pool.pk for pool in pools])
        for pool in pools:
            pool.load = sum(loads[pool.pk, one.user_id] for one in pool.members.all())
        changelist.result_list = pools
        return changelist

    def save_related(self, request: HttpRequest, form: PoolForm, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "serves" in form.cleaned_data:
            chosen = form.cleaned_data["serves"]
            form.instance.programmes.exclude(pk__in=chosen).update(pool=None)
            chosen.update(pool=form.instance)

    @admin.display(description="Pool", ordering="name")
    def name_line(self, obj: Pool) -> SafeString:
        return cells.two_lines(obj.name, obj.description)

    @admin.display(description="Serves")
    def serves(self, obj: Pool) -> str:
        return ", ".join(programme.name for programme in obj.programmes.all()) or cells.NOTHING

    @admin.display(description="Members")
    def members_line(self, obj: Pool) -> str:
        taking = [str(member) for member in obj.members.all() if member.active]
        return "; ".join(taking) or "nobody yet: its work waits for a person"

    @admin.display(description="Open work")
    def open_tasks(self, obj: Pool) -> int:
        return obj.load


@admin.register(PoolMember)
class PoolMemberAdmin(PortalAdmin):
    """Their loads, as the rota sees them."""

    opens = frozenset({ADD, CHANGE})
    list_display = ("member", "pool", "weight", "active", "load")
    list_select_related = ("user", "pool")
    list_filter = ("pool", "active")
    search_fields = ("user__first_name", "user__last_name", "user__email")
    search_help_text = "Name or address"
    ordering = ("pool__name", "user__first_name", "pk")
    autocomplete_fields = ("pool", "user")
    fieldsets = (("Member", {"fields": ("pool", "user", ("weight", "active"))}),)
    fills = "Members are added on a pool's page."

    def get_changelist_instance(self, request: HttpRequest):
        changelist = super().get_changelist_instance(request)
        members = list(changelist.result_list)
        loads = assign.loads({one.pool_id for one in members})
        for member in members:
            member.counted = loads[member.pool_id, member.user_id]
        changelist.result_list = members
        return changelist

    @admin.display(description="Member", ordering="user__first_name")
    def member(self, obj: PoolMember) -> SafeString:
        return cells.two_lines(str(obj.user), obj.user.email)

    @admin.display(description="Open work of the pool")
    def load(self, obj: PoolMember) -> int:
        return obj.counted
