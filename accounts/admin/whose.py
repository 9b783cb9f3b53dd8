"""The filter by whose work it is, of lists that open on the user's own."""

from typing import ClassVar

from django.contrib.admin import ModelAdmin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from accounts.models import User

MINE, NOBODY, ALL = "", "nobody", "all"
WHOSE = ((MINE, "Mine"), (NOBODY, "Nobody's"), (ALL, "Everybody's"))


class WhoseFilter(DropdownFilter):
    title = "owner"
    parameter_name = "whose"
    all_option = WHOSE[0]
    nobodys: ClassVar[Q]

    @staticmethod
    def mine(user: User) -> Q:
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return list(WHOSE[1:])

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == ALL:
            return queryset
        if self.value() == NOBODY:
            return queryset.filter(self.nobodys)
        return queryset.filter(self.mine(request.user))
