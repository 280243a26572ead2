"""Invented participants; traits are stages of life."""

from __future__ import annotations

from datetime import date, timedelta

import factory
from django.utils import timezone

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

PROGRAMME_ROLES = frozenset({Role.PROJECT_LEADER, Role.SUPPORT, Role.BOARD, Role.FUNDER})


def _code(number: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "X" + letters[number // 26 % 26] + letters[number % 26]


def _yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


class SectorFactory(factory.django.DjangoModelFactory[Sector]):
    """A sector."""

    class Meta:
        model = Sector

    name = factory.Sequence(lambda n: f"Sector {n}")
    slug = factory.Sequence(lambda n: f"sector-{n}")
    order = factory.Sequence(lambda n: n)


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    """An organisation that takes part and registers case by case."""

    class Meta:
        model = Organisation

    class Params:
        counts_only = factory.Trait(registration_mode=RegistrationMode.COUNTS, processor_agreement_on=None)
        prospect = factory.Trait(
            joined_on=None,
            wave=Wave.PROSPECT,
            processor_agreement_on=None,
            registration_mode=RegistrationMode.COUNTS,
            commitment_signed_on=None,
        )
        ended = factory.Trait(ended_on=factory.LazyFunction(_yesterday))

    name = factory.Sequence(lambda n: f"Organisatie {n}")
    code = factory.Sequence(_code)
    sector = factory.SubFactory(SectorFactory)
    joined_on = date(2014, 4, 3)
    commitment_signed_on = date(2014, 4, 3)
    processor_agreement_on = date(2014, 5, 1)
    registration_mode = RegistrationMode.CASES


class OrganisationSizeFactory(factory.django.DjangoModelFactory[OrganisationSize]):
    """The size of an organisation in this year."""

    class Meta:
        model = OrganisationSize

    organisation = factory.SubFactory(OrganisationFactory)
    year = factory.LazyFunction(lambda: timezone.localdate().year)
    employees = 500


class UserFactory(factory.django.DjangoModelFactory[User]):
    """An account without a usable password, as all accounts are."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"account{n}@voorbeeld.example")
    password = "!"


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    """A person with an account; `without_account` for somebody who is only known by name."""

    class Meta:
        model = Person

    class Params:
        without_account = factory.Trait(user=None)

    name = factory.Sequence(lambda n: f"Persoon {n}")
    email = factory.LazyAttributeSequence(lambda o, n: o.user.email if o.user else f"persoon{n}@voorbeeld.example")
    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)


class SeatFactory(factory.django.DjangoModelFactory[Seat]):
    """An empty sponsor's seat of an organisation."""

    class Meta:
        model = Seat

    role = Role.SPONSOR
    title = factory.Sequence(lambda n: f"Zetel {n}")
    organisation = factory.SubFactory(OrganisationFactory)


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """A role that holds today; `ended` ended yesterday, `future` starts tomorrow."""

    class Meta:
        model = Membership

    class Params:
        ended = factory.Trait(ends_on=factory.LazyFunction(_yesterday))
        future = factory.Trait(starts_on=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=1)))

    person = factory.SubFactory(PersonFactory)
    role = Role.COORDINATOR
    organisation = factory.SelfAttribute("person.organisation")
    starts_on = date(2014, 1, 1)


def make_user(role: Role, organisation: Organisation, *, email: str = "") -> User:
    """Make an account that holds this role at the organisation, in its sector, or in the whole programme."""
    is_programme = role in PROGRAMME_ROLES
    fields = {"user__email": email} if email else {}
    person = PersonFactory(
        name=f"{role.label.capitalize()} van {organisation.code}",
        organisation=None if is_programme else organisation,
        **fields,
    )
    MembershipFactory(
        person=person,
        role=role,
        organisation=None if is_programme else organisation,
        sector=organisation.sector if role is Role.AMBASSADOR else None,
    )
    user: User = person.user
    return user
