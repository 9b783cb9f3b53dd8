"""The page on which a contact says that they would like to try something."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from campaigns import links
from campaigns.betas import interest as interests
from campaigns.models import BetaInterest, Campaign, InterestState
from campaigns.public.page import Visitor, page, show, unknown


@page(links.INTEREST)
def interest(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show what it is about; a post puts the contact on the list, or takes them off."""
    campaign = Campaign.objects.filter(pk=visitor.about).first()
    if campaign is None or campaign.topic not in interests.TOPICS:
        return unknown(request)
    contact, on, now = visitor.contact, timezone.localdate(), timezone.now()
    if request.method == "POST" and request.POST.get("interested") == "no":
        interests.withdraw(contact, campaign, on=on, now=now)
    elif request.method == "POST" and interests.is_open(campaign):
        note = request.POST.get("note", "")[:2000]
        interests.say(contact, campaign, note=note, on=on, now=now)
    found = BetaInterest.objects.filter(campaign=campaign, contact=contact).first()
    context = {
        "campaign": campaign,
        "account": contact.account,
        "listed": found if found and found.state != InterestState.DECLINED else None,
        "open": interests.is_open(campaign),
        "changed": request.method == "POST",
    }
    return show(request, "public/interest.html", context)
