"""Writes about participants: each rule with its counterpart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEvent, Conflict, OutgoingMail
from participants import services
from participants.access import Role, roles
from participants.models import Membership, Organisation, User
from tests.factories.participants import MembershipFactory, OrganisationFactory, PersonFactory, SeatFactory, make_user

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def _events() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("code", flat=True))


def test_sponsor_signs_once(organisation: Organisation) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(commitment_signed_on=None)
    sponsor = make_user(Role.SPONSOR, organisation)
    signed = services.sign_commitment(organisation=organisation, actor=sponsor, signed_on=date(2026, 5, 1))
    assert (signed.commitment_signed_on, signed.commitment_signed_by) == (date(2026, 5, 1), sponsor.person)
    again = services.sign_commitment(organisation=organisation, actor=sponsor, signed_on=date(2026, 6, 1))
    assert again.commitment_signed_on == date(2026, 5, 1)
    assert _events() == ["participants.commitment.signed"]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PROJECT_LEADER, Role.REPORTER])
def test_others_cannot_sign(role: Role, organisation: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        services.sign_commitment(organisation=organisation, actor=make_user(role, organisation), signed_on=TODAY())


def test_sponsor_cannot_sign_for_another(organisation: Organisation, other_organisation: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        services.sign_commitment(
            organisation=other_organisation, actor=make_user(Role.SPONSOR, organisation), signed_on=TODAY()
        )


def _add(organisation: Organisation, actor: User, **given: object) -> Membership:
    facts = {
        "name": "Jet Veenbes",
        "email": "Jet@Voorbeeld.example",
        "job_title": "",
        "role": Role.REPORTER,
        "starts_on": TODAY(),
    }
    return services.add_colleague(organisation=organisation, actor=actor, **(facts | given))  # type: ignore[arg-type]


def test_coordinator_adds_a_colleague(organisation: Organisation) -> None:
    membership = _add(organisation, make_user(Role.COORDINATOR, organisation))
    user = membership.person.user
    assert user is not None
    assert user.email == "jet@voorbeeld.example"
    assert roles(user) == {Role.REPORTER}
    assert OutgoingMail.objects.get().recipient == "jet@voorbeeld.example"
    assert _events() == ["participants.role.given", "participants.account.made"]


def test_colleague_who_is_known_is_not_made_twice(organisation: Organisation) -> None:
    coordinator = make_user(Role.COORDINATOR, organisation)
    first = _add(organisation, coordinator)
    second = _add(organisation, coordinator, role=Role.COORDINATOR)
    assert first.person == second.person
    with pytest.raises(ValidationError, match="die periode"):
        _add(organisation, coordinator)


def test_a_slip_in_the_address_lets_nobody_of_another_organisation_in(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    stranger = PersonFactory(organisation=other_organisation, name="Buurvrouw")
    with pytest.raises(ValidationError) as refusal:
        _add(organisation, make_user(Role.COORDINATOR, organisation), email=stranger.email)
    assert "email" in refusal.value.message_dict
    assert "Buurvrouw" not in str(refusal.value)
    assert not stranger.memberships.exists()


def test_coordinator_gives_no_role_of_the_programme(organisation: Organisation) -> None:
    for role in (Role.PROJECT_LEADER, Role.SPONSOR, Role.BOARD):
        with pytest.raises(ValidationError):
            _add(organisation, make_user(Role.COORDINATOR, organisation), role=role)


def test_coordinator_adds_nobody_elsewhere(organisation: Organisation, other_organisation: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        _add(other_organisation, make_user(Role.COORDINATOR, organisation))


def test_role_ends_after_its_last_day(organisation: Organisation) -> None:
    coordinator = make_user(Role.COORDINATOR, organisation)
    reporter = MembershipFactory(person=PersonFactory(organisation=organisation), role=Role.REPORTER)
    ended = services.end_role(membership=reporter, ends_on=TODAY() - timedelta(days=1), actor=coordinator)
    assert ended.ends_on == TODAY() - timedelta(days=1)
    assert roles(User.objects.get(pk=reporter.person.user.pk)) == set()


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.AMBASSADOR])
def test_coordinator_does_not_take_the_role_of_sponsor_or_ambassador(role: Role, organisation: Organisation) -> None:
    coordinator = make_user(Role.COORDINATOR, organisation)
    membership = make_user(role, organisation).person.memberships.get()
    with pytest.raises(ValidationError, match="projectleider"):
        services.end_role(membership=membership, ends_on=TODAY(), actor=coordinator)
    with pytest.raises(ValidationError, match="projectleider"):
        services.hand_over(membership=membership, to=coordinator.person, on=TODAY(), actor=coordinator)


def test_last_coordinator_hands_over_instead(organisation: Organisation) -> None:
    coordinator = make_user(Role.COORDINATOR, organisation)
    membership = coordinator.person.memberships.get()
    with pytest.raises(ValidationError, match="Draag de rol eerst over"):
        services.end_role(membership=membership, ends_on=TODAY(), actor=coordinator)
    MembershipFactory(person=PersonFactory(organisation=organisation), role=Role.COORDINATOR)
    services.end_role(membership=membership, ends_on=TODAY(), actor=coordinator)


def test_hand_over_moves_role_and_seat(organisation: Organisation) -> None:
    coordinator = make_user(Role.COORDINATOR, organisation)
    seat = SeatFactory(role=Role.COORDINATOR, organisation=organisation)
    membership = coordinator.person.memberships.get()
    Membership.objects.filter(pk=membership.pk).update(seat=seat)
    colleague = PersonFactory(organisation=organisation, without_account=True)
    successor = services.hand_over(membership=membership, to=colleague, on=TODAY(), actor=coordinator)
    assert (successor.person, successor.seat, successor.starts_on) == (colleague, seat, TODAY())
    assert Membership.objects.get(pk=membership.pk).ends_on == TODAY() - timedelta(days=1)
    colleague.refresh_from_db()
    assert colleague.user is not None
    assert not seat.__class__.objects.empty(TODAY()).filter(pk=seat.pk).exists()


def test_hand_over_only_to_a_colleague(organisation: Organisation, other_organisation: Organisation) -> None:
    coordinator = make_user(Role.COORDINATOR, organisation)
    stranger = PersonFactory(organisation=other_organisation)
    with pytest.raises(ValidationError):
        services.hand_over(membership=coordinator.person.memberships.get(), to=stranger, on=TODAY(), actor=coordinator)


def test_own_data_tell_the_second_editor(organisation: Organisation) -> None:
    user = make_user(Role.BOARD, organisation)
    given = {"name": "Nieuwe Naam", "phone": "", "job_title": "Lid", "actor": user}
    person = services.change_own_data(person=user.person, version=0, **given)  # type: ignore[arg-type]
    assert (person.name, person.version) == ("Nieuwe Naam", 1)
    with pytest.raises(Conflict):
        services.change_own_data(person=user.person, version=0, **given)  # type: ignore[arg-type]


def test_nobody_changes_the_data_of_another(organisation: Organisation) -> None:
    person = make_user(Role.BOARD, organisation).person
    with pytest.raises(PermissionDenied):
        services.change_own_data(
            person=person, name="X", phone="", job_title="", version=0, actor=make_user(Role.SUPPORT, organisation)
        )


def test_account_switched_off_and_on(organisation: Organisation) -> None:
    leader = make_user(Role.PROJECT_LEADER, organisation)
    user = make_user(Role.REPORTER, organisation)
    before = user.get_session_auth_hash()
    services.switch_account_off(person=user.person, actor=leader)
    user.refresh_from_db()
    assert not user.is_active
    assert user.get_session_auth_hash() != before, "every session ends"
    assert services.make_account(person=user.person, actor=leader).is_active


def test_five_municipalities_become_one(organisation: Organisation) -> None:
    """The case of the region: on 1 January 2015 five municipalities became Krimpenerwaard."""
    names = ["Bergambacht", "Nederlek", "Ouderkerk", "Schoonhoven", "Vlist"]
    five = [OrganisationFactory(name=name) for name in names]
    krimpenerwaard = OrganisationFactory(name="Krimpenerwaard", joined_on=None)
    people = [PersonFactory(organisation=one) for one in five]
    for person in people:
        MembershipFactory(person=person, role=Role.COORDINATOR)
    on = date(2015, 1, 1)
    services.succeed(
        predecessors=five, successor=krimpenerwaard, actor=make_user(Role.PROJECT_LEADER, organisation), on=on
    )
    krimpenerwaard.refresh_from_db()
    assert krimpenerwaard.joined_on == on
    assert set(krimpenerwaard.predecessors.all()) == set(five)
    for one, person in zip(five, people, strict=True):
        one.refresh_from_db()
        person.refresh_from_db()
        assert one.ended_on == date(2014, 12, 31)
        assert person.organisation == krimpenerwaard
        before, after = person.memberships.order_by("starts_on")
        assert (before.organisation, before.ends_on) == (one, date(2014, 12, 31))
        assert (after.organisation, after.starts_on, after.ends_on) == (krimpenerwaard, on, None)


def test_who_went_up_already_cannot_do_so_again(organisation: Organisation, other_organisation: Organisation) -> None:
    leader = make_user(Role.PROJECT_LEADER, organisation)
    gone = OrganisationFactory()
    services.succeed(predecessors=[gone], successor=organisation, actor=leader, on=TODAY())
    with pytest.raises(ValidationError, match="al opgegaan"):
        services.succeed(predecessors=[gone], successor=other_organisation, actor=leader, on=TODAY())
    with pytest.raises(ValidationError, match="zichzelf"):
        services.succeed(predecessors=[organisation], successor=organisation, actor=leader, on=TODAY())


def test_only_who_manages_participants_lets_organisations_merge(organisation: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        services.succeed(
            predecessors=[OrganisationFactory()],
            successor=organisation,
            actor=make_user(Role.COORDINATOR, organisation),
            on=TODAY(),
        )


def test_database_refuses_the_same_role_twice_at_once(organisation: Organisation) -> None:
    person = PersonFactory(organisation=organisation)
    MembershipFactory(person=person, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(person=person, starts_on=date(2020, 12, 31))
    MembershipFactory(person=person, starts_on=date(2021, 1, 1))


def test_cases_need_an_agreement(organisation: Organisation) -> None:
    organisation.processor_agreement_on = None
    with pytest.raises(ValidationError, match="verwerkersovereenkomst"):
        organisation.full_clean()
    organisation.registration_mode = "counts"
    organisation.full_clean()
