"""The filter by whose work it is, of lists that open on the user's own."""

from typing import ClassVar

from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from accounts.models import Account, User

MINE, NOBODY, ALL = "mine", "nobody", "all"
WHOSE = ((MINE, "Mine"), (NOBODY, "Nobody's"), (ALL, "Everybody's"))


class WhoseFilter(DropdownFilter):
    """Opens on the user's own; for who has no account and owns no row, on everybody's."""

    title = "owner"
    parameter_name = "whose"
    all_option = None
    owner: ClassVar[str]  # the field, as a query of the rows names it

    def __init__(
        self, request: HttpRequest, params: dict, model: type[Model], model_admin: ModelAdmin
    ) -> None:
        super().__init__(request, params, model, model_admin)
        self._usual = "" if super().value() else self.opens_on(request.user, model)

    def opens_on(self, user: User, model: type[Model]) -> str:
        holds = Account.objects.current().held_by(user).exists()
        owns = holds or model.objects.filter(**{self.owner: user}).exists()
        return MINE if owns else ALL

    def value(self) -> str:
        return super().value() or self._usual

    @staticmethod
    def mine(user: User) -> Q:
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return list(WHOSE)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == ALL:
            return queryset
        if self.value() == NOBODY:
            return queryset.filter(**{self.owner: None})
        return queryset.filter(self.mine(request.user))


def chosen(changelist: ChangeList) -> str:
    """As the list's filter has it, which knows what is usual for the user."""
    found = (spec for spec in changelist.filter_specs if isinstance(spec, WhoseFilter))
    return next(found).value()
