"""The reasons of the ledger in words that a Technical Advisor can act on."""

from datetime import date

REASONS = {
    "stage": "the account is not in a stage that this campaign writes in",
    "overdue": "the renewal is more than 30 days past",
    "no_data": "the data it needs is not there",
    "no_recipient": "no contact holds a role it goes to",
    "opted_out": "the address opted out",
    "topic": "the contact does not want mails about this topic",
    "undeliverable": "the address bounced or complained",
    "budget": "the contact already gets three mails in these seven days",
    "paused": "the campaign or the account is paused",
    "weekend": "nothing goes out on a weekend",
    "missed": "its window opened and closed while the portal was not running",
    "pattern": "the account does not show the pattern the campaign is for any more",
    "recalled": "somebody took the release back before it left",
    "meeting_booked": "the contact has a meeting booked that it offered, and it is not over",
    "by_hand": "somebody took it out of what goes out",
    "held": "somebody held it back until its window was over",
}


def sentence(status: str, reason: str, decided_on: date, closes_on: date) -> str:
    """What became of a touch, as one sentence."""
    because = REASONS.get(reason, reason)
    if status == "sent":
        return f"Sent for {_day(decided_on)}."
    if status == "skipped":
        return f"Not sent: {because}."
    if status == "waiting":
        return f"Waiting: {because}. It may still go out through {_day(closes_on)}."
    return {
        "due": "Due; the day's budget is still to be settled.",
        "planned": f"Planned for {_day(decided_on)}; it leaves in the morning where the "
        "contact lives.",
        "sending": "Being handed over.",
        "failed": "Not sent: the mail server refused it for good.",
        "uncertain": "Perhaps sent: the connection was lost before the server answered.",
    }.get(status, status)


def _day(on: date) -> str:
    return f"{on:%-d %b %Y}"
