"""Invented incidents; traits are stages of life. All moments hang on `at`, which is now unless given."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any

import factory
from django.utils import timezone

from core.uploads import store
from incidents.choices import DutyKind, DutyState, OffenderKnown, Severity, Status
from incidents.models import (
    Attachment,
    Duty,
    Incident,
    IncidentText,
    MeasurementRound,
    MonthlyCount,
    MonthlyDelivery,
    OrganisationRound,
)
from incidents.services.duties import new_duties, set_clock, set_queue
from incidents.services.registering import ALPHABET
from tests.factories.participants import OrganisationFactory, UserFactory


def _reference(organisation: Any) -> str:
    return f"{organisation.code}-{''.join(secrets.choice(ALPHABET) for _ in range(5))}"


class IncidentFactory(factory.django.DjangoModelFactory[Incident]):
    """A report of an hour ago with its four duties; `draft`, `overdue`, `unknown_offender`, `answered`, `closed`."""

    class Meta:
        model = Incident
        skip_postgeneration_save = True

    class Params:
        at = factory.LazyFunction(timezone.now)
        draft = factory.Trait(status=Status.DRAFT, reported_at=None, submit_key=factory.Faker("uuid4", cast_to=None))
        overdue = factory.Trait(
            occurred_at=factory.LazyAttribute(lambda o: o.at - timedelta(days=5)),
            reported_at=factory.LazyAttribute(lambda o: o.occurred_at + timedelta(hours=1)),
        )
        unknown_offender = factory.Trait(offender_known=OffenderKnown.NO)
        in_progress = factory.Trait(status=Status.IN_PROGRESS)
        answered = factory.Trait(status=Status.IN_PROGRESS, answered_duties=True)
        closed = factory.Trait(
            status=Status.CLOSED, closed_at=factory.LazyAttribute(lambda o: o.at), answered_duties=True
        )

    answered_duties = False
    narrative = ""
    location = ""
    own_reference = ""
    organisation = factory.SubFactory(OrganisationFactory)
    reporter = factory.SubFactory(UserFactory)
    reference = factory.LazyAttribute(lambda o: _reference(o.organisation))
    status = Status.REPORTED
    occurred_at = factory.LazyAttribute(lambda o: o.at - timedelta(hours=2))
    reported_at = factory.LazyAttribute(lambda o: max(o.occurred_at, o.at - timedelta(hours=1)))
    kinds = ["verbaal"]
    main_kind = "verbaal"
    severity = Severity.LIGHT
    channel = "balie"
    offender_known = OffenderKnown.YES

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Incident:
        extra = {name: fields.pop(name) for name in ("at", "answered_duties", *TEXTS) if name in fields}
        incident: Incident = super()._create(model_class, *args, **fields)
        IncidentText.objects.create(
            incident=incident, organisation=incident.organisation, **{name: extra.get(name, "") for name in TEXTS}
        )
        if incident.status != Status.DRAFT:
            _give_duties(incident, is_answered=bool(extra.get("answered_duties")))
        return incident


TEXTS = ("narrative", "location", "own_reference")


def _give_duties(incident: Incident, *, is_answered: bool) -> None:
    set_clock(incident)
    duties = new_duties(incident)
    if is_answered:
        for duty in duties:
            if duty.kind == DutyKind.REACTION and incident.offender_known != OffenderKnown.NO:
                duty.state, duty.done_at, duty.answered_at = DutyState.DONE, incident.reported_at, incident.reported_at
                set_clock(incident, duty)
            elif duty.state == DutyState.TODO:
                duty.state, duty.reason, duty.answered_at = DutyState.NOT_NEEDED, "anders", incident.reported_at
    set_queue(incident, duties)
    Duty.objects.bulk_create(duties)
    incident.save()


def attach(incident: Incident, *, name: str = "brief.txt", content: bytes = b"inhoud", by: Any = None) -> Attachment:
    """Keep a file with an incident, as the service does, without the rules of uploads."""
    stored = store(name="bijlage.txt", content=content, mimetype="text/plain", actor=by, is_encrypted=True)
    return Attachment.objects.create(
        incident=incident, organisation=incident.organisation, stored_file=stored, name=name, added_by=by
    )


class MonthlyDeliveryFactory(factory.django.DjangoModelFactory[MonthlyDelivery]):
    """A delivered month; `nil` says that nothing happened."""

    class Meta:
        model = MonthlyDelivery

    class Params:
        nil = factory.Trait(is_nil=True)

    organisation = factory.SubFactory(OrganisationFactory, counts_only=True)
    month = factory.LazyFunction(lambda: timezone.localdate().replace(day=1))


def deliver(organisation: Any, month: date, **counts: int) -> MonthlyDelivery:
    """Make a delivered month with its counts per kind."""
    delivery = MonthlyDeliveryFactory(organisation=organisation, month=month, is_nil=not counts)
    for kind, count in counts.items():
        MonthlyCount.objects.create(delivery=delivery, organisation=organisation, month=month, kind=kind, count=count)
    return delivery


class MeasurementRoundFactory(factory.django.DjangoModelFactory[MeasurementRound]):
    """A window of two months."""

    class Meta:
        model = MeasurementRound

    code = factory.Sequence(str)
    label = factory.LazyAttribute(lambda o: f"{o.code}-meting")
    first_on = date(2014, 5, 1)
    last_on = date(2014, 6, 30)
    freeze_on = date(2014, 10, 1)
    definition = "Agressie van buiten tegen een medewerker met een publieke taak."


class OrganisationRoundFactory(factory.django.DjangoModelFactory[OrganisationRound]):
    """An organisation in a round that has not begun; `confirmed` with a count, `nil` without incidents."""

    class Meta:
        model = OrganisationRound

    class Params:
        confirmed = factory.Trait(state="bevestigd", employees=400, days_covered=61, count=12)
        nil = factory.Trait(state="bevestigd", employees=400, days_covered=61, count=0, is_nil=True)

    round = factory.SubFactory(MeasurementRoundFactory)
    organisation = factory.SubFactory(OrganisationFactory)


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a moment on the wall clock of the portal."""
    return datetime(year, month, day, hour, minute, tzinfo=timezone.get_default_timezone())
