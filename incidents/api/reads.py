"""What a key may read: the rows of its organisation. The second wall holds the same line in the database."""

from __future__ import annotations

from django.db.models import QuerySet

from incidents.choices import DutyKind
from incidents.models import Duty, Incident, MonthlyDelivery
from participants.models import Organisation

_ORDER = {kind.value: place for place, kind in enumerate(DutyKind)}


def incidents_of(organisation: Organisation) -> QuerySet[Incident]:
    """Return the reports of an organisation that were sent, without their text."""
    rows: QuerySet[Incident] = Incident.objects.filter(organisation=organisation).submitted().select_related("unit")
    return rows


def duties_of(organisation: Organisation, incidents: list[Incident]) -> dict[int, list[Duty]]:
    """Return the duties of these incidents in their own order, by incident."""
    found: dict[int, list[Duty]] = {incident.pk: [] for incident in incidents}
    for duty in Duty.objects.filter(organisation=organisation, incident_id__in=found):
        found[duty.incident_id].append(duty)
    for duties in found.values():
        duties.sort(key=lambda duty: _ORDER[duty.kind])
    return found


def months_of(organisation: Organisation) -> QuerySet[MonthlyDelivery]:
    """Return the months that an organisation delivered, with their counts."""
    rows: QuerySet[MonthlyDelivery] = MonthlyDelivery.objects.filter(organisation=organisation)
    return rows.prefetch_related("counts")
