"""Freezing a round: the numbers stay as they were, what is reported later is counted apart."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.audit import record
from core.isolation import of_organisations, within
from incidents.models import MeasurementRound, OrganisationRound, Poll, RoundRemark
from incidents.rounds import filling
from participants.models import Organisation

State = OrganisationRound.State
Source = OrganisationRound.Source

LATE_FOR = timedelta(days=730)
"""So long after the freeze late entries are still counted; text of incidents is kept about as long."""


def freeze_due(at: datetime) -> int:
    """Freeze every open round whose freeze date has passed, then count what came late; return how many were frozen.

    Running it again changes nothing that was frozen.
    """
    due = MeasurementRound.objects.filter(
        opened_at__isnull=False, frozen_at__isnull=True, freeze_on__lt=timezone.localdate(at)
    )
    frozen = 0
    for each in due.order_by("first_on"):
        frozen += freeze_round(each, at=at)
    recent = timezone.localdate(at) - LATE_FOR
    for each in MeasurementRound.objects.filter(frozen_at__isnull=False, freeze_on__gte=recent):
        count_late(each)
    return frozen


def freeze_round(measurement: MeasurementRound, *, at: datetime) -> bool:
    """Freeze one round and close its polls, an organisation at a time; a second run finds nothing to do."""
    for organisation_id in _taking_part():
        with within(of_organisations([organisation_id])):
            rows = OrganisationRound.objects.select_for_update(of=("self",)).select_related("round", "organisation")
            row = rows.filter(round=measurement, organisation_id=organisation_id).first()
            if row is not None and row.frozen_at is None and row.reopened_at is None:
                _freeze_or_forget(row, at)
            Poll.objects.filter(round=measurement, organisation_id=organisation_id, closed_at=None).update(
                closed_at=at, version=F("version") + 1
            )
    with transaction.atomic():
        locked = MeasurementRound.objects.select_for_update().get(pk=measurement.pk)
        if locked.frozen_at is not None:
            return False
        locked.frozen_at = at
        locked.save(update_fields=["frozen_at"])
        record(code="incidents.round.frozen", actor=None, obj=locked)
    return True


def _taking_part() -> list[int]:
    return list(Organisation.objects.filter(joined_on__isnull=False).order_by("pk").values_list("pk", flat=True))


def _freeze_or_forget(row: OrganisationRound, at: datetime) -> None:
    """Freeze a line, unless the organisation left before the window: then it was asked in vain, and misses nothing."""
    if filling.possible_days(row.organisation, row.round) or row.is_confirmed:
        _freeze(row, at)
    else:
        row.delete()


def _freeze(row: OrganisationRound, at: datetime) -> None:
    """Keep the number of this moment. It is the definition's: cases of the window, reported until the freeze date.

    Where cases came or went after confirming, the new number asks for a new signature; where nil became a number or a
    number became nothing, nobody stands for it any more.
    """
    tally = filling.tally_of(row) if row.source == Source.CASES or row.count is None else None
    if tally is not None and (tally.count, tally.serious) != (row.count, row.serious_count):
        was = row.count
        row.count, row.serious_count = tally.count, tally.serious
        row.signed_by = row.signed_at = None
        if row.is_confirmed and bool(was) != bool(tally.count):
            row.state, row.is_nil, row.confirmed_by, row.confirmed_at = State.BUSY, False, None, None
    row.frozen_at = at
    row.save()
    RoundRemark.objects.filter(row=row).delete()  # nobody can answer it any more


def count_late(measurement: MeasurementRound) -> None:
    """Count per organisation what was reported after the freeze about days in the window."""
    for organisation_id in _taking_part():
        with within(of_organisations([organisation_id])):
            rows = OrganisationRound.objects.filter(round=measurement, organisation_id=organisation_id)
            row = rows.filter(source=Source.CASES).first()
            if row is None:
                continue
            tally = filling.count_cases(organisation_id, measurement)
            if (tally.late, tally.late_serious) != (row.late_count, row.late_serious_count):
                rows.update(late_count=tally.late, late_serious_count=tally.late_serious, version=F("version") + 1)
