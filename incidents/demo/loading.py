"""Loads invented incidents of two years up to today, counts of others, and the two measurement rounds."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from core.demo import DemoWorld
from incidents.choices import (
    DUTY_REASONS,
    DutyKind,
    DutyState,
    OffenderKnown,
    Precision,
    Severity,
    Status,
)
from incidents.clock import moment_of
from incidents.demo import data, handling, keeping, letters, light, rounds
from incidents.figures.own import last_months
from incidents.models import (
    Duty,
    Incident,
    IncidentText,
    MonthlyCount,
    MonthlyDelivery,
)
from incidents.services.duties import new_duties, set_clock, set_queue
from incidents.services.registering import ALPHABET
from incidents.services.settling import settle_region_months
from incidents.vocabulary import main_kind
from participants.access import Role
from participants.models import Membership, Organisation, RegistrationMode

SOURCE = "demonstratie"


def load(world: DemoWorld) -> None:
    """Fill in bulk; what was loaded before stays as it is."""
    taking_part = [each for each in world.organisations.values() if each.is_participant(world.today)]
    cases = [each for each in taking_part if each.can_register_cases(world.today)]
    Organisation.objects.filter(code__in=data.SHOWN, aftercare_phone="").update(aftercare_phone=data.AFTERCARE_PHONE)
    known = set(Incident.objects.filter(source_system=SOURCE).values_list("organisation_id", flat=True))
    batch = _Batch(world, _handlers())
    for organisation in cases:
        if organisation.pk in known or organisation.code in data.SILENT:
            continue
        batch.fill(organisation, data.NUMBERS.get(organisation.code, 14))
    batch.write()
    handling.load(world, data.SHOWN)
    keeping.load(world, data.SHOWN)
    letters.load(world, data.SHOWN)
    light.load(world, data.SHOWN)
    _load_counts(world, [each for each in taking_part if each.registration_mode == RegistrationMode.COUNTS])
    rounds.load(world)
    settle_region_months(settled_at=world.now)


def _handlers() -> dict[int, tuple[int | None, int | None]]:
    """Return the account of the coordinator and of a reporter of each organisation, where there is one."""
    found: dict[int, dict[str, int]] = {}
    rows = Membership.objects.filter(
        role__in=[Role.COORDINATOR, Role.REPORTER], ends_on=None, person__user__isnull=False
    )
    for organisation_id, role, user_id in rows.values_list("organisation_id", "role", "person__user_id"):
        found.setdefault(organisation_id, {})[role] = user_id
    return {
        pk: (users.get(Role.COORDINATOR), users.get(Role.REPORTER, users.get(Role.COORDINATOR)))
        for pk, users in found.items()
    }


@dataclass
class _Batch:
    """Everything that is made, written in four statements."""

    world: DemoWorld
    handlers: dict[int, tuple[int | None, int | None]]
    incidents: list[Incident] = field(default_factory=list)
    texts: list[IncidentText] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    references: set[str] = field(default_factory=set)

    @property
    def rng(self) -> random.Random:
        return self.world.rng

    def fill(self, organisation: Organisation, number: int) -> None:
        """Invent this many incidents; for the organisation of the demonstration's own accounts every stage of life."""
        coordinator, reporter = self.handlers.get(organisation.pk, (None, None))
        if organisation.code in data.SHOWN:
            for offset, stage in enumerate(data.STAGES):
                self._add(organisation, data.AGES[stage][offset % 3], stage, coordinator, reporter)
        recent = timedelta(days=self.rng.uniform(12, 50))
        self._add(organisation, recent, "afgehandeld", coordinator, reporter)
        for _ in range(number):
            stage = self._past_stage()
            days = self.rng.uniform(9, 40) if stage == "in_behandeling" else self.rng.triangular(9, 730, 200)
            days += 770 if stage == "geanonimiseerd" else 0
            self._add(organisation, timedelta(days=days), stage, coordinator, reporter)

    def _past_stage(self) -> str:
        return self.rng.choices(
            ["afgehandeld", "afgehandeld_laat", "in_behandeling", "ingetrokken", "geen_vpt", "geanonimiseerd"],
            [72, 16, 2, 3, 2, 5],
        )[0]

    def _add(
        self, organisation: Organisation, age: timedelta, stage: str, coordinator: int | None, reporter: int | None
    ) -> None:
        incident = self._incident(organisation, self._moment(age), coordinator, reporter)
        if stage in ("gemeld", "klok", "te_laat", "concept"):
            incident.assigned_to_id = None
        if stage == "concept":
            incident.reporter_id = reporter if len(self.incidents) % 2 else coordinator
        self.incidents.append(incident)
        place = self.rng.choice(data.PLACES.get(incident.channel, data.PLACES[""]))
        narrative = self.rng.choice(data.NARRATIVES[incident.main_kind])
        text = IncidentText(incident=incident, organisation=organisation, location=place, narrative=narrative)
        self.texts.append(text)
        self._age(incident, text, stage)

    def _incident(
        self, organisation: Organisation, occurred_at: datetime, coordinator: int | None, reporter: int | None
    ) -> Incident:
        kinds = self.rng.choices(data.KINDS, data.KIND_WEIGHTS, k=self.rng.choices([1, 2], [75, 25])[0])
        kinds = list(dict.fromkeys(kinds))
        return Incident(
            organisation=organisation,
            reference=self._reference(organisation.code),
            source_system=SOURCE,
            reporter_id=reporter if self.rng.random() < 0.4 else coordinator,
            assigned_to_id=coordinator,
            occurred_at=occurred_at,
            occurred_precision=self.rng.choices([Precision.EXACT, Precision.DAY_PART], [85, 15])[0],
            kinds=kinds,
            main_kind=main_kind(kinds),
            severity=self.rng.choices(list(Severity), [52, 30, 10, 8])[0],
            channel=self.rng.choice(data.CHANNELS.get(organisation.sector.slug, data.CHANNELS[""])),
            function_group=self.rng.choice(data.FUNCTIONS.get(organisation.sector.slug, data.FUNCTIONS[""])),
            cause=self.rng.choice(data.CAUSES),
            offender_known=self.rng.choices(list(OffenderKnown), [66, 12, 18, 4])[0],
            actions_taken=self.rng.choice(data.ACTIONS),
            created_at=occurred_at,
            saved_at=occurred_at,
        )

    def _moment(self, age: timedelta) -> datetime:
        moment = self.world.now.astimezone(UTC) - age  # a wall clock has hours that do not exist
        return moment.replace(minute=moment.minute // 5 * 5, second=0, microsecond=0)

    def _reference(self, code: str) -> str:
        while True:
            reference = f"{code}-{''.join(self.rng.choice(ALPHABET) for _ in range(5))}"
            if reference not in self.references:
                self.references.add(reference)
                return reference

    def _age(self, incident: Incident, text: IncidentText, stage: str) -> None:
        """Let the incident live up to its stage."""
        assert incident.occurred_at is not None
        if stage == "concept":
            incident.status, incident.severity, incident.channel = Status.DRAFT, "", ""
            text.location = ""
            return
        delay = timedelta(minutes=self.rng.randrange(5, 600))
        if stage == "afgehandeld_laat" and self.rng.random() < 0.4:
            delay = timedelta(hours=self.rng.randrange(50, 200))
        incident.reported_at = min(incident.occurred_at + delay, self.world.now)
        if stage in ("klok", "te_laat", "in_behandeling", "wacht", "gemeld"):
            incident.offender_known = OffenderKnown.YES
        incident.status = Status(data.STATUSES[stage])
        set_clock(incident)
        duties = new_duties(incident)
        self._answer(incident, duties, stage)
        set_queue(incident, duties)
        self.duties += duties
        self._finish(incident, text)

    def _answer(self, incident: Incident, duties: list[Duty], stage: str) -> None:
        todo = data.ANSWERED[stage]
        assert incident.reported_at is not None
        for duty, is_answered in zip(duties, todo, strict=True):
            if not is_answered or duty.state != DutyState.TODO:
                continue
            hours = self.rng.uniform(60, 160) if "laat" in stage else self.rng.uniform(1, 40)
            done_at = min(incident.reported_at + timedelta(hours=hours), self.world.now)
            duty.answered_at = done_at
            if duty.kind != DutyKind.REACTION and self.rng.random() < data.NOT_NEEDED[DutyKind(duty.kind)]:
                duty.state = DutyState.NOT_NEEDED
                duty.reason = self.rng.choice([term.code for term in DUTY_REASONS[DutyKind(duty.kind)]])
            else:
                duty.state, duty.done_at = DutyState.DONE, done_at
            if duty.kind == DutyKind.REACTION:
                set_clock(incident, duty)
            if duty.kind == DutyKind.DAMAGE and duty.state == DutyState.DONE:
                incident.damage_kinds = ["goederen"]
                incident.damage_amount = self.rng.randrange(40, 900)
                incident.recovered_amount = self.rng.choice([0, incident.damage_amount])

    def _finish(self, incident: Incident, text: IncidentText) -> None:
        if incident.status in (Status.CLOSED, Status.ANONYMISED):
            incident.closed_at = min(incident.queue_at, self.world.now)
            text.conclusion = self.rng.choice(data.CONCLUSIONS)
        if incident.status == Status.ANONYMISED:
            assert incident.closed_at is not None
            incident.anonymised_at = min(incident.closed_at + timedelta(days=731), self.world.now).replace(
                hour=2, minute=50
            )
            incident.reporter_id = incident.assigned_to_id = None
            text.narrative = text.location = text.conclusion = ""

    def write(self) -> None:
        """Write all in bulk; one of the reports is a double of another."""
        Incident.objects.bulk_create(self.incidents, batch_size=500)
        IncidentText.objects.bulk_create(self.texts, batch_size=500)
        Duty.objects.bulk_create(self.duties, batch_size=1000)
        for code in data.SHOWN:
            own = [each for each in self.incidents if each.reference.startswith(code) and each.status == Status.CLOSED]
            if len(own) > 1:
                Incident.objects.filter(pk=own[0].pk).update(status=Status.DUPLICATE, merged_into=own[1])


def _load_counts(world: DemoWorld, organisations: list[Organisation]) -> None:
    """Deliver months for organisations that count: some complete, some with holes, some nil, one nothing at all."""
    known = set(MonthlyDelivery.objects.values_list("organisation_id", flat=True))
    deliveries: list[MonthlyDelivery] = []
    counts: list[MonthlyCount] = []
    for place, organisation in enumerate(each for each in organisations if each.pk not in known):
        if organisation.code in data.NEVER_DELIVERED:
            continue
        for month in last_months(world.today, 24)[:-1]:
            if world.rng.random() < (0.05, 0.2, 0.35)[place % 3]:
                continue
            delivery, of_kinds = _delivered(world, organisation, month)
            deliveries.append(delivery)
            counts += of_kinds
    MonthlyDelivery.objects.bulk_create(deliveries)
    MonthlyCount.objects.bulk_create(counts)


def _delivered(world: DemoWorld, organisation: Organisation, month: date) -> tuple[MonthlyDelivery, list[MonthlyCount]]:
    numbers = {kind: world.rng.choices([0, 1, 2, 4, 7], [50, 22, 14, 10, 4])[0] for kind in data.COUNTED}
    delivery = MonthlyDelivery(
        organisation=organisation,
        month=month,
        is_nil=not any(numbers.values()),
        delivered_at=min(moment_of(month) + timedelta(days=36), world.now),
    )
    return delivery, [
        MonthlyCount(delivery=delivery, organisation=organisation, month=month, kind=kind, count=number)
        for kind, number in numbers.items()
        if number
    ]
