"""Writes about keys of the API."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core import audit
from participants.access import Capability, demand
from participants.models import ApiToken, Organisation, User
from participants.models.tokens import PREFIX, digest_of, new_secret

audit.declare("participants.api_token.made", "{actor} maakte de sleutel {object} voor een koppeling")
audit.declare("participants.api_token.revoked", "{actor} trok de sleutel {object} van een koppeling in")

VALID_FOR = timedelta(days=365)
MOST = 10


@transaction.atomic
def make_token(*, organisation: Organisation, actor: User, name: str, made_at: datetime) -> tuple[ApiToken, str]:
    """Make a key for a system of the organisation; return it with its secret, which is shown once and never kept.

    Raises:
        PermissionDenied: outside the reach of the actor.
        ValidationError: when there are ten keys in use already, or one with this name.
    """
    demand(actor, Capability.INCIDENTS_HANDLE, organisation)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    valid = ApiToken.objects.filter(organisation=organisation).valid(timezone.localdate(made_at))
    if valid.count() >= MOST:
        raise ValidationError(f"Er zijn al {MOST} sleutels in gebruik. Trek er eerst een in.")
    if valid.filter(name__iexact=name).exists():
        raise ValidationError("Er is al een sleutel met deze naam. Kies een andere naam, of trek de oude eerst in.")
    secret = new_secret()
    token = ApiToken.objects.create(
        organisation=organisation,
        name=name,
        digest=digest_of(secret),
        hint=secret[: len(PREFIX) + 4],
        made_by=actor,
        made_at=made_at,
        expires_on=timezone.localdate(made_at) + VALID_FOR,
    )
    audit.record(code="participants.api_token.made", actor=actor, obj=token)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: User, revoked_at: datetime) -> ApiToken:
    """Close the door for a key, from the next request on. Twice is once."""
    locked: ApiToken = ApiToken.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=token.pk)
    demand(actor, Capability.INCIDENTS_HANDLE, locked.organisation)
    if locked.revoked_at is None:
        locked.revoked_at = revoked_at
        locked.save(update_fields=["revoked_at"])
        audit.record(code="participants.api_token.revoked", actor=actor, obj=locked)
    return locked


def token_for(secret: str, *, at: datetime) -> ApiToken | None:
    """Return the key that opens the door now, noting the day of its use; None when it does not."""
    today = timezone.localdate(at)
    token: ApiToken | None = (
        ApiToken.objects.filter(digest=digest_of(secret)).valid(today).select_related("organisation").first()
    )
    if token is not None and token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token
