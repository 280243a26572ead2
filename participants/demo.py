"""Loads the participants of the demonstration: the organisations of the documents, with invented people."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from decimal import Decimal

from core.demo import DemoWorld
from participants import demo_data as data
from participants.access import Role
from participants.models import (
    Membership,
    Organisation,
    OrganisationSize,
    Person,
    RegistrationMode,
    Seat,
    Sector,
    User,
    Wave,
)

_JOB_TITLES = {
    Role.PROJECT_LEADER: "Projectleider VPT",
    Role.SUPPORT: "Administratief medewerker",
    Role.COORDINATOR: data.COORDINATOR_TITLE,
    Role.REPORTER: "Medewerker publiekszaken",
    Role.SPONSOR: "Gemeentesecretaris",
    Role.AMBASSADOR: "Burgemeester",
    Role.BOARD: "Lid dagelijks bestuur",
    Role.FUNDER: "Beleidsmedewerker",
}


def load(world: DemoWorld) -> None:
    """Fill `world.organisations` and `world.accounts`; what exists already stays as it is."""
    _load_sectors()
    for participant in [*data.MUNICIPALITIES, data.KRIMPENERWAARD, *data.OTHERS]:
        world.organisations[participant.code] = _load_organisation(participant, world.today)
    _merge(world.organisations)
    _load_accounts(world)
    _load_seats(world)
    _load_former_holder(world)


def _load_sectors() -> None:
    for order, (slug, name) in enumerate(data.SECTORS, start=1):
        Sector.objects.get_or_create(slug=slug, defaults={"name": name, "order": order})


def _load_organisation(line: data.Participant, today: date) -> Organisation:
    has_agreement = line.joined_on is not None and line.code not in data.WITHOUT_AGREEMENT
    is_counting = not has_agreement or line.is_merged or line.code in data.COUNTS_BY_CHOICE
    signed = line.joined_on if line.code not in data.WITHOUT_SIGNATURE else None
    organisation, _ = Organisation.objects.get_or_create(
        code=line.code,
        defaults={
            "name": line.name,
            "sector": Sector.objects.get(slug=line.sector),
            "wave": _wave(line),
            "joined_on": line.joined_on,
            "commitment_signed_on": signed,
            "processor_agreement_on": line.joined_on + timedelta(days=60) if has_agreement and line.joined_on else None,
            "registration_mode": RegistrationMode.COUNTS if is_counting else RegistrationMode.CASES,
            "norm_statement": "Van onze medewerkers blijft u af, met woorden en met handen." if signed else "",
        },
    )
    _load_sizes(organisation, line, today)
    return organisation


def _wave(line: data.Participant) -> Wave:
    if line.joined_on is None:
        return Wave.PROSPECT
    return Wave.SECOND if line.joined_on == data.SECOND_WAVE else Wave.FIRST


def _load_sizes(organisation: Organisation, line: data.Participant, today: date) -> None:
    """Give each year an invented number of employees that moves a little from year to year."""
    if line.joined_on is None:
        return
    recent = [] if line.is_merged else [today.year - 2, today.year - 1, today.year]
    for year in [2014, 2015, 2016, *recent]:
        if year < line.joined_on.year or (line.is_merged and year > 2014):
            continue
        if year == today.year and line.code in data.WITHOUT_SIZE_THIS_YEAR:
            continue
        employees = line.employees + (year * 7 + line.employees) % 21 - 10
        OrganisationSize.objects.get_or_create(
            organisation=organisation,
            year=year,
            defaults={"employees": employees, "fte": Decimal(employees * 8) / 10},
        )


def _merge(organisations: dict[str, Organisation]) -> None:
    """Let five municipalities go up in Krimpenerwaard, as on 1 January 2015."""
    for line in data.MUNICIPALITIES:
        organisation = organisations[line.code]
        if line.is_merged and organisation.successor_id is None:
            organisation.successor = organisations["KRW"]
            organisation.ended_on = data.MERGER - timedelta(days=1)
            organisation.save(update_fields=["successor", "ended_on"])


def _load_accounts(world: DemoWorld) -> None:
    for number, line in enumerate(data.ACCOUNTS):
        role = line.role
        organisation = world.organisations.get(line.code) if line.code else None
        person = _person(line.email, number, organisation, _JOB_TITLES[role])
        if person.user is None:
            person.user = User.objects.create_user(person.email)
            person.save(update_fields=["user"])
        world.accounts[line.key] = person.user
        if role not in (Role.SPONSOR, Role.AMBASSADOR, Role.COORDINATOR):
            _role(person, role, organisation)


def _load_seats(world: DemoWorld) -> None:
    number = 100
    for order, line in enumerate(data.AMBASSADOR_SEATS, start=1):
        organisation = world.organisations[line.code] if line.code else None
        seat = _seat(Role.AMBASSADOR, line.title, organisation, Sector.objects.get(slug=line.sector), order)
        if line.is_held and organisation:
            _fill(world, seat, organisation, number + order)
    for order, organisation in enumerate(world.organisations.values(), start=1):
        if organisation.joined_on is None or organisation.successor_id:
            continue
        slug = organisation.sector.slug
        title = data.SPONSOR_TITLES.get(organisation.code) or data.SPONSOR_TITLES.get(slug, "Eindverantwoordelijke")
        sponsor = _seat(Role.SPONSOR, title, organisation, None, order)
        coordinator = _seat(Role.COORDINATOR, data.COORDINATOR_TITLE, organisation, None, order)
        if organisation.code not in data.WITHOUT_SPONSOR:
            _fill(world, sponsor, organisation, number + 20 + order)
        if organisation.code not in data.WITHOUT_COORDINATOR:
            _fill(world, coordinator, organisation, number + 70 + order)


def _fill(world: DemoWorld, seat: Seat, organisation: Organisation, number: int) -> None:
    """Put the demonstration's own account on the seat where it belongs, else an invented person."""
    role = Role(seat.role)
    account = next(
        (world.accounts[line.key] for line in data.ACCOUNTS if (line.role, line.code) == (role, organisation.code)),
        None,
    )
    if account is not None:
        person = Person.objects.get(user=account)
    else:
        mailbox = f"{role}.{organisation.code.lower()}@voorbeeld.example"
        person = _person(mailbox, number, organisation, seat.title)
    _role(person, role, organisation, seat)
    if role is Role.SPONSOR and organisation.commitment_signed_on and organisation.commitment_signed_by is None:
        organisation.commitment_signed_by = person
        organisation.save(update_fields=["commitment_signed_by"])


