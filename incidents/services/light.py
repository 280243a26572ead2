"""Counting what is too small for a report, taking it back, and making a report of it after all."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import declare, record
from incidents.choices import Severity
from incidents.figures.light import LIGHT_KINDS
from incidents.models import Incident, LightIncident
from incidents.services.registering import save_answer, start_report
from incidents.vocabulary import CHANNELS
from participants.access import Capability, demand
from participants.models import Organisation, User

declare("incidents.light.counted", "{actor} telde een licht voorval")
declare("incidents.light.undone", "{actor} nam een geteld licht voorval terug")
declare("incidents.light.upgraded", "{actor} maakte van een licht voorval de melding {object}")

TOO_LATE = "Dit kan tot een dag na het tellen. Meld het voorval op de gewone manier."
_LIGHT = frozenset(kind.code for kind in LIGHT_KINDS)


def count_light(
    *, organisation: Organisation, actor: User, kind: str, submit_key: UUID, counted_at: datetime
) -> LightIncident:
    """Count one light incident. The same key again counts nothing more: a double press is one.

    Raises:
        PermissionDenied: outside the reach of the actor.
        ValidationError: for a kind that is never light, an organisation that keeps no incidents here, or the key of
            somebody else's form.
    """
    demand(actor, Capability.INCIDENTS_REPORT, organisation)
    if not organisation.can_register_cases(timezone.localdate(counted_at)):
        raise ValidationError("Uw organisatie telt nog geen voorvallen in het portaal.")
    if kind not in _LIGHT:
        raise ValidationError("Kies een van de knoppen. Was het erger? Meld het dan als voorval.")
    try:
        with transaction.atomic():
            light = LightIncident.objects.create(
                organisation=organisation, counted_by=actor, kind=kind, submit_key=submit_key, counted_at=counted_at
            )
            record(code="incidents.light.counted", actor=actor, obj=light, organisation_id=organisation.pk)
            return light
    except IntegrityError:
        found = LightIncident.objects.filter(submit_key=submit_key, counted_by=actor).first()
        if found is None:  # the key is somebody else's, which no browser sends
            raise ValidationError("Er is niets geteld. Ververs de pagina en probeer het nog eens.") from None
        return found


@transaction.atomic
def place_light(*, light: LightIncident, actor: User, channel: str, at: datetime) -> LightIncident:
    """Add the kind of place to what was counted.

    Raises:
        ValidationError: a day later, or for a place that is not in the list.
    """
    row = _lock(light, actor, at)
    if channel not in CHANNELS:
        raise ValidationError("Kies een van de tegels.")
    row.channel = channel
    row.save(update_fields=["channel"])
    return row


@transaction.atomic
def undo_light(*, light: LightIncident, actor: User, at: datetime) -> LightIncident:
    """Take back what was counted by mistake.

    Raises:
        ValidationError: a day later, or when it became a report.
    """
    row = _lock(light, actor, at)
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    record(code="incidents.light.undone", actor=actor, obj=row, organisation_id=row.organisation_id)
    return row


@transaction.atomic
def upgrade_light(*, light: LightIncident, actor: User, submit_key: UUID, at: datetime) -> Incident:
    """Begin a report with what was counted; from then on it is no light incident any more.

    Throwing the draft away brings the light incident back.

    Raises:
        ValidationError: a day later, or when it was taken back.
    """
    row = LightIncident.objects.select_for_update(of=("self",)).select_related("upgraded_to").get(pk=light.pk)
    if row.upgraded_to is not None and row.counted_by_id == actor.pk:
        return row.upgraded_to
    row = _lock(light, actor, at)
    draft = start_report(organisation=row.organisation, actor=actor, submit_key=submit_key, started_at=at)
    facts = {
        "kinds": [row.kind],
        "occurred_at": row.counted_at,
        "severity": Severity.LIGHT,
        "channel": row.channel,
    }
    save_answer(incident=draft, actor=actor, facts=facts, text={}, saved_at=at)
    row.upgraded_to = draft
    row.save(update_fields=["upgraded_to"])
    record(code="incidents.light.upgraded", actor=actor, obj=draft)
    return draft


def _lock(light: LightIncident, actor: User, at: datetime) -> LightIncident:
    row = LightIncident.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=light.pk)
    if row.counted_by_id != actor.pk:
        raise PermissionDenied("Alleen wie het telde, kan dit wijzigen.")
    if not row.may_change(at):
        raise ValidationError(TOO_LATE)
    return row
