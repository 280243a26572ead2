"""Service mails of the newsletter."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.links import sign
from core.mails import render_mail
from core.models import OutgoingMail
from core.outbox import queue_mail
from newsletters.letters import PREFERENCES_PURPOSE
from newsletters.models import Subscription


def queue_confirmation(subscription: Subscription) -> OutgoingMail:
    """Ask the owner of the address to confirm; at most once a day, however often the form is sent."""
    token = sign(PREFERENCES_PURPOSE, str(subscription.pk))
    rendered = render_mail(
        "newsletters/email/confirmation",
        {"confirm_url": settings.SITE_URL + reverse("newsletters:preferences", args=[token])},
    )
    return queue_mail(
        recipient=subscription.email,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        dedup_key=f"newsletter-confirm:{subscription.pk}:{timezone.localdate()}",
    )
