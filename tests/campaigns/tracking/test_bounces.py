"""Hard or soft: what providers say in their own words, after anymail made one kind of it."""

import pytest

from campaigns.tracking.bounces import is_hard


@pytest.mark.parametrize(
    ("kind", "reason", "said", "raw"),
    [
        ("bounced", "bounced", "smtp;550 5.1.1 unknown user", {"Type": "HardBounce"}),
        ("bounced", "bounced", "Permanent: General", {"bounceType": "Permanent"}),
        ("bounced", "invalid", "", {}),
        ("bounced", "", "550 no such user", {"type": "bounce"}),
        ("rejected", "bounced", "", {"Type": "BadEmailAddress"}),
        ("bounced", "bounced", "", {"event": "hard_bounce"}),
    ],
)
def test_hard(kind, reason, said, raw):
    assert is_hard(kind, reason, said, raw)


@pytest.mark.parametrize(
    ("kind", "reason", "said", "raw"),
    [
        ("bounced", "bounced", "", {"Type": "SoftBounce"}),
        ("bounced", "bounced", "", {"event": "soft_bounce"}),
        ("bounced", "bounced", "Transient: MailboxFull", {}),
        ("bounced", "bounced", "452 4.2.2 mailbox full", {}),
        ("bounced", "bounced", "", {"hard_bounce": False}),
        ("bounced", "", "listed at a block list", {"type": "blocked"}),
        ("bounced", "blocked", "", {}),
        ("bounced", "other", "virus", {}),
        ("rejected", "blocked", "", {}),
        ("rejected", "", "", {}),
        ("deferred", "bounced", "", {}),
        ("delivered", "", "", {}),
    ],
)
def test_not_hard(kind, reason, said, raw):
    assert not is_hard(kind, reason, said, raw)
