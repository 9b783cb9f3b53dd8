"""Where the links of a contact's pages lead: to their own, or beside them in the admin."""

import re
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from accounts.models import Contact
from campaigns import links
from campaigns.models import Touch

_MONTH = re.compile(r"(20\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Places:
    """With `viewing`, somebody of our team looks on: nothing leads to what the contact may do."""

    contact: Contact
    viewing: bool = False

    @property
    def hub(self) -> str:
        return self._at(links.HUB)

    @property
    def preferences(self) -> str:
        return "" if self.viewing else links.path_for(self.contact, links.PREFERENCES)

    @property
    def help(self) -> str:
        return self._page(links.HELP)

    @property
    def book(self) -> str:
        return self._page(links.BOOK)

    @property
    def you(self) -> str:
        return "" if self.viewing else f"{self.hub}you/"

    @property
    def lost(self) -> str:
        return reverse("public:lost")

    def plan(self, plan: int) -> str:
        return self._at(links.PLAN, plan)

    def review(self, review: int) -> str:
        return self._at(links.REVIEW, review)

    def meeting(self, meeting: int) -> str:
        return self._page(links.MEETING, meeting)

    def mail(self, touch: Touch) -> str:
        """A month's recap is a page with its picture; others are read as they were written."""
        if self.viewing:
            return ""
        if month := _MONTH.fullmatch(touch.step):
            return self._page(links.RECAP, int(month[1] + month[2]))
        token = links.token(self.contact.pk, links.HUB, generation=self.contact.links_revoked)
        return reverse("public:hub_mail", args=[token, touch.pk])

    def _at(self, purpose: str, about: int = 0) -> str:
        if not self.viewing:
            return links.path_for(self.contact, purpose, about=about)
        given = [self.contact.pk, about] if about else [self.contact.pk]
        return reverse(f"admin:campaigns_as_customer_{purpose}", args=given)

    def _page(self, purpose: str, about: int = 0) -> str:
        """Nothing where there is no such page, or only to look on."""
        if self.viewing:
            return ""
        try:
            return links.path_for(self.contact, purpose, about=about)
        except NoReverseMatch:
            return ""
