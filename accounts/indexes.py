"""An index that finds texts by their beginning, whatever the case."""

from django.db import models
from django.db.backends.ddl_references import Columns, Statement, Table

# The expressions are those that Django's istartswith asks for, or no plan would use the index.
_EXPRESSIONS = {
    "postgresql": "UPPER(%(column)s::text) text_pattern_ops",
    "sqlite": "%(column)s COLLATE NOCASE",
}


class BeginningIndex(models.Index):
    """Of one field; on databases without such an expression a plain index."""

    def create_sql(self, model, schema_editor, using="", **kwargs):
        table, quote = model._meta.db_table, schema_editor.quote_name
        column = model._meta.get_field(self.fields[0]).column
        how = _EXPRESSIONS.get(schema_editor.connection.vendor, "%(column)s")
        # A statement and not a string: SQLite renames the tables in it when it makes one anew.
        return Statement(
            f"CREATE INDEX %(name)s ON %(table)s ({how})",
            name=quote(self.name),
            table=Table(table, quote),
            column=Columns(table, [column], quote),
        )
