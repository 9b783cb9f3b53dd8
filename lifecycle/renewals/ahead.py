"""What closing a renewal brings by the rules, before anybody closes anything."""

from datetime import date

from accounts.models import Account
from lifecycle.renewals import standing
from lifecycle.renewals.closing import Offer
from lifecycle.renewals.standing import Ahead


def after_renewal(account: Account, offer: Offer, *, on: date) -> Ahead:
    """The stage of the next day decided, with the next term known."""
    found = standing.read(account, on=on)
    return standing.tomorrow(found, (*found.facts.terms, offer.term()))
