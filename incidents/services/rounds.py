"""Writes of measurement rounds: opening, stating and confirming, signing, sending back, reopening, reminding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from core.audit import declare, record
from core.isolation import ROUNDS, within
from incidents.models import MeasurementRound, OrganisationRound, RoundRemark
from incidents.rounds import filling, mails
from participants.access import Capability, demand
from participants.models import Organisation, OrganisationSize, User

declare("incidents.round.opened", "{actor} opende {object}")
declare("incidents.round.frozen", "{actor} bevroor {object}")
declare("incidents.round.reminded", "{actor} herinnerde organisaties aan {object}")
declare("incidents.participation.stated", "{actor} vulde de meting van de organisatie in ({object})")
declare("incidents.participation.confirmed", "{actor} bevestigde de meting van de organisatie ({object})")
declare("incidents.participation.signed", "{actor} tekende de meting van de organisatie ({object})")
declare("incidents.participation.sent_back", "{actor} stuurde de meting van de organisatie terug ({object})")
declare("incidents.participation.reopened", "{actor} heropende de meting van een organisatie na bevriezen ({object})")

declare("incidents.comparison.exported", "{actor} haalde een vergelijking van metingen op als bestand")

REMINDER_PAUSE = timedelta(days=5)
State = OrganisationRound.State
Source = OrganisationRound.Source


@dataclass(frozen=True, slots=True)
class Statement:
    """What an organisation says about its window. The counts matter only where the portal holds no cases."""

    employees: int | None
    fte: Decimal | None
    days_covered: int | None
    source: str
    count: int | None = None
    serious_count: int | None = None
    is_nil: bool = False


@transaction.atomic
def open_round(*, measurement: MeasurementRound, actor: User, opened_at: datetime) -> int:
    """Open a round: everybody who took part on a day of the window gets a line; return how many.

    Opening again adds who joined the programme since, and changes nothing else.

    Raises:
        PermissionDenied: without the right to manage rounds.
        ValidationError: when the round is frozen, or nobody took part.
    """
    demand(actor, Capability.ROUNDS_MANAGE)
    locked = MeasurementRound.objects.select_for_update().get(pk=measurement.pk)
    if locked.frozen_at is not None:
        raise ValidationError("Deze meting is bevroren. Openen kan niet meer.")
    _check_days(locked)
    taking_part = list(participants_of(locked))
    if not taking_part:
        raise ValidationError("In deze dagen deed nog geen organisatie mee. Kijk de dagen na.")
    with within(ROUNDS):
        known = set(OrganisationRound.objects.filter(round=locked).values_list("organisation_id", flat=True))
        sizes = dict(_sizes(taking_part, locked.first_on.year))
        rows = [_new_row(each, locked, sizes.get(each.pk)) for each in taking_part if each.pk not in known]
        OrganisationRound.objects.bulk_create(rows)
    if locked.opened_at is None:
        locked.opened_at = opened_at
        locked.save(update_fields=["opened_at"])
        record(code="incidents.round.opened", actor=actor, obj=locked)
    return len(rows)


def _check_days(measurement: MeasurementRound) -> None:
    """Refuse days that another round counts too: the two would differ by a few days, and those are few incidents."""
    opened = MeasurementRound.objects.filter(opened_at__isnull=False).exclude(pk=measurement.pk)
    other = opened.filter(first_on__lte=measurement.last_on, last_on__gte=measurement.first_on).first()
    if other is not None:
        raise ValidationError(f"Een deel van deze dagen telt al mee in de {other.label}. Kies andere dagen.")


def participants_of(each: MeasurementRound) -> models.QuerySet[Organisation]:
    """Return who took part on any day of the window. Who went up in another before it is not among them."""
    left_after = Q(ended_on__isnull=True) | Q(ended_on__gte=each.first_on)
    return Organisation.objects.filter(left_after, joined_on__lte=each.last_on).order_by("name")


def _sizes(organisations: list[Organisation], year: int) -> list[tuple[int, OrganisationSize]]:
    found = OrganisationSize.objects.filter(organisation__in=organisations, year=year)
    return [(each.organisation_id, each) for each in found]


def _new_row(organisation: Organisation, each: MeasurementRound, size: OrganisationSize | None) -> OrganisationRound:
    return OrganisationRound(
        round=each,
        organisation=organisation,
        source=filling.source_of(organisation, each),
        employees=size.employees if size else None,
        fte=size.fte if size else None,
        days_covered=filling.possible_days(organisation, each),
    )


def _locked(row: OrganisationRound, version: int | None) -> OrganisationRound:
    rows = OrganisationRound.objects.select_for_update(of=("self",)).select_related("round", "organisation")
    locked: OrganisationRound = rows.get(pk=row.pk)
    locked.check_version(version)
    return locked


@transaction.atomic
def state_participation(
    *,
    row: OrganisationRound,
    actor: User,
    statement: Statement,
    confirms: bool,
    stated_at: datetime,
    version: int | None = None,
) -> OrganisationRound:
    """Keep what the organisation states and, when it `confirms`, let it stand for its number or its nil.

    Changing after confirming takes confirmation and signature away. A line that was reopened after the freeze is
    frozen again by confirming it.

    Raises:
        PermissionDenied: outside the reach of the actor.
        ValidationError: after the freeze, before the end of the window, or when the numbers do not fit together.
        Conflict: when somebody else changed the line since it was read.
    """
    demand(actor, Capability.ROUNDS_FILL, row)
    locked = _locked(row, version)
    _check_open(locked, stated_at)
    _take_over(locked, statement)
    if confirms:
        _check_complete(locked, stated_at)
        _confirm(locked, actor, stated_at)
    else:
        _unconfirm(locked)
        locked.is_nil = statement.is_nil
    locked.full_clean(exclude=["round", "organisation"], validate_unique=False)
    locked.save()
    deed = "confirmed" if confirms else "stated"
    record(code=f"incidents.participation.{deed}", actor=actor, obj=locked)
    return locked


def _confirm(row: OrganisationRound, actor: User, at: datetime) -> None:
    row.state, row.confirmed_by, row.confirmed_at, row.sent_back_at = State.CONFIRMED, actor, at, None
    RoundRemark.objects.filter(row=row).delete()  # it was answered
    if row.round.frozen_at is not None:
        row.frozen_at = at


def _unconfirm(row: OrganisationRound) -> None:
    row.state, row.is_nil = State.BUSY, False
    row.confirmed_by = row.confirmed_at = row.signed_by = row.signed_at = None


def _check_open(row: OrganisationRound, at: datetime) -> None:
    if row.round.opened_at is None:
        raise ValidationError("Deze meting is nog niet geopend.")
    is_over = timezone.localdate(at) > row.round.freeze_on
    if row.frozen_at is not None or (is_over and row.reopened_at is None):
        raise ValidationError(
            f"De meting is bevroren op {row.round.freeze_on:%d-%m-%Y}. "
            "Klopt er iets niet, vraag dan de projectleider om heropenen."
        )


def _take_over(row: OrganisationRound, statement: Statement) -> None:
    most = filling.possible_days(row.organisation, row.round)
    if statement.days_covered is not None and statement.days_covered > most:
        raise ValidationError({"days_covered": f"Het zijn er ten hoogste {most}: zo lang duurde uw deelname."})
    if statement.source == Source.CASES and filling.source_of(row.organisation, row.round) != Source.CASES:
        raise ValidationError({"source": "In deze dagen registreerde uw organisatie nog geen losse voorvallen hier."})
    row.employees, row.fte, row.days_covered = statement.employees, statement.fte, statement.days_covered
    row.source, row.is_nil = statement.source, statement.is_nil
    row.signed_by = row.signed_at = None
    if row.source == Source.CASES:
        tally = filling.count_cases(row.organisation_id, row.round)
        row.count, row.serious_count = tally.count, tally.serious
    elif row.is_nil and not statement.count:
        row.count = row.serious_count = 0
    else:
        row.count, row.serious_count = statement.count, statement.serious_count
    if row.serious_count is not None and row.serious_count > (row.count or 0):
        raise ValidationError({"serious_count": "Er zijn niet meer zware voorvallen dan voorvallen."})


def _check_complete(row: OrganisationRound, at: datetime) -> None:
    """Refuse to confirm what is not whole, each with what to do about it."""
    if timezone.localdate(at) <= row.round.last_on:
        raise ValidationError(f"Bevestigen kan na de laatste dag, {row.round.last_on:%d-%m-%Y}. Bewaar tot die tijd.")
    if not row.employees:
        raise ValidationError({"employees": "Vul in hoeveel mensen er werkten. Zonder dat aantal is er geen cijfer."})
    if not row.days_covered:
        raise ValidationError({"days_covered": "Vul in hoeveel dagen u hebt geteld."})
    if row.is_nil and row.count:
        raise ValidationError(
            {"is_nil": f"U kiest ‘geen voorvallen’, maar er staan er {row.count}. Kies een van beide."}
        )
    if row.count is None:
        raise ValidationError({"count": "Vul het aantal voorvallen in, of kies ‘wij hadden geen voorvallen’."})
    if not row.count and not row.is_nil:
        raise ValidationError({"is_nil": "Er staan 0 voorvallen. Klopt dat, kies dan ‘wij hadden geen voorvallen’."})


@transaction.atomic
def sign_participation(
    *, row: OrganisationRound, actor: User, signed_at: datetime, version: int | None = None
) -> OrganisationRound:
    """Let the sponsor sign the number that was confirmed; signing again changes nothing.

    Raises:
        PermissionDenied: outside the reach of the actor.
        ValidationError: when it was not confirmed yet.
        Conflict: when the number changed since it was read.
    """
    demand(actor, Capability.ROUNDS_SIGN, row)
    locked = _locked(row, version)
    if not locked.is_confirmed:
        raise ValidationError("Uw medewerker interne veiligheid heeft dit nog niet bevestigd. Tekenen kan daarna.")
    if locked.signed_at is None:
        locked.signed_by, locked.signed_at = actor, signed_at
        locked.save(update_fields=["signed_by", "signed_at"])
        record(code="incidents.participation.signed", actor=actor, obj=locked)
    return locked


@transaction.atomic
def send_back_participation(
    *, row: OrganisationRound, actor: User, remark: str, sent_back_at: datetime, version: int | None = None
) -> OrganisationRound:
    """Let the sponsor send the number back with a remark, so that it is looked at again.

    Raises:
        PermissionDenied: outside the reach of the actor.
        ValidationError: without a remark, when it was not confirmed, or after the freeze.
        Conflict: when the number changed since it was read.
    """
    demand(actor, Capability.ROUNDS_SIGN, row)
    locked = _locked(row, version)
    if not remark.strip():
        raise ValidationError({"remark": "Schrijf op wat er niet klopt. Dan weet uw collega wat te doen."})
    if not locked.is_confirmed:
        raise ValidationError("Dit is nog niet bevestigd. Terugsturen hoeft niet.")
    _check_open(locked, sent_back_at)
    _unconfirm(locked)
    locked.sent_back_at = sent_back_at
    locked.save()
    RoundRemark.objects.update_or_create(
        row=locked, defaults={"organisation": locked.organisation, "text": remark.strip()}
    )
    record(code="incidents.participation.sent_back", actor=actor, obj=locked)
    return locked


@transaction.atomic
def reopen_participation(
    *, row: OrganisationRound, actor: User, reason: str, reopened_at: datetime, version: int | None = None
) -> OrganisationRound:
    """Let one organisation fill in again after the freeze. What was frozen before is kept beside it.

    Raises:
        PermissionDenied: without the right to manage rounds.
        ValidationError: without a reason, or when nothing was frozen.
        Conflict: when somebody else changed the line since it was read.
    """
    demand(actor, Capability.ROUNDS_MANAGE)
    if not reason.strip():
        raise ValidationError({"reason": "Schrijf op waarom. De reden blijft bij de meting staan."})
    with within(ROUNDS):
        locked = _locked(row, version)
        if locked.frozen_at is None:
            raise ValidationError("Deze organisatie is niet bevroren. Heropenen hoeft niet.")
        locked.earlier = [*locked.earlier, _kept(locked)]
        locked.frozen_at, locked.reopened_at, locked.reopened_because = None, reopened_at, reason.strip()[:200]
        _unconfirm(locked)
        locked.save()
    record(code="incidents.participation.reopened", actor=actor, obj=locked)
    return locked


def _kept(row: OrganisationRound) -> dict[str, object]:
    """Return the numbers of a frozen line, to stand beside the new ones."""
    return {
        "frozen_at": row.frozen_at.isoformat() if row.frozen_at else None,
        "state": row.state,
        "employees": row.employees,
        "days_covered": row.days_covered,
        "count": row.count,
        "serious_count": row.serious_count,
    }


@transaction.atomic
def remind_organisations(*, measurement: MeasurementRound, actor: User, at: datetime) -> int:
    """Mail who must still confirm or sign, nobody twice within five days; return to how many organisations it went.

    Raises:
        PermissionDenied: without the right to manage rounds.
        ValidationError: when the round is not open.
    """
    demand(actor, Capability.ROUNDS_MANAGE)
    if measurement.opened_at is None or measurement.frozen_at is not None:
        raise ValidationError("Herinneren kan alleen zolang de meting open is.")
    with within(ROUNDS):
        rows = list(
            remindable(measurement, at=at).select_for_update(of=("self",)).select_related("organisation").order_by("pk")
        )
        reached = mails.queue_reminders(measurement, rows, at=at)
        OrganisationRound.objects.filter(pk__in=reached).update(reminded_at=at)
    if reached:
        record(code="incidents.round.reminded", actor=actor, obj=measurement)
    return len(reached)


def remindable(measurement: MeasurementRound, *, at: datetime) -> models.QuerySet[OrganisationRound]:
    """Return the organisations that are not ready and were not reminded in the last five days."""
    lately = Q(reminded_at__gt=at - REMINDER_PAUSE)
    rows = OrganisationRound.objects.filter(round=measurement, signed_at__isnull=True).taking_part()
    found: models.QuerySet[OrganisationRound] = rows.exclude(lately)
    return found
