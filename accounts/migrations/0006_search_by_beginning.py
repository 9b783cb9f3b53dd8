"""Indexes that find names, ids and addresses by their beginning, whatever the case."""

from django.db import migrations

from accounts.indexes import BeginningIndex


def begins(model, field, name):
    return migrations.AddIndex(model, BeginningIndex(fields=[field], name=name))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_role_groups")]
    operations = [
        begins("account", "name", "account_name_begins"),
        begins("account", "external_id", "account_id_begins"),
        begins("contact", "email", "contact_email_begins"),
        begins("contact", "last_name", "contact_last_name_begins"),
    ]