def _load_former_holder(world: DemoWorld) -> None:
    """Leave one role that has ended, so that history shows."""
    organisation = world.organisations["LEI"]
    person = _person("vorige.coordinator.lei@voorbeeld.example", 300, organisation, data.COORDINATOR_TITLE)
    seat = Seat.objects.get(role=Role.COORDINATOR, organisation=organisation)
    Membership.objects.get_or_create(
        person=person,
        role=Role.COORDINATOR,
        organisation=organisation,
        defaults={"seat": seat, "starts_on": data.START, "ends_on": date(2015, 12, 31)},
    )


def _person(email: str, number: int, organisation: Organisation | None, job_title: str) -> Person:
    first = data.FIRST_NAMES[number % len(data.FIRST_NAMES)]
    last = data.LAST_NAMES[number * 5 % len(data.LAST_NAMES)]
    email = unicodedata.normalize("NFKD", email).encode("ascii", "ignore").decode()
    person, _ = Person.objects.get_or_create(
        email=email,
        defaults={
            "name": f"{first} {last}",
            "organisation": organisation,
            "job_title": job_title,
            "phone": f"06 0000 {number:04d}",
        },
    )
    return person


def _seat(role: Role, title: str, organisation: Organisation | None, sector: Sector | None, order: int) -> Seat:
    seat, _ = Seat.objects.get_or_create(
        role=role, title=title, organisation=organisation, defaults={"sector": sector, "order": order}
    )
    return seat


def _role(person: Person, role: Role, organisation: Organisation | None, seat: Seat | None = None) -> None:
    starts_on = organisation.joined_on if organisation and organisation.joined_on else data.START
    Membership.objects.get_or_create(
        person=person,
        role=role,
        organisation=organisation,
        sector=seat.sector if seat else None,
        defaults={"seat": seat, "starts_on": starts_on},
    )
