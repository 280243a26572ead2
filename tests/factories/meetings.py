"""Invented meetings; traits are stages of life."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone

from meetings.models import Agreement, Answer, Invitation, Meeting, MeetingStatus, MeetingType, Presence
from tests.factories.participants import OrganisationFactory, PersonFactory


class MeetingTypeFactory(factory.django.DjangoModelFactory[MeetingType]):
    """A type that invites those who work on internal safety; `home_visit` is at one organisation."""

    class Meta:
        model = MeetingType
        skip_postgeneration_save = True

    class Params:
        home_visit = factory.Trait(is_for_organisation=True, duration_minutes=60)

    name = factory.Sequence(lambda n: f"Soort {n}")
    slug = factory.Sequence(lambda n: f"soort-{n}")
    order = factory.Sequence(lambda n: n)
    guest_roles = factory.LazyFunction(lambda: ["coordinator"])
    agenda = "- Welkom\n- Afspraken"
    invitation_text = "Graag zien wij u."


class MeetingFactory(factory.django.DjangoModelFactory[Meeting]):
    """A draft without a date; `fixed` has day and hour, `invited` was sent, `over` and `held` lie behind us."""

    class Meta:
        model = Meeting
        skip_postgeneration_save = True

    class Params:
        fixed = factory.Trait(
            starts_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=14)),
            ends_at=factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=2)),
        )
        announced = factory.Trait(is_announced=True)
        invited = factory.Trait(fixed=True, announced=True, status=MeetingStatus.INVITED)
        over = factory.Trait(invited=True, starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=3)))
        held = factory.Trait(
            over=True,
            status=MeetingStatus.HELD,
            closed_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=2)),
            discussed="Besproken is de norm.",
        )
        cancelled = factory.Trait(fixed=True, announced=True, status=MeetingStatus.CANCELLED)
        home_visit = factory.Trait(
            type=factory.SubFactory(MeetingTypeFactory, home_visit=True),
            organisation=factory.SubFactory(OrganisationFactory),
        )

    type = factory.SubFactory(MeetingTypeFactory)
    title = factory.Sequence(lambda n: f"Bijeenkomst {n}")
    guest_roles = factory.LazyFunction(lambda: ["coordinator"])
    place = "Raadzaal"


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    """A guest who was invited and did not answer; `yes`, `no` answered, `listed` was not invited yet."""

    class Meta:
        model = Invitation

    class Params:
        yes = factory.Trait(answer=Answer.YES, answered_at=factory.LazyFunction(timezone.now))
        no = factory.Trait(answer=Answer.NO, answered_at=factory.LazyFunction(timezone.now))
        listed = factory.Trait(invited_at=None)
        walk_in = factory.Trait(person=None, guest_name="Wubbo Kramer", presence=Presence.WALK_IN, invited_at=None)

    meeting = factory.SubFactory(MeetingFactory, invited=True)
    person = factory.SubFactory(PersonFactory, without_account=True)
    organisation = factory.LazyAttribute(lambda o: o.person.organisation if o.person else None)
    invited_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=10))


class AgreementFactory(factory.django.DjangoModelFactory[Agreement]):
    """Something that an organisation will do; `overdue` should have been done."""

    class Meta:
        model = Agreement

    class Params:
        overdue = factory.Trait(due="1-3-2015")
        done = factory.Trait(done_on=factory.LazyFunction(timezone.localdate))

    meeting = factory.SubFactory(MeetingFactory, held=True)
    text = factory.Sequence(lambda n: f"Afspraak {n}")
    owner_organisation = factory.SubFactory(OrganisationFactory)
