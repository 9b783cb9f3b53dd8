"""The filter that shows Markdown which people wrote."""

from django import template
from django.utils.safestring import SafeString

from accounts import prose

register = template.Library()


@register.filter("prose")
def as_prose(text: str) -> SafeString:
    return SafeString(prose.html(text or ""))
