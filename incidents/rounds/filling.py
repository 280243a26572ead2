"""What the portal knows about the window of one organisation: its count from cases or months, its size, its days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from incidents.choices import COUNTED, Severity
from incidents.clock import moment_of
from incidents.models import Incident, LightIncident, MeasurementRound, MonthlyCount, MonthlyDelivery, OrganisationRound
from incidents.vocabulary import KINDS
from participants.models import Organisation

Source = OrganisationRound.Source


@dataclass(frozen=True, slots=True)
class Tally:
    """How many incidents of a window the portal holds. `serious` is None where only totals were delivered."""

    count: int
    serious: int | None
    kinds: list[tuple[str, int]] = field(default_factory=list)
    late: int = 0
    late_serious: int = 0


def count_cases(organisation_id: int, each: MeasurementRound) -> Tally:
    """Count the cases of a window: in time is what was reported until the freeze date, the rest came late.

    Only of days on which the organisation took part: the rate is over those days.
    """
    reported_until = moment_of(each.freeze_on + timedelta(days=1))
    first, last = days_of(Organisation.objects.get(pk=organisation_id), each)
    rows = Incident.objects.filter(
        organisation_id=organisation_id,
        status__in=COUNTED,
        occurred_at__gte=moment_of(first),
        occurred_at__lt=moment_of(last + timedelta(days=1)),
    )
    in_time, serious = Q(reported_at__lt=reported_until), Q(severity=Severity.HEAVY)
    found = rows.order_by().values_list("main_kind")
    found = found.annotate(
        number=Count("pk", filter=in_time),
        serious=Count("pk", filter=in_time & serious),
        late=Count("pk", filter=~in_time),
        late_serious=Count("pk", filter=~in_time & serious),
    )
    lines = sorted(found, key=lambda line: (-line[1], line[0]))
    return Tally(
        count=sum(line[1] for line in lines),
        serious=sum(line[2] for line in lines),
        kinds=[(KINDS.label(line[0]), line[1]) for line in lines if line[1]],
        late=sum(line[3] for line in lines),
        late_serious=sum(line[4] for line in lines),
    )


def count_light(organisation_id: int, each: MeasurementRound) -> int:
    """Return how many light incidents were counted in the window; they are no reports and stand beside the count."""
    rows = LightIncident.objects.counted().filter(
        organisation_id=organisation_id,
        counted_at__gte=moment_of(each.first_on),
        counted_at__lt=moment_of(each.last_on + timedelta(days=1)),
    )
    return int(rows.count())


def count_months(organisation_id: int, each: MeasurementRound) -> Tally | None:
    """Count the delivered months of a window; None when it is not made of whole months, or one is missing."""
    months = months_of(each)
    delivered = MonthlyDelivery.objects.filter(organisation_id=organisation_id, month__in=months)
    if not months or delivered.count() != len(months):
        return None
    rows = MonthlyCount.objects.filter(organisation_id=organisation_id, month__in=months).order_by()
    found = rows.values_list("kind").annotate(number=Coalesce(Sum("count"), 0))
    lines = sorted(found, key=lambda line: (-line[1], line[0]))
    return Tally(sum(line[1] for line in lines), None, [(KINDS.label(kind), number) for kind, number in lines])


def months_of(each: MeasurementRound) -> list[date]:
    """Return the first days of the months of a window; none when it does not run from a first to a last day."""
    if not each.has_whole_months:
        return []
    found, day = [], each.first_on
    while day <= each.last_on:
        found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found


def days_of(organisation: Organisation, each: MeasurementRound) -> tuple[date, date]:
    """Return the first and the last day of the window on which the organisation took part; the last may lie before."""
    first = max(each.first_on, organisation.joined_on or each.first_on)
    return first, min(each.last_on, organisation.ended_on or each.last_on)


def possible_days(organisation: Organisation, each: MeasurementRound) -> int:
    """Return on how many days of the window the organisation took part."""
    first, last = days_of(organisation, each)
    return max((last - first).days + 1, 0)


def source_of(organisation: Organisation, each: MeasurementRound) -> str:
    """Return where the count of this organisation comes from, as far as the portal can tell."""
    return Source.CASES if organisation.can_register_cases(each.last_on) else Source.COUNTS


def tally_of(row: OrganisationRound) -> Tally | None:
    """Return what the portal counts for this organisation; None where it cannot know."""
    if row.source == Source.CASES:
        return count_cases(row.organisation_id, row.round)
    return count_months(row.organisation_id, row.round)
