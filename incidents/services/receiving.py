"""Receiving by the API: an organisation's own system delivers, with a key instead of an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core.audit import declare, record
from incidents.choices import DutyKind, DutyState, Status
from incidents.delivery import marks
from incidents.delivery.rows import CleanCase
from incidents.models import Duty, Incident, IncidentText, MonthlyDelivery
from incidents.services.counting import write_month
from incidents.services.duties import new_duties, set_clock, set_queue
from incidents.services.registering import new_reference, try_references
from participants.models import ApiToken, Organisation

declare("incidents.api.case_received", "Een gekoppeld systeem leverde {object}")
declare("incidents.api.read", "Een gekoppeld systeem las gegevens ({object})")
declare("incidents.api.month_received", "Een gekoppeld systeem leverde de aantallen van een maand ({object})")

SOURCE = "koppeling"


@transaction.atomic
def receive_month(
    *,
    organisation: Organisation,
    token: ApiToken,
    month: date,
    counts: Mapping[str, int],
    is_nil: bool,
    delivered_at: datetime,
) -> MonthlyDelivery:
    """Deliver the counts of a month for the organisation of the key; delivering again replaces what was there.

    Raises:
        ValidationError: for a month to come, an unknown kind, or neither counts nor nil.
    """
    assert token.organisation_id == organisation.pk
    delivery = write_month(
        organisation=organisation, actor=None, month=month, counts=counts, is_nil=is_nil, delivered_at=delivered_at
    )
    record(code="incidents.api.month_received", actor=None, obj=delivery)
    return delivery


@transaction.atomic
def receive_case(
    *, organisation: Organisation, token: ApiToken, case: CleanCase, received_at: datetime
) -> tuple[Incident, bool]:
    """Take in one case of the organisation's own system; return it, and whether it is new.

    The mark of the source tells a case that came before: it is left as it is.

    Raises:
        PermissionDenied: when the organisation does not register case by case.
    """
    assert token.organisation_id == organisation.pk
    if not organisation.can_register_cases(timezone.localdate(received_at)):
        raise PermissionDenied("Uw organisatie registreert nog geen losse voorvallen. Lever aantallen per maand.")
    return try_references(lambda: _find_or_write(organisation, case, received_at))


def _find_or_write(organisation: Organisation, case: CleanCase, at: datetime) -> tuple[Incident, bool]:
    refs = [case.source_ref, marks.erased(marks.secret_of(organisation.pk), case.source_ref)]
    rows = Incident.objects.filter(organisation=organisation, source_system=SOURCE, source_ref__in=refs)
    known = rows.first()
    return (known, False) if known is not None else (_write_case(organisation, case, at), True)


def _write_case(organisation: Organisation, case: CleanCase, at: datetime) -> Incident:
    incident = Incident(
        organisation=organisation,
        reference=new_reference(organisation),
        source_system=SOURCE,
        source_ref=case.source_ref,
        status=Status.REPORTED,
        created_at=at,
        saved_at=at,
        **{name: list(value) if isinstance(value, tuple) else value for name, value in case.facts.items()},
    )
    set_clock(incident)
    duties = _answered(incident, case, at)
    set_clock(incident, next((duty for duty in duties if duty.kind == DutyKind.REACTION), None))
    set_queue(incident, duties)
    if case.is_closed:
        _come_in_closed(incident, case, duties)
    elif any(duty.state != DutyState.TODO for duty in duties):
        incident.status = Status.IN_PROGRESS
    incident.save()
    IncidentText.objects.create(incident=incident, organisation=organisation, **case.text)
    Duty.objects.bulk_create(duties)
    record(code="incidents.api.case_received", actor=None, obj=incident)
    return incident


def _come_in_closed(incident: Incident, case: CleanCase, duties: list[Duty]) -> None:
    """Close what was closed elsewhere: nobody is asked for what was not told, and no clock runs for history."""
    incident.status, incident.closed_at = Status.CLOSED, case.closed_at
    if not any(duty.kind == DutyKind.REACTION and duty.state == DutyState.DONE for duty in duties):
        incident.clock_due_at = incident.clock_stopped_at = None


def _answered(incident: Incident, case: CleanCase, at: datetime) -> list[Duty]:
    """Return the duties with the answers that came along; of a closed case those alone."""
    duties = new_duties(incident)
    for duty in duties:
        if answer := case.duties.get(duty.kind):
            duty.state, duty.done_at, duty.reason = answer.state, answer.done_at, answer.reason
            duty.answered_at = at
    return [duty for duty in duties if duty.state != DutyState.TODO] if case.is_closed else duties
