"""A lookup for long lists of keys: one parameter, however many there are."""

import json
from collections.abc import Collection

from django.db.models import Field, ForeignObject, Lookup


class Keys:
    """Thousands of keys for `among`, hidden from Django, which would look at each of a list."""

    __slots__ = ("numbers",)

    def __init__(self, numbers: Collection[int]) -> None:
        self.numbers = list(numbers)


@Field.register_lookup
@ForeignObject.register_lookup
class Among(Lookup):
    """`account_id__among=keys`: like `in`, for thousands of whole numbers."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[int]:
        return self.rhs.numbers if isinstance(self.rhs, Keys) else list(self.rhs)

    def as_sql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        listed = json.dumps(self.rhs)
        return f"{left} IN (SELECT value FROM json_each(%s))", [*params, listed]

    def as_postgresql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*params, self.rhs]
