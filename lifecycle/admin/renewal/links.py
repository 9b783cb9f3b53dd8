"""Where the pages of renewals lead to."""

from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.admin import cells
from accounts.models import Account


def renewal(account: Account) -> str:
    """The account's page about its renewal."""
    return reverse("admin:accounts_account_tab", args=[account.pk, "renewal"])


def account_link(account: Account) -> SafeString:
    return cells.link(renewal(account), account.name)
