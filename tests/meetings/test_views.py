"""Pages: who sees what, the forms, and a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import OutgoingMail
from meetings.models import Agreement, Meeting, MeetingStatus
from meetings.today import today
from participants.access import Capability, Role
from participants.models import Organisation, User
from tests.factories.meetings import AgreementFactory, InvitationFactory, MeetingFactory, MeetingTypeFactory
from tests.factories.participants import MembershipFactory, PersonFactory
from tests.helpers import assert_constant_queries

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Role | User | None], Client]


def _text(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"meetings:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


# --- Sight ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SPONSOR, Role.AMBASSADOR])
def test_a_home_visit_is_for_the_visited_organisation(
    client_for: ClientFor, organisation: Organisation, other_organisation: Organisation, role: Role
) -> None:
    own = MeetingFactory(home_visit=True, held=True, organisation=organisation, title="Bezoek kanarie-eigen")
    foreign = MeetingFactory(home_visit=True, held=True, organisation=other_organisation, title="Bezoek kanarie-vreemd")
    AgreementFactory(meeting=foreign, text="Afspraak kanarie-vreemd")
    AgreementFactory(meeting=own, text="Afspraak kanarie-eigen")
    client = client_for(role)
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(foreign.get_absolute_url()).status_code == 404
    past = client.get(reverse("meetings:index"), {"toon": "geweest"}).content.decode()
    for text in (past, _text(client, "agreements")):
        assert "kanarie-eigen" in text
        assert "kanarie-vreemd" not in text
    assert client.get(reverse("meetings:meeting_calendar", args=[foreign.pk])).status_code == 404


def test_a_home_visit_without_its_organisation_is_for_nobody_but_managers(client_for: ClientFor) -> None:
    lost = MeetingFactory(type=MeetingTypeFactory(home_visit=True), announced=True)
    assert client_for(Role.COORDINATOR).get(lost.get_absolute_url()).status_code == 404
    assert client_for(Role.SUPPORT).get(lost.get_absolute_url()).status_code == 200


def test_the_board_sees_no_home_visits(client_for: ClientFor, organisation: Organisation) -> None:
    visit = MeetingFactory(home_visit=True, held=True, organisation=organisation)
    assert client_for(Role.BOARD).get(visit.get_absolute_url()).status_code == 404
    assert client_for(Role.BOARD).get(MeetingFactory(held=True).get_absolute_url()).status_code == 200


def test_another_role_at_the_visited_organisation_does_not_open_it(
    client_for: ClientFor, users: dict[Role, User], other_organisation: Organisation
) -> None:
    """Somebody who views meetings as a board member, and only reports incidents at the visited organisation."""
    visit = MeetingFactory(home_visit=True, held=True, organisation=other_organisation)
    board = users[Role.BOARD]
    MembershipFactory(person=board.person, role=Role.REPORTER, organisation=other_organisation)
    assert client_for(board).get(visit.get_absolute_url()).status_code == 404
    MembershipFactory(person=board.person, role=Role.SPONSOR, organisation=other_organisation)
    assert client_for(User.objects.get(pk=board.pk)).get(visit.get_absolute_url()).status_code == 200


def test_a_draft_is_for_managers_until_it_is_announced(client_for: ClientFor) -> None:
    draft = MeetingFactory(fixed=True)
    assert client_for(Role.COORDINATOR).get(draft.get_absolute_url()).status_code == 404
    assert client_for(Role.PROJECT_LEADER).get(draft.get_absolute_url()).status_code == 200
    Meeting.objects.update(is_announced=True)
    assert client_for(Role.COORDINATOR).get(draft.get_absolute_url()).status_code == 200


def test_guests_show_their_name_and_organisation_only(client_for: ClientFor) -> None:
    meeting = MeetingFactory(held=True, for_apothekerskast="Kanarie voor de kast")
    person = PersonFactory(without_account=True, name="Sippie Holtrop", phone="06-99999999", job_title="Kanariefunctie")
    InvitationFactory(meeting=meeting, person=person, yes=True)
    text = _text(client_for(Role.COORDINATOR), "detail", meeting.pk)
    assert "Sippie Holtrop" in text
    assert person.organisation.name in text
    for private in (person.email, person.phone, person.job_title, "Kanarie voor de kast"):
        assert private not in text
    assert "Kanarie voor de kast" in _text(client_for(Role.PROJECT_LEADER), "detail", meeting.pk)


def test_the_guest_of_another_meeting_cannot_be_marked(client_for: ClientFor) -> None:
    meeting, other = MeetingFactory(over=True), InvitationFactory(yes=True)
    mine = InvitationFactory(meeting=meeting, yes=True)
    url = reverse("meetings:presence", args=[meeting.pk])
    client = client_for(Role.PROJECT_LEADER)
    assert client.post(url, {"guest": mine.pk, "presence": "absent"}).status_code == 302
    for guest, presence in ((other.pk, "absent"), ("x", "absent"), (10**30, "absent"), (mine.pk, "raar"), ("", "")):
        assert client.post(url, {"guest": guest, "presence": presence}).status_code == 404


# --- Work -----------------------------------------------------------------------------------------------------------


def test_from_template_to_invitation(client_for: ClientFor) -> None:
    kind, client = MeetingTypeFactory(), client_for(Role.PROJECT_LEADER)
    form = client.get(reverse("meetings:create", args=[kind.slug])).context["form"]
    day = (timezone.localdate() + timedelta(days=20)).isoformat()
    data = {"title": "Join the Club", "day": day, "begins": "14:00", "ends": "16:30", "place": "Raadzaal"}
    data |= {"submit_key": str(form["submit_key"].value()), "agenda": kind.agenda, "invitation_text": "Kom!"}
    for _ in range(2):
        response = client.post(reverse("meetings:create", args=[kind.slug]), data)
    meeting = Meeting.objects.get()
    assert response.url == reverse("meetings:guests", args=[meeting.pk])
    counted = client.get(response.url, {"roles": "sponsor"}, headers={"HX-Request": "true"}).content.decode()
    assert "1 mens, 1 organisatie" in counted
    assert "<html" not in counted
    client.post(response.url, {"roles": ["coordinator", "sponsor"]})
    page = _text(client, "invitation", meeting.pk)
    assert "Verstuur naar 2 mensen" in page
    assert "Kom!" in client.get(reverse("meetings:invitation_mail", args=[meeting.pk])).content.decode()
    client.post(reverse("meetings:invitation", args=[meeting.pk]))
    assert OutgoingMail.objects.count() == 2
    assert Meeting.objects.get().status == MeetingStatus.INVITED


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"day": "2015-09-17"}, "alle drie"),
        ({"day": "2015-09-17", "begins": "16:00", "ends": "14:00"}, "Het einde ligt voor het begin"),
        ({"day": "morgen"}, "geldige datum"),
        ({"title": ""}, "verplicht"),
    ],
)
def test_a_mistake_in_the_form_is_told(client_for: ClientFor, data: dict[str, str], sentence: str) -> None:
    url = reverse("meetings:create", args=[MeetingTypeFactory().slug])
    response = client_for(Role.PROJECT_LEADER).post(url, {"title": "Titel", **data})
    assert sentence in response.content.decode()
    assert not Meeting.objects.exists()


def test_invited_guests_keep_a_day(client_for: ClientFor) -> None:
    meeting = MeetingFactory(invited=True)
    url = reverse("meetings:change", args=[meeting.pk])
    response = client_for(Role.PROJECT_LEADER).post(url, {"title": "Titel", "version": meeting.version})
    assert "De gasten zijn al uitgenodigd" in response.content.decode()


def test_the_second_of_two_editors_keeps_the_typed_text(client_for: ClientFor) -> None:
    meeting, client = MeetingFactory(), client_for(Role.PROJECT_LEADER)
    url, version = reverse("meetings:change", args=[meeting.pk]), meeting.version
    assert client.post(url, {"title": "Eerst", "version": version}).status_code == 302
    response = client.post(url, {"title": "Tweede tekst", "version": version})
    text = response.content.decode()
    assert response.status_code == 200
    assert "Iemand anders heeft dit" in text
    assert "Tweede tekst" in text
    assert Meeting.objects.get().title == "Eerst"


def test_closing_by_the_form(client_for: ClientFor, organisation: Organisation) -> None:
    meeting, client = MeetingFactory(over=True), client_for(Role.SUPPORT)
    url = reverse("meetings:close", args=[meeting.pk])
    data = {
        "version": meeting.version,
        "discussed": "De norm",
        "afspraak-TOTAL_FORMS": "3",
        "afspraak-INITIAL_FORMS": "0",
        "afspraak-0-text": "Stuurt de brief",
    }
    assert "Kies wie dit gaat doen" in client.post(url, data).content.decode()
    data["afspraak-0-owner_organisation"] = str(organisation.pk)
    assert client.post(url, data).status_code == 302
    assert Agreement.objects.get().text == "Stuurt de brief"
    assert "De norm" in _text(client_for(Role.COORDINATOR), "detail", meeting.pk)


def test_an_odd_filter_is_no_error(client_for: ClientFor) -> None:
    client = client_for(Role.COORDINATOR)
    for query in ("?toon=raar", "?soort=%00", "?pagina=-3", "?pagina=99999999999999999999", "?soort=zzz&toon="):
        assert client.get(reverse("meetings:index") + query).status_code in (200, 400)


# --- Queries --------------------------------------------------------------------------------------------------------


def test_lists_take_a_constant_number_of_queries(client_for: ClientFor) -> None:
    leader = client_for(Role.PROJECT_LEADER)
    kind = MeetingTypeFactory()
    grow = lambda n: [MeetingFactory(type=kind, invited=True) for _ in range(n)]  # noqa: E731
    assert_constant_queries(leader, reverse("meetings:index"), grow)
    assert_constant_queries(client_for(Role.SPONSOR), reverse("meetings:index"), grow)
    assert_constant_queries(leader, reverse("meetings:agreements"), AgreementFactory.create_batch)


@pytest.mark.parametrize("name", ["detail", "answers", "presence", "guests", "invitation"])
def test_pages_of_a_meeting_take_a_constant_number_of_queries(client_for: ClientFor, name: str) -> None:
    meeting = MeetingFactory(over=True)
    url = reverse(f"meetings:{name}", args=[meeting.pk])
    grow = lambda n: InvitationFactory.create_batch(n, meeting=meeting, yes=True)  # noqa: E731
    assert_constant_queries(client_for(Role.PROJECT_LEADER), url, grow)


# --- Vandaag --------------------------------------------------------------------------------------------------------


def test_what_waits_is_told_to_who_can_act(users: dict[Role, User]) -> None:
    now = timezone.now()
    MeetingFactory(over=True, title="Zonder verslag")
    InvitationFactory(meeting=MeetingFactory(invited=True, title="Open antwoorden"))
    AgreementFactory(overdue=True)
    sentences = " ".join(line.sentence for line in today(users[Role.PROJECT_LEADER], now))
    assert "‘Zonder verslag’ is geweest en heeft nog geen verslag" in sentences
    assert "1 gast heeft nog niet geantwoord op ‘Open antwoorden’" in sentences
    assert "Eén afspraak is over tijd" in sentences
    assert today(users[Role.COORDINATOR], now) == []
    InvitationFactory(meeting=MeetingFactory(invited=True, title="Voor u"), person=users[Role.COORDINATOR].person)
    assert [line.sentence.startswith("Komt u naar ‘Voor u’") for line in today(users[Role.COORDINATOR], now)] == [True]


def test_reachable_answers_about_one_object(users: dict[Role, User], other_organisation: Organisation) -> None:
    visit = MeetingFactory(home_visit=True, held=True, organisation=other_organisation)
    for user, sees in ((users[Role.COORDINATOR], False), (users[Role.PROJECT_LEADER], True)):
        assert Meeting.objects.reachable(user, Capability.MEETINGS_VIEW).filter(pk=visit.pk).exists() is sees
    assert not Meeting.objects.reachable(users[Role.COORDINATOR], Capability.MEETINGS_MANAGE).exists()
