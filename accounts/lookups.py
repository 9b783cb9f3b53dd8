"""A lookup for long lists of keys: one parameter, however many there are."""

import json

from django.db.models import Field, ForeignObject, Lookup


@Field.register_lookup
@ForeignObject.register_lookup
class Among(Lookup):
    """`account_id__among=keys`: like `in`, for thousands of whole numbers."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[int]:
        return list(self.rhs)

    def as_sql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        listed = json.dumps(self.rhs)
        return f"{left} IN (SELECT value FROM json_each(%s))", [*params, listed]

    def as_postgresql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*params, self.rhs]
