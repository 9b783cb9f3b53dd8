"""The database itself refuses terms of one account that overlap."""

from django.db import migrations

POSTGRESQL = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE accounts_contract ADD CONSTRAINT contract_terms_may_not_overlap
    EXCLUDE USING gist (account_id WITH =, daterange("start", "end") WITH &&)
    WHERE (kind = 'term') DEFERRABLE INITIALLY DEFERRED;
"""

SQLITE = """
CREATE TRIGGER contract_terms_may_not_overlap_{event}
AFTER {event} ON accounts_contract WHEN NEW.kind = 'term' AND EXISTS (
    SELECT 1 FROM accounts_contract AS other
    WHERE other.account_id = NEW.account_id AND other.kind = 'term' AND other.id <> NEW.id
      AND other."start" < NEW."end" AND other."end" > NEW."start")
BEGIN SELECT RAISE(ABORT, 'contract_terms_may_not_overlap'); END;
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(SQLITE.format(event=event))


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE accounts_contract DROP CONSTRAINT contract_terms_may_not_overlap"
        )
        return
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(f"DROP TRIGGER contract_terms_may_not_overlap_{event}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
