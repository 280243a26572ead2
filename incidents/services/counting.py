"""Delivering counts per month, nil included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.audit import declare, record
from incidents.models import MonthlyCount, MonthlyDelivery
from incidents.vocabulary import KINDS
from participants.access import Capability, demand
from participants.models import Organisation, User

declare("incidents.month.delivered", "{actor} leverde de aantallen van een maand ({object})")


@transaction.atomic
def deliver_month(
    *,
    organisation: Organisation,
    actor: User,
    month: date,
    counts: Mapping[str, int],
    is_nil: bool,
    delivered_at: datetime,
    version: int | None = None,
) -> MonthlyDelivery:
    """Deliver the counts of a month, or that nothing happened. Delivering again replaces what was there.

    Raises:
        PermissionDenied: outside the reach of the actor.
        ValidationError: for a month to come or one that is counted from cases, an unknown kind, or neither counts nor
            nil.
        Conflict: when somebody else delivered the month since it was read.
    """
    demand(actor, Capability.INCIDENTS_HANDLE, organisation)
    delivery = write_month(
        organisation=organisation,
        actor=actor,
        month=month,
        counts=counts,
        is_nil=is_nil,
        delivered_at=delivered_at,
        version=version,
    )
    record(code="incidents.month.delivered", actor=actor, obj=delivery)
    return delivery


def write_month(
    *,
    organisation: Organisation,
    actor: User | None,
    month: date,
    counts: Mapping[str, int],
    is_nil: bool,
    delivered_at: datetime,
    version: int | None = None,
) -> MonthlyDelivery:
    """Write a month, inside the transaction of who was allowed to; without an actor a system delivered it."""
    wanted = {kind: number for kind, number in counts.items() if number}
    _check(month, wanted, is_nil, delivered_at)
    _check_not_counted_already(organisation, month, wanted)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    delivery = MonthlyDelivery.objects.filter(organisation=organisation, month=month).first()
    if delivery is None:
        delivery = MonthlyDelivery(organisation=organisation, month=month)
    else:
        delivery.check_version(version)
    delivery.is_nil, delivery.delivered_by, delivery.delivered_at = is_nil, actor, delivered_at
    delivery.save()
    MonthlyCount.objects.filter(delivery=delivery).delete()
    MonthlyCount.objects.bulk_create(
        MonthlyCount(delivery=delivery, organisation=organisation, month=month, kind=kind, count=number)
        for kind, number in wanted.items()
    )
    return delivery


def _check(month: date, wanted: Mapping[str, int], is_nil: bool, at: datetime) -> None:
    if month.day != 1 or month > timezone.localdate(at):
        raise ValidationError("Deze maand moet nog komen. Kies een eerdere maand.")
    if unknown := [kind for kind in wanted if kind not in KINDS]:
        raise ValidationError(f"Deze vorm kennen we niet: {', '.join(unknown)}.")
    if is_nil and wanted:
        raise ValidationError("U vulde aantallen in én ‘geen voorvallen’. Kies een van beide.")
    if not is_nil and not wanted:
        raise ValidationError("Vul ten minste één aantal in, of kies ‘geen voorvallen in deze maand’.")


def _check_not_counted_already(organisation: Organisation, month: date, wanted: Mapping[str, int]) -> None:
    """Refuse numbers for a month of which the portal holds the cases: the figures would count them twice."""
    if wanted and organisation.can_register_cases(month):
        raise ValidationError("Uw organisatie meldde in deze maand voorvallen een voor een; het portaal telt ze zelf.")
