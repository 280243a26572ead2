"""Objects of measurement rounds and polls for the matrix of rights."""

from __future__ import annotations

from django.utils import timezone

from incidents.models import MeasurementRound, OrganisationRound, Poll, RoundRemark
from incidents.rounds.poll_links import poll_url
from participants.access import Role
from tests.factories.incidents import OrganisationRoundFactory
from tests.permissions.case import PROGRAMME_LEADERS, Case, builds


@builds("participation")
def participation(case: Case) -> OrganisationRound:
    """The line of an organisation, sent back with a remark that only it may read."""
    made: OrganisationRound = OrganisationRoundFactory(
        organisation=case.organisation,
        round__opened_at=timezone.now(),
        round__first_on=timezone.localdate().replace(month=1, day=1),
        round__last_on=timezone.localdate().replace(month=1, day=31),
        round__freeze_on=timezone.localdate().replace(year=timezone.localdate().year + 1, month=1, day=1),
        source="cases",
        state="bezig",
        sent_back_at=timezone.now(),
    )
    RoundRemark.objects.create(row=made, organisation=case.organisation, text=case.canary())
    return made


@builds("frozen_participation")
def frozen_participation(case: Case) -> OrganisationRound:
    """A frozen line, which the project leader may open again."""
    made: OrganisationRound = OrganisationRoundFactory(
        organisation=case.organisation, round__opened_at=timezone.now(), frozen_at=timezone.now()
    )
    return made


@builds("confirmed_participation")
def confirmed_participation(case: Case) -> OrganisationRound:
    """A line that waits for the signature of the sponsor."""
    made: OrganisationRound = OrganisationRoundFactory(
        organisation=case.organisation, round__opened_at=timezone.now(), confirmed=True
    )
    return made


@builds("measurement")
def measurement(case: Case) -> MeasurementRound:
    """A round; the board of it names people, for who runs the programme."""
    person = case.users[Role.SPONSOR].person
    person.phone = case.canary(*PROGRAMME_LEADERS)
    person.save()
    each: MeasurementRound = case.get("participation").round
    return each


@builds("poll_link")
def poll_link(case: Case) -> tuple[str]:
    """The link of an open poll."""
    row = case.get("participation")
    poll, _ = Poll.objects.get_or_create(
        round=row.round, organisation=row.organisation, defaults={"opened_at": timezone.now()}
    )
    return (poll_url(poll).rsplit("/", 1)[-1],)
