"""Addresses are kept in lower case, or an opt-out could be slipped past."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_ping_figures")]
    operations = [
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                name="contact_address_in_lower_case", condition=Q(email=Lower("email"))
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.CheckConstraint(
                name="suppression_address_in_lower_case", condition=Q(address=Lower("address"))
            ),
        ),
    ]
