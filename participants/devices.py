"""Devices that a user trusts: kept as rows, so that they can be listed and taken back."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.mfa.internal.flows.trust import create_config_fingerprint
from django.db import transaction

from core import audit
from participants.models import TrustedDevice, User

COOKIE_NAME = "vertrouwd"
TRUST_PERIOD = timedelta(days=30)

audit.declare("participants.device.trusted", "{actor} vertrouwt een apparaat: {object}")
audit.declare("participants.device.forgotten", "{actor} vertrouwt een apparaat niet langer: {object}")

_BROWSERS = [("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari")]
_SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


def trust_device(*, user: User, user_agent: str, now: datetime) -> str:
    """Trust a browser for thirty days and return the key that its cookie keeps."""
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        device = TrustedDevice.objects.create(
            user=user,
            key_hash=_hash(key),
            fingerprint=create_config_fingerprint(user),
            name=describe_browser(user_agent),
            trusted_at=now,
            used_at=now,
            expires_at=now + TRUST_PERIOD,
        )
        audit.record(code="participants.device.trusted", actor=user, obj=device)
    return key


def use_trust(*, user: User, key: str, now: datetime) -> bool:
    """Tell whether the browser with this key is still trusted by this user, and note that it was used."""
    used = TrustedDevice.objects.filter(
        user=user, key_hash=_hash(key), expires_at__gt=now, fingerprint=create_config_fingerprint(user)
    ).update(used_at=now)
    return bool(used)


def forget_device(*, device: TrustedDevice, actor: User) -> None:
    """Take the trust in a browser back: the second factor is asked there again."""
    with transaction.atomic():
        audit.record(code="participants.device.forgotten", actor=actor, obj=device)
        device.delete()


def describe_browser(user_agent: str) -> str:
    """Return words by which a user knows the device again, such as "Firefox op Windows"."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "Browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} op {system}" if system else browser


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
