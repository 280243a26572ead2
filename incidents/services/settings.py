"""Arranging: what an organisation decides about its incidents, its departments and the texts of its letters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.audit import declare, record
from incidents.letters.filling import check_text
from incidents.letters.kinds import LetterKind
from incidents.models import IncidentSettings, LetterTemplate, Unit
from participants.access import Capability, demand
from participants.models import Organisation, User

declare("incidents.settings.changed", "{actor} wijzigde de {object}")
declare("incidents.contacts.checked", "{actor} keek de contactpersonen bij politie en OM na")
declare("incidents.unit.added", "{actor} voegde de afdeling {object} toe")
declare("incidents.unit.renamed", "{actor} gaf de afdeling {object} een andere naam")
declare("incidents.unit.retired", "{actor} haalde de afdeling {object} uit de keuzelijst")
declare("incidents.unit.restored", "{actor} zette de afdeling {object} terug in de keuzelijst")
declare("incidents.letter_text.changed", "{actor} wijzigde de tekst van een brief: {object}")
declare("incidents.letter_text.reset", "{actor} zette de tekst van een brief terug naar de standaard: {object}")


@transaction.atomic
def change_settings(
    *, organisation: Organisation, actor: User, values: Mapping[str, Any], version: int | None = None
) -> IncidentSettings:
    """Change what the organisation arranged for its incidents; `values` holds fields of the settings.

    Raises:
        PermissionDenied: for somebody who does not handle the incidents of this organisation.
        Conflict: when somebody else changed the settings since they were read.
    """
    arranged = _locked_settings(organisation, actor)
    arranged.check_version(version)
    changed = [name for name, value in values.items() if getattr(arranged, name) != value]
    if not changed:
        return arranged
    for name in changed:
        setattr(arranged, name, values[name])
    arranged.full_clean(exclude=["organisation"])
    arranged.save()
    record(code="incidents.settings.changed", actor=actor, obj=arranged, changed=changed)
    return arranged


@transaction.atomic
def confirm_contacts(*, organisation: Organisation, actor: User, checked_on: date) -> IncidentSettings:
    """Note that the contact persons at the police and the public prosecutor still hold."""
    arranged = _locked_settings(organisation, actor)
    arranged.contacts_checked_on = checked_on
    arranged.save()
    record(code="incidents.contacts.checked", actor=actor, obj=arranged, changed=["contacts_checked_on"])
    return arranged


@transaction.atomic
def add_unit(*, organisation: Organisation, actor: User, name: str) -> Unit:
    """Add a department; one that was taken out of the list before comes back.

    Raises:
        ValidationError: when it is in the list already.
    """
    demand(actor, Capability.INCIDENTS_HANDLE, organisation)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    found = Unit.objects.filter(organisation=organisation, name__iexact=name).first()
    if found is None:
        unit = Unit.objects.create(organisation=organisation, name=name)
        record(code="incidents.unit.added", actor=actor, obj=unit)
        return unit
    if found.is_current:
        raise ValidationError({"name": "Deze afdeling staat al in de lijst."})
    found.is_current = True
    found.save(update_fields=["is_current"])
    record(code="incidents.unit.restored", actor=actor, obj=found)
    return found


@transaction.atomic
def change_unit(*, unit: Unit, actor: User, name: str, is_current: bool) -> Unit:
    """Rename a department, take it out of the list or put it back; incidents keep the department that they have.

    Raises:
        ValidationError: when another department has this name.
    """
    locked: Unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    demand(actor, Capability.INCIDENTS_HANDLE, locked)
    others = Unit.objects.filter(organisation=locked.organisation_id, name__iexact=name).exclude(pk=locked.pk)
    if others.exists():
        raise ValidationError({"name": "Deze afdeling bestaat al. Kies een andere naam."})
    events = []
    if locked.name != name:
        events.append("incidents.unit.renamed")
    if locked.is_current != is_current:
        events.append("incidents.unit.restored" if is_current else "incidents.unit.retired")
    locked.name, locked.is_current = name, is_current
    locked.save()
    for code in events:
        record(code=code, actor=actor, obj=locked)
    return locked


@transaction.atomic
def change_letter_text(
    *,
    organisation: Organisation,
    actor: User,
    kind: LetterKind,
    subject: str,
    body: str,
    changed_at: datetime,
    version: int | None = None,
) -> LetterTemplate:
    """Keep the organisation's own text for a kind of letter; letters that were given out before do not change.

    Raises:
        ValidationError: for a word between braces that cannot be filled in.
        Conflict: when somebody else changed the text since it was read.
    """
    demand(actor, Capability.INCIDENTS_HANDLE, organisation)
    _check_texts(subject=subject, body=body)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    own = LetterTemplate.objects.filter(organisation=organisation, kind=kind.slug).first()
    if own is None:
        own = LetterTemplate(organisation=organisation, kind=kind.slug)
    else:
        own.check_version(version)
    own.subject, own.body, own.changed_by, own.changed_at = subject, body, actor, changed_at
    own.save()
    record(code="incidents.letter_text.changed", actor=actor, obj=own, changed=["subject", "body"])
    return own


def _check_texts(**texts: str) -> None:
    for name, text in texts.items():
        try:
            check_text(text)
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error


@transaction.atomic
def reset_letter_text(*, organisation: Organisation, actor: User, kind: LetterKind) -> None:
    """Go back to the standard text. Without an own text nothing happens."""
    demand(actor, Capability.INCIDENTS_HANDLE, organisation)
    own = LetterTemplate.objects.select_for_update(of=("self",)).filter(organisation=organisation, kind=kind.slug)
    for row in own:
        record(code="incidents.letter_text.reset", actor=actor, obj=row)
        row.delete()


def _locked_settings(organisation: Organisation, actor: User) -> IncidentSettings:
    """Return the settings as a row that is locked through its organisation, made when there was none."""
    demand(actor, Capability.INCIDENTS_HANDLE, organisation)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    return IncidentSettings.objects.get_or_create(organisation=organisation)[0]
