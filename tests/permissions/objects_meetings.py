"""Objects of meetings for the matrix of rights."""

from __future__ import annotations

from core import links as signed
from meetings import links
from meetings.models import Agreement, Meeting, MeetingType
from participants.access import Role
from tests.factories.meetings import AgreementFactory, InvitationFactory, MeetingFactory, MeetingTypeFactory
from tests.factories.participants import PersonFactory
from tests.permissions.case import PROGRAMME_LEADERS, Case, builds


@builds("meeting")
def meeting(case: Case) -> Meeting:
    """A home visit that was announced; its title, agenda and guests are for the organisation and the programme."""
    made: Meeting = MeetingFactory(
        home_visit=True,
        invited=True,
        organisation=case.organisation,
        title=case.canary(*PROGRAMME_LEADERS),
        agenda=case.canary(*PROGRAMME_LEADERS),
    )
    guest = PersonFactory(without_account=True, name=case.canary(*PROGRAMME_LEADERS), organisation=case.organisation)
    InvitationFactory(yes=True, meeting=made, person=guest)
    return made


@builds("agreement")
def agreement(case: Case) -> Agreement:
    """Something agreed at that home visit."""
    made: Agreement = AgreementFactory(
        meeting=case.get("meeting"), owner_organisation=case.organisation, text=case.canary(*PROGRAMME_LEADERS)
    )
    return made


@builds("meeting_type")
def meeting_type(case: Case) -> tuple[str]:
    """A template, the same for everybody."""
    made: MeetingType = MeetingTypeFactory()
    return (made.slug,)


@builds("answer_token")
def answer_token(case: Case) -> tuple[str]:
    """The personal link of a guest of that home visit."""
    return (links.answer_token(case.get("meeting").invitations.first()),)


@builds("feed_token")
def feed_token(case: Case) -> tuple[str]:
    """The address of the coordinator's own calendar."""
    person = case.users[Role.COORDINATOR].person
    return (signed.sign(links.FEED, person.link_key.hex),)
