"""Filters for pages of the team's work: Markdown, and how near a day is."""

from datetime import date

from django import template
from django.utils.safestring import SafeString

from accounts import prose
from lifecycle.work import due

register = template.Library()


@register.filter("prose")
def as_prose(text: str) -> SafeString:
    return SafeString(prose.html(text or ""))


@register.filter
def due_words(due_on: date, on: date) -> str:
    return due.words(due_on, on=on)


@register.filter
def due_tone(due_on: date, on: date) -> str:
    return due.tone(due_on, on=on)
