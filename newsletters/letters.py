"""An edition as a letter: rendered once, with the personal parts filled in per reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape

from core.links import sign
from core.mails import RenderedMail, render_mail
from newsletters.models import Edition, Subscription

PREFERENCES_PURPOSE = "newsletters.preferences"
_UNSUBSCRIBE = "https://personal.invalid/unsubscribe"
_SALUTATION = "@@SALUTATION@@"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter for one reader, with the headers for stopping in one click (RFC 8058)."""

    text: str
    html: str
    headers: dict[str, str]


def render_edition(edition: Edition) -> RenderedMail:
    """Render the edition with marks where the personal parts come."""
    return render_mail(
        "newsletters/email/edition",
        {
            "edition": edition,
            "blocks": list(edition.blocks.all()),
            "site_url": settings.SITE_URL,
            "archive_url": settings.SITE_URL + reverse("newsletters:read", args=[edition.pk]),
            "unsubscribe_url": _UNSUBSCRIBE,
            "salutation": _SALUTATION,
        },
    )


def personal_letter(rendered: RenderedMail, *, subscription: Subscription | None) -> Letter:
    """Fill in the reader. Without a subscription it is a proof, whose links lead to the portal itself."""
    if subscription is None:
        return Letter(_fill(rendered.text, settings.SITE_URL, ""), _fill(rendered.html, settings.SITE_URL, ""), {})
    token = sign(PREFERENCES_PURPOSE, str(subscription.pk))
    page = settings.SITE_URL + reverse("newsletters:preferences", args=[token])
    one_click = settings.SITE_URL + reverse("newsletters:one_click", args=[token])
    headers = {"List-Unsubscribe": f"<{one_click}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    name = subscription.name
    return Letter(_fill(rendered.text, page, name), _fill(rendered.html, page, escape(name)), headers)


def _fill(text: str, url: str, name: str) -> str:
    greeting = f"Beste {name}," if name else "Goedendag,"
    return text.replace(_UNSUBSCRIBE, url).replace(_SALUTATION, greeting)
