"""Who reaches what: the one place where rights are stated, tried from all sides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participants.access import (
    GRANTS,
    Capability,
    Role,
    decide,
    may_enter_admin,
    organisations,
    reach_of,
    roles,
)
from participants.models import Membership, Organisation, Person, User
from tests.factories.participants import (
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    SectorFactory,
    UserFactory,
    make_user,
)
from tests.helpers import sign_in

pytestmark = pytest.mark.django_db

VIEW = Capability.ORGANISATION_VIEW


def _fresh(user: User) -> User:
    """Return the account as a new request reads it."""
    return User.objects.get(pk=user.pk)


def _reached(user: User | AnonymousUser, capability: Capability = VIEW) -> set[Organisation]:
    return set(Organisation.objects.reachable(user, capability))


def test_coordinator_reaches_the_own_organisation_only(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    user = make_user(Role.COORDINATOR, organisation)
    assert _reached(user) == {organisation}
    assert decide(user, VIEW, organisation)
    refusal = decide(user, VIEW, other_organisation)
    assert not refusal
    assert refusal.reason == "Dit hoort bij een andere organisatie."


def test_anonymous_reaches_nothing(organisation: Organisation) -> None:
    user = AnonymousUser()
    assert _reached(user) == set()
    assert not organisations(user, VIEW).exists()
    for capability in Capability:
        assert not decide(user, capability)
        assert reach_of(user, capability) is None


def test_account_without_person_or_role_reaches_nothing(organisation: Organisation) -> None:
    for user in (UserFactory(), PersonFactory(organisation=organisation).user):
        assert _reached(user) == set()
        assert roles(user) == set()


def test_inactive_account_reaches_nothing(organisation: Organisation) -> None:
    user = make_user(Role.COORDINATOR, organisation)
    assert _reached(user) == {organisation}
    user.is_active = False
    user.save()
    assert _reached(_fresh(user)) == set()


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        (0, None, True),
        (0, 0, True),
        (-10, 0, True),
        (-10, -1, False),
        (1, None, False),
        (1, 5, False),
    ],
)
def test_role_holds_from_its_first_to_its_last_day(
    organisation: Organisation, starts: int, ends: int | None, holds: bool
) -> None:
    today = timezone.localdate()
    person = PersonFactory(organisation=organisation)
    MembershipFactory(
        person=person,
        starts_on=today + timedelta(days=starts),
        ends_on=None if ends is None else today + timedelta(days=ends),
    )
    assert (_reached(person.user) == {organisation}) is holds
    assert (Role.COORDINATOR in roles(_fresh(person.user))) is holds


def test_role_and_organisation_belong_to_the_same_membership(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    """Coordinator here and reporter there: no right of the coordinator may travel."""
    person = PersonFactory(organisation=organisation)
    MembershipFactory(person=person, role=Role.COORDINATOR, organisation=organisation)
    MembershipFactory(person=person, role=Role.REPORTER, organisation=other_organisation)
    assert _reached(person.user, Capability.INCIDENTS_HANDLE) == {organisation}
    assert _reached(person.user, Capability.COLLEAGUES_MANAGE) == {organisation}
    assert _reached(person.user, Capability.INCIDENTS_REPORT) == {organisation, other_organisation}


def test_ended_role_here_and_other_role_there_do_not_mix(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    person = PersonFactory(organisation=other_organisation)
    MembershipFactory(person=person, role=Role.COORDINATOR, organisation=organisation, ended=True)
    MembershipFactory(person=person, role=Role.SPONSOR, organisation=other_organisation)
    assert _reached(person.user) == {other_organisation}
    assert _reached(person.user, Capability.COLLEAGUES_MANAGE) == set()


def test_ambassador_reaches_the_sector(other_organisation: Organisation) -> None:
    sector = SectorFactory()
    own, neighbour = OrganisationFactory(sector=sector), OrganisationFactory(sector=sector)
    user = make_user(Role.AMBASSADOR, own)
    assert _reached(user) == {own, neighbour}
    assert _reached(user, Capability.COMMITMENT_SIGN) == {own}, "signing is for the own organisation"


def test_ambassador_who_is_coordinator_elsewhere_reaches_both(other_organisation: Organisation) -> None:
    own = OrganisationFactory()
    user = make_user(Role.AMBASSADOR, own)
    MembershipFactory(person=user.person, role=Role.COORDINATOR, organisation=other_organisation)
    assert _reached(_fresh(user)) == {own, other_organisation}
    assert _reached(_fresh(user), Capability.INCIDENTS_VIEW) == {other_organisation}


def test_project_leader_reaches_all_and_no_incident(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    user = make_user(Role.PROJECT_LEADER, organisation)
    assert _reached(user) == {organisation, other_organisation}
    assert not decide(user, Capability.INCIDENTS_VIEW)
    assert _reached(user, Capability.INCIDENTS_VIEW) == set()


def test_superuser_without_role_sees_nothing(organisation: Organisation) -> None:
    user = User.objects.create_superuser("beheer@voorbeeld.example")
    assert _reached(user) == set()
    assert not may_enter_admin(user)
    client = sign_in(Client(), user)
    assert client.get(reverse("participants:index")).status_code == 403
    assert client.get(reverse("participants:organisation", args=[organisation.pk])).status_code == 403
    assert client.get("/beheer/", follow=True).status_code == 403
    assert client.get("/beheer/participants/organisation/", follow=True).status_code == 403


def test_superuser_with_a_role_sees_what_the_role_sees(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    user = make_user(Role.SPONSOR, organisation)
    User.objects.filter(pk=user.pk).update(is_superuser=True, is_staff=True)
    assert _reached(_fresh(user)) == {organisation}
    assert sign_in(Client(), user).get("/beheer/", follow=True).status_code == 403


def test_own_row_is_reached_without_organisation(organisation: Organisation) -> None:
    user = make_user(Role.BOARD, organisation)
    stranger = PersonFactory()
    assert set(Person.objects.reachable(user, Capability.OWN_DATA)) == {user.person}
    assert not decide(user, Capability.OWN_DATA, stranger)
    assert set(Membership.objects.reachable(user, Capability.OWN_DATA)) == set(user.person.memberships.all())


def test_refusal_without_grant_says_whom_to_ask(organisation: Organisation) -> None:
    decision = decide(make_user(Role.REPORTER, organisation), Capability.BUDGET_VIEW)
    assert not decision
    assert "projectleider" in decision.reason


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_own_data_and_no_role_has_everything(role: Role) -> None:
    assert Capability.OWN_DATA in GRANTS[role]
    assert set(GRANTS[role]) != set(Capability)
