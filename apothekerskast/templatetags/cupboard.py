"""Shows where in a text something was found."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def found(headline: str) -> SafeString:
    """Turn the `**` around found words into `<mark>`; everything else is escaped first."""
    parts = escape(headline).split("**")
    marked = [f"<mark>{part}</mark>" if index % 2 else part for index, part in enumerate(parts)]
    return mark_safe("".join(marked))  # noqa: S308  escaped above
