"""Who came, closing with a report, and the printed list."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.jobs import run_waiting
from core.models import Conflict, JobStatus
from meetings.documents import presence_page, sheet
from meetings.figures import answer_figures, presence_figures
from meetings.models import Agreement, Meeting, MeetingStatus, Presence
from meetings.services.presence import AgreementDraft, add_walk_in, close_meeting, finish_agreement, mark_presence
from meetings.services.sheet import ask_for_sheet, sheet_file, sheet_job
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.meetings import AgreementFactory, InvitationFactory, MeetingFactory
from tests.factories.participants import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(users: dict[Role, User]) -> User:
    """Return the project leader."""
    return users[Role.PROJECT_LEADER]


def _close(meeting: Meeting, leader: User, *drafts: AgreementDraft, version: int | None = None) -> Meeting:
    return close_meeting(
        meeting=meeting,
        version=version,
        discussed="Nazorg",
        agreed="Meer nazorg",
        for_apothekerskast="De brief",
        agreements=drafts,
        actor=leader,
        at=timezone.now(),
    )


def test_who_said_yes_is_presumed_present(leader: User) -> None:
    meeting = MeetingFactory(over=True)
    yes, no = InvitationFactory(meeting=meeting, yes=True), InvitationFactory(meeting=meeting, no=True)
    page = presence_page(meeting)
    assert (page.expected, page.others) == ([yes], [no])
    assert page.figures.came == 1
    mark_presence(invitation=yes, presence=Presence.ABSENT, actor=leader)
    mark_presence(invitation=no, presence=Presence.PRESENT, actor=leader)
    figures = presence_page(meeting).figures
    assert (figures.came, figures.absent, figures.organisations) == (1, 1, 1)


def test_numbers_and_organisations_come_from_presence() -> None:
    meeting, organisation = MeetingFactory(over=True), OrganisationFactory()
    for _ in range(2):
        person = PersonFactory(without_account=True, organisation=organisation)
        InvitationFactory(meeting=meeting, yes=True, person=person)
    InvitationFactory(meeting=meeting, walk_in=True)
    InvitationFactory(meeting=meeting)
    figures = presence_figures(list(meeting.invitations.all()))
    assert figures.sentence == "3 mensen van 1 organisatie, van wie 1 niet op de lijst stond"
    assert answer_figures(list(meeting.invitations.all())).sentence == "2 ja, 0 nee, 1 nog geen antwoord"


def test_a_walk_in_pressed_twice_is_one_guest(leader: User, organisation: Organisation) -> None:
    meeting = MeetingFactory(over=True)
    for _ in range(2):
        add_walk_in(meeting=meeting, name="Wubbo Kramer", organisation=organisation, actor=leader)
    guest = meeting.invitations.get()
    assert (guest.presence, guest.person) == (Presence.WALK_IN, None)
    mark_presence(invitation=guest, presence=Presence.ABSENT, actor=leader)
    assert not meeting.invitations.exists()


def test_a_walk_in_who_is_known_is_recognised(leader: User, organisation: Organisation) -> None:
    meeting = MeetingFactory(over=True)
    known = PersonFactory(without_account=True, name="Wubbo Kramer", organisation=organisation)
    invited = InvitationFactory(meeting=meeting, person=known, no=True)
    guest = add_walk_in(meeting=meeting, name="wubbo kramer", organisation=organisation, actor=leader)
    assert (guest, guest.presence) == (invited, Presence.PRESENT)
    other = add_walk_in(meeting=meeting, name="Wubbo Kramer", organisation=None, actor=leader)
    assert other.person is None


def test_closing_fills_what_was_not_marked(leader: User) -> None:
    meeting = MeetingFactory(over=True)
    yes, no, silent, marked = (
        InvitationFactory(meeting=meeting, yes=True),
        InvitationFactory(meeting=meeting, no=True),
        InvitationFactory(meeting=meeting),
        InvitationFactory(meeting=meeting, yes=True, presence=Presence.ABSENT),
    )
    closed = _close(meeting, leader)
    assert (closed.status, closed.is_closed, closed.discussed) == (MeetingStatus.HELD, True, "Nazorg")
    found = {each.pk: each.presence for each in meeting.invitations.all()}
    assert found == {
        yes.pk: Presence.PRESENT,
        no.pk: Presence.EXCUSED,
        silent.pk: Presence.ABSENT,
        marked.pk: Presence.ABSENT,
    }


def test_agreements_are_made_once(leader: User, organisation: Organisation) -> None:
    meeting = MeetingFactory(over=True)
    draft = AgreementDraft("Stuurt de brief", organisation, None, "voorjaar 2016")  # type: ignore[arg-type]
    for _ in range(2):
        _close(meeting, leader, draft)
    agreement = Agreement.objects.get()
    assert (agreement.owner_organisation, str(agreement.due)) == (organisation, "voorjaar 2016")
    assert agreement.due_latest is not None


@pytest.mark.parametrize(("stage", "reason"), [({"invited": True}, "nog beginnen"), ({"cancelled": True}, "afgelast")])
def test_what_did_not_happen_is_not_closed(leader: User, stage: dict[str, bool], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        _close(MeetingFactory(**stage), leader)


def test_the_second_of_two_editors_is_told(leader: User) -> None:
    meeting = MeetingFactory(over=True)
    version = meeting.version
    _close(meeting, leader, version=version)
    with pytest.raises(Conflict):
        _close(meeting, leader, version=version)


def test_an_agreement_keeps_its_first_day(leader: User) -> None:
    agreement = AgreementFactory()
    day = timezone.localdate()
    finish_agreement(agreement=agreement, actor=leader, on=day)
    finish_agreement(agreement=agreement, actor=leader, on=day + timedelta(days=366))
    agreement.refresh_from_db()
    assert agreement.done_on == day


def test_the_sheet_is_sorted_by_organisation_with_what_is_still_open(leader: User) -> None:
    meeting = MeetingFactory(invited=True)
    last, first = OrganisationFactory(name="Zeedorp"), OrganisationFactory(name="Aardburg")
    for organisation in (last, first):
        InvitationFactory(meeting=meeting, person=PersonFactory(without_account=True, organisation=organisation))
    InvitationFactory(meeting=meeting, no=True)
    former = MeetingFactory(held=True, type=meeting.type)
    mine = AgreementFactory(meeting=former, owner_organisation=first)
    AgreementFactory(meeting=former, owner_organisation=first, done=True)
    AgreementFactory(meeting=former)
    made = sheet(meeting, leader)
    assert [group.organisation for group in made.groups] == ["Aardburg", "Zeedorp"]
    assert made.agreements == [mine]


def test_agreements_of_a_home_visit_stay_off_the_sheet_of_others(leader: User) -> None:
    visit = MeetingFactory(home_visit=True, held=True)
    AgreementFactory(meeting=visit, owner_organisation=visit.organisation)
    other = MeetingFactory(home_visit=True, invited=True, type=visit.type)
    guest = PersonFactory(without_account=True, organisation=visit.organisation)
    InvitationFactory(meeting=other, person=guest)
    assert sheet(other, leader).agreements == []
    again = MeetingFactory(invited=True, type=visit.type, organisation=visit.organisation)
    InvitationFactory(meeting=again, person=guest)
    assert len(sheet(again, leader).agreements) == 1


def test_the_printed_list_is_a_tagged_dutch_pdf(leader: User) -> None:
    meeting = MeetingFactory(invited=True, title="Join the Club")
    InvitationFactory(meeting=meeting, yes=True)
    first = ask_for_sheet(meeting=meeting, actor=leader)
    assert ask_for_sheet(meeting=meeting, actor=leader) == first
    assert sheet_file(meeting, leader) is None
    run_waiting()
    job = sheet_job(meeting, leader)
    assert job is not None
    assert job.status == JobStatus.DONE, job.error
    file = sheet_file(meeting, leader)
    assert file is not None
    with pikepdf.open(io.BytesIO(file.read())) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).startswith("nl")
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    InvitationFactory(meeting=meeting, yes=True)
    assert sheet_file(meeting, leader) is None
