"""Every mail of the starter programme: it compiles, reads well with and without values, is safe."""

import re
from functools import cache
from pathlib import Path

import pytest

from campaigns.compose import Compiled, Copy, compile_copy, parse_copy, used_variables
from campaigns.variables import VARIABLES, samples
from tests.campaigns.mails import BRAND, Page

STARTER = Path(__file__).resolve().parents[2] / "templates" / "emails" / "starter"
FILES = sorted(STARTER.glob("*/*.md"))
FEATURES = (
    "batch_changes",
    "code_insights",
    "code_monitoring",
    "cody_autocomplete",
    "cody_chat",
    "cody_commands",
    "notebooks",
    "precise_code_intel",
    "search_contexts",
)
EXPECTED = {
    "admin_onboarding": set("12345"),
    "advanced_enablement": {"message", *FEATURES},
    "asp_sync": {"message"},
    "csat_meeting": {"message"},
    "csat_training": {"message"},
    "day30_checkin": {"message"},
    "day90_recap": {"message"},
    "end_user_onboarding": {"code_search_only", "cody_only", "code_search_and_cody"},
    "health_concerning": {"message"},
    "health_poor": {"message"},
    "monthly_recap": {"message"},
    "nps": {"message"},
    "quarterly_checkin": {"message"},
    "roadmap_review": {"message"},
}
NEXT_STEPS = {"booking_url", "help_url", "survey_url"}
RECAPS = {"day90_recap", "monthly_recap"}

every_file = pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}/{f.stem}")


@cache
def copy_of(file: Path) -> Copy:
    return parse_copy(file.read_text(encoding="utf-8"))


@cache
def mail_of(file: Path) -> Compiled:
    return compile_copy(copy_of(file), BRAND)


def least_values() -> dict[str, str]:
    return {name: v for name, v in samples().items() if not VARIABLES[name].may_be_missing}


def test_every_campaign_has_its_copy():
    found: dict[str, set[str]] = {}
    for file in FILES:
        found.setdefault(file.parent.name, set()).add(file.stem)
    assert found == EXPECTED


@every_file
def test_text_and_html_use_the_same_variables(file):
    mail, copy = mail_of(file), copy_of(file)
    above = used_variables(Copy(copy.subject, copy.preheader, ""))
    # A text shows the link to the picture's page; all that is on it stands there in figures.
    picture = {"picture_src", "picture_alt"}
    assert mail.names_in(mail.html) - above - picture == mail.names_in(mail.text) - above


@every_file
def test_mail_renders_with_everything_and_with_the_least(file):
    for values in (samples(), least_values()):
        mail = mail_of(file).render(values)
        words = mail.subject + mail.text + Page(mail.html).words
        assert not re.search(r"[{}\ue000-\uf8ff]|\$[a-z]|@@", words)
        assert not re.search(r" [,.!?]|\(\)|  +[a-z]", mail.subject)


@every_file
def test_hostile_values_add_no_element_and_no_header(file):
    hostile = '"><script>x</script>{{ seats }}\r\nBcc: a@b.example'
    values = {
        name: hostile if VARIABLES[name].kind in ("text", "share") else value
        for name, value in samples().items()
    }
    mail = mail_of(file).render(values)
    assert Page(mail.html).tags == Page(mail_of(file).render(samples()).html).tags
    assert "\n" not in mail.subject and "\r" not in mail.subject


@every_file
def test_mail_has_one_button_which_is_the_next_step(file):
    mail, copy = mail_of(file), copy_of(file)
    steps = re.findall(r"(?m)^\[[^\]]{5,32}\]\(\{\{ (\w+) \}\}\)$", copy.body)
    assert len(steps) == 1 and steps[0] in NEXT_STEPS
    assert mail.render(samples()).html.count('class="button"') == 1


@every_file
def test_next_step_works_while_it_is_only_a_mail_link(file):
    mailto = dict.fromkeys(NEXT_STEPS, "mailto:ta@vendor.example?subject=Hello%20there")
    mail = mail_of(file).render(samples() | mailto)
    assert "mailto:ta@vendor.example?subject=Hello%20there" in Page(mail.html).targets
    assert re.search(r"(?m)^\S.*:\nta@vendor\.example$", mail.text)


@every_file
def test_mail_is_short_and_light(file):
    mail = mail_of(file).render(samples())
    assert 8_000 <= len(mail.html.encode()) <= 17_000
    assert len(copy_of(file).body.split()) <= 290
    assert len(mail.subject) <= 80
    assert 30 <= len(copy_of(file).preheader) <= 110


@every_file
def test_vendor_and_products_are_named_by_variables_only(file):
    source = file.read_text(encoding="utf-8")
    assert not re.search(r"Sourcegraph|\bCody\b|Code Search", source)


@every_file
def test_figures_stand_in_recaps_only(file):
    assert ("figures" in used_variables(copy_of(file))) == (file.parent.name in RECAPS)


@pytest.mark.parametrize("campaign", ["health_poor", "health_concerning"])
def test_health_mail_offers_help_and_judges_nobody(campaign):
    words = (STARTER / campaign / "message.md").read_text(encoding="utf-8").lower()
    for word in ("health", "poor", "concerning", "score", "risk", "renew"):
        assert word not in words
    assert "half an hour" in words and "reply" in words
