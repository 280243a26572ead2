"""Pages about participants: what stands on them, for whom, and at what price."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from participants.access import Role
from participants.models import Membership, Organisation, User
from participants.today import today
from tests.factories.participants import MembershipFactory, OrganisationFactory, PersonFactory, SeatFactory, make_user
from tests.helpers import assert_constant_queries, sign_in

pytestmark = pytest.mark.django_db

ClientFor = Callable[[Role | User | None], Client]


def _text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_list_filters_by_sector_name_and_state(client_for: ClientFor, organisation: Organisation) -> None:
    OrganisationFactory(name="Waterschap Nergens")
    OrganisationFactory(name="Nog Niet", prospect=True)
    client, url = client_for(Role.SPONSOR), reverse("participants:index")
    everyone = _text(client, url)
    assert "Waterschap Nergens" in everyone
    assert "Nog Niet" not in everyone
    assert "Nog Niet" in _text(client, f"{url}?stand=benaderen")
    assert "Eigendam" not in _text(client, f"{url}?q=nergens")
    assert "Nergens" not in _text(client, f"{url}?sector={organisation.sector.slug}")
    assert "Geen organisatie gevonden" in _text(client, f"{url}?q=zzz")


@pytest.mark.parametrize(
    "query", ["sector=zzz", "stand=zzz", "page=zzz", "page=-1", "q=%00", "sector=%ff", "q=" + "a" * 999]
)
def test_odd_filters_are_no_error(client_for: ClientFor, query: str) -> None:
    assert client_for(Role.SPONSOR).get(f"{reverse('participants:index')}?{query}").status_code in (200, 400)


def test_list_links_only_to_what_is_reached(
    client_for: ClientFor, organisation: Organisation, other_organisation: Organisation
) -> None:
    text = _text(client_for(Role.COORDINATOR), reverse("participants:index"))
    assert organisation.get_absolute_url() in text
    assert other_organisation.name in text
    assert other_organisation.get_absolute_url() not in text


@pytest.mark.parametrize("name", ["index", "occupation", "commitments"])
def test_lists_cost_the_same_with_more_rows(client_for: ClientFor, name: str) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            organisation = OrganisationFactory()
            SeatFactory(organisation=organisation, role=Role.AMBASSADOR)
            MembershipFactory(person=PersonFactory(organisation=organisation), role=Role.SPONSOR)

    assert_constant_queries(client_for(Role.COORDINATOR), reverse(f"participants:{name}"), grow)


def test_colleagues_cost_the_same_with_more_rows(client_for: ClientFor, organisation: Organisation) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            MembershipFactory(person=PersonFactory(organisation=organisation), role=Role.REPORTER)

    assert_constant_queries(client_for(Role.COORDINATOR), reverse("participants:colleagues"), grow)


def test_organisation_page_asks_what_is_missing(client_for: ClientFor, organisation: Organisation) -> None:
    text = _text(client_for(Role.COORDINATOR), organisation.get_absolute_url())
    year = timezone.localdate().year
    assert f"Hoeveel mensen werken er in {year}?" in text
    assert "Wie is de medewerker interne veiligheid?" not in text, "the coordinator of `users` is one"
    Membership.objects.filter(role=Role.COORDINATOR).delete()
    sponsor = _text(client_for(Role.SPONSOR), organisation.get_absolute_url())
    assert "Wie is de medewerker interne veiligheid?" in sponsor


def test_phone_is_for_the_own_organisation_and_the_leader(
    client_for: ClientFor, users: dict[Role, User], organisation: Organisation
) -> None:
    person = users[Role.SPONSOR].person
    person.phone = "06 1234 0000"
    person.save()
    url = organisation.get_absolute_url()
    assert "06 1234 0000" in _text(client_for(Role.COORDINATOR), url)
    assert "06 1234 0000" in _text(client_for(Role.PROJECT_LEADER), url)
    neighbour = make_user(Role.AMBASSADOR, OrganisationFactory(sector=organisation.sector))
    text = _text(sign_in(Client(), neighbour), url)
    assert person.name in text
    assert "06 1234 0000" not in text


def test_reporters_are_not_on_the_page_of_the_organisation(
    client_for: ClientFor, users: dict[Role, User], organisation: Organisation
) -> None:
    reporter = users[Role.REPORTER].person
    assert reporter.email not in _text(client_for(Role.SPONSOR), organisation.get_absolute_url())
    assert reporter.email in _text(client_for(Role.COORDINATOR), reverse("participants:colleagues"))


def test_empty_seat_leads_to_a_letter(client_for: ClientFor, organisation: Organisation) -> None:
    seat = SeatFactory(organisation=organisation, role=Role.AMBASSADOR, title="Directeur")
    url = reverse("participants:seat", args=[seat.pk])
    assert url in _text(client_for(Role.PROJECT_LEADER), reverse("participants:occupation"))
    text = _text(client_for(Role.PROJECT_LEADER), url)
    assert "mailto:?subject=" in text
    assert "ambassadeur" in text
    MembershipFactory(person=PersonFactory(organisation=organisation), role=Role.SPONSOR, seat=seat)
    assert "mailto:?subject=" not in _text(client_for(Role.PROJECT_LEADER), url)


def test_one_tap_signs(client_for: ClientFor, organisation: Organisation) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(commitment_signed_on=None)
    client = client_for(Role.SPONSOR)
    assert "Uw handtekening ontbreekt nog" in _text(client, reverse("participants:commitments"))
    assert client.get(reverse("participants:sign", args=[organisation.pk])).status_code == 405
    response = client.post(reverse("participants:sign", args=[organisation.pk]), follow=True)
    assert "staat erbij" in response.content.decode()
    assert "Uw handtekening ontbreekt nog" not in response.content.decode()


def test_own_data_are_shown_changed_and_downloaded(client_for: ClientFor, users: dict[Role, User]) -> None:
    client = client_for(Role.SPONSOR)
    page = _text(client, reverse("participants:own_data"))
    assert "Alleen uw eigen organisatie en de projectleider." in page
    given = {"name": "Andere Naam", "phone": "06 0000 0001", "job_title": "Secretaris", "version": "0"}
    assert client.post(reverse("participants:change_own_data"), given).status_code == 302
    stale = client.post(reverse("participants:change_own_data"), given | {"name": "Derde Naam"})
    assert stale.status_code == 200
    assert "intussen gewijzigd" in stale.content.decode()
    assert "Derde Naam" in stale.content.decode(), "what was typed is kept"
    response = client.get(reverse("participants:download_own_data"))
    data = json.loads(response.content)
    assert data["person"]["name"] == "Andere Naam"
    assert [role["role"] for role in data["roles"]] == ["sponsor"]
    assert "attachment" in response["Content-Disposition"]
    assert AuditEvent.objects.filter(code="participants.own_data.exported").count() == 1


def test_own_data_without_any_role(organisation: Organisation) -> None:
    person = PersonFactory(organisation=organisation)
    assert "U hebt nog geen rol" in _text(sign_in(Client(), person.user), reverse("participants:own_data"))


def test_coordinator_adds_and_hands_over_on_the_pages(
    client_for: ClientFor, users: dict[Role, User], organisation: Organisation
) -> None:
    client = client_for(Role.COORDINATOR)
    given = {
        "organisation": organisation.pk,
        "name": "Jet Veenbes",
        "email": "jet@voorbeeld.example",
        "role": "reporter",
        "starts_on": timezone.localdate().isoformat(),
    }
    assert client.post(reverse("participants:add_colleague"), given).status_code == 302
    again = client.post(reverse("participants:add_colleague"), given)
    assert "heeft deze rol in die periode al" in again.content.decode()
    membership = users[Role.COORDINATOR].person.memberships.get()
    jet = Membership.objects.get(person__email="jet@voorbeeld.example").person
    url = reverse("participants:hand_over", args=[membership.pk])
    assert client.post(url, {"to": jet.pk, "on": timezone.localdate().isoformat()}).status_code == 302
    assert client.get(reverse("participants:colleagues")).status_code == 403, "the role has moved"


def test_choices_of_the_forms_hold_nothing_foreign(
    client_for: ClientFor,
    users: dict[Role, User],
    foreign_users: dict[Role, User],
    organisation: Organisation,
    other_organisation: Organisation,
) -> None:
    client = client_for(Role.COORDINATOR)
    text = _text(client, reverse("participants:add_colleague"))
    assert organisation.name in text
    assert other_organisation.name not in text
    url = reverse("participants:hand_over", args=[users[Role.COORDINATOR].person.memberships.get().pk])
    text = _text(client, url)
    assert users[Role.REPORTER].person.name in text
    assert foreign_users[Role.REPORTER].person.name not in text
    foreign = foreign_users[Role.REPORTER].person
    refused = client.post(url, {"to": foreign.pk, "on": timezone.localdate().isoformat()})
    assert refused.status_code == 200
    assert foreign.name not in refused.content.decode()


def test_today_speaks_to_who_can_act(users: dict[Role, User], organisation: Organisation) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(commitment_signed_on=None)
    SeatFactory(organisation=organisation)
    now = timezone.now()
    sentences = {role: [line.sentence for line in today(user, now)] for role, user in users.items()}
    assert "Er is nog 1 lege plaats." in sentences[Role.PROJECT_LEADER]
    assert sentences[Role.SPONSOR] == [f"De handtekening van {organisation} ontbreekt nog."]
    assert sentences[Role.BOARD] == sentences[Role.REPORTER] == []
