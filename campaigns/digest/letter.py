"""Writes a digest as a mail, in the frame of all our mails."""

from collections.abc import Sequence
from html import escape

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from campaigns.compose import Rendered
from campaigns.digest.contents import Digest, Line, Section
from campaigns.frame import frame_html, frame_text
from campaigns.markup import Button, Prose
from campaigns.placeholders import Places
from campaigns.sending.copies import brand


def write(digest: Digest, user: User) -> Rendered:
    """Text and HTML say the same."""
    said = "this is new in your accounts, and due today."
    if digest.covers:
        away = " and ".join(digest.covers)
        said = f"this is new in your accounts and those of {away}, for whom you cover."
    today = ("Open Today", reverse("admin:index"))
    return compose(digest.subject, said, digest.sections, user, button=today)


def compose(
    subject: str, said: str, sections: Sequence[Section], user: User, *, button: tuple[str, str]
) -> Rendered:
    """A mail to a team member: what it is about, its sections, and where to go."""
    base = settings.PORTAL_BASE_URL
    label, url = button[0], base + button[1]
    blocks: list[Prose | Button] = [_greeting(user, said)]
    blocks += [_section(found, base) for found in sections]
    blocks.append(Button(label, escape(url), f"{label}: {url}"))
    words = {"settings_url": base + reverse("admin:campaigns_teammail_mine")}
    given = {"brand": brand(), "places": Places(), "frame": "team", "words": words}
    preheader = "; ".join(found.lines[0].title for found in sections if found.lines)
    return Rendered(
        subject,
        frame_text(blocks, **given),
        frame_html(blocks, subject=subject, preheader=preheader, **given),
    )


def _greeting(user: User, said: str) -> Prose:
    name = user.first_name or str(user)
    return Prose(f"<p>{escape(name)}, {said}</p>", f"{name}, {said}")


def _section(section: Section, base: str) -> Prose:
    title = f"{section.title} ({section.count})"
    advice = f"<p>{escape(section.advice)}</p>" if section.advice else ""
    html = [f"<h2>{escape(title)}</h2>{advice}<ul>", *(_html(each, base) for each in section.lines)]
    text = [title, "-" * len(title), *([_flat(section.advice)] if section.advice else [])]
    text += [_text(line, base) for line in section.lines]
    if section.more:
        url = base + section.path
        html.append(f'<li><a href="{escape(url)}">and {section.more:,} more</a></li>')
        text.append(f"* and {section.more:,} more: {url}")
    return Prose("".join((*html, "</ul>")), "\n".join(text))


def _html(line: Line, base: str) -> str:
    label = f"<strong>{escape(line.label)}</strong> " if line.label else ""
    url = escape(base + line.path)
    return f'<li>{label}<a href="{url}">{escape(line.title)}</a><br />{escape(line.why)}</li>'


def _text(line: Line, base: str) -> str:
    label = f"[{line.label}] " if line.label else ""
    return f"* {label}{_flat(line.title)}: {_flat(line.why)}\n  {base}{line.path}"


def _flat(words: str) -> str:
    """On one line, whatever somebody typed."""
    return " ".join(words.split())
