"""Writes about who takes part: lock, check, write, record, announce, in one transaction each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from core import audit
from participants import handover, mails
from participants.access import Capability, Role, demand
from participants.models import Membership, Organisation, Person, Sector, User

audit.declare("participants.commitment.signed", "{actor} zette de handtekening voor {object}")
audit.declare("participants.account.made", "{actor} maakte een account voor {object}")
audit.declare("participants.account.switched_off", "{actor} zette het account van {object} uit")
audit.declare("participants.role.given", "{actor} gaf een rol: {object}")
audit.declare("participants.role.ended", "{actor} beëindigde een rol: {object}")
audit.declare("participants.role.handed_over", "{actor} droeg een rol over: {object}")
audit.declare("participants.person.changed", "{actor} wijzigde de gegevens van {object}")
audit.declare("participants.organisation.terms_changed", "{actor} wijzigde de afspraken over voorvallen van {object}")
audit.declare("participants.own_data.exported", "{actor} downloadde de gegevens van {object}")
audit.declare(
    "participants.organisation.succeeded", "{actor} legde vast dat {object} is opgegaan in een andere organisatie"
)

COLLEAGUE_ROLES = (Role.REPORTER, Role.COORDINATOR)


def sign_commitment(*, organisation: Organisation, actor: User, signed_on: date) -> Organisation:
    """Sign for the programme on behalf of an organisation. Signing again changes nothing."""
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        demand(actor, Capability.COMMITMENT_SIGN, organisation)
        if organisation.commitment_signed_on is not None:
            return organisation
        organisation.commitment_signed_on = signed_on
        organisation.commitment_signed_by = getattr(actor, "person", None)
        organisation.save(update_fields=["commitment_signed_on", "commitment_signed_by"])
        audit.record(
            code="participants.commitment.signed",
            actor=actor,
            obj=organisation,
            organisation_id=organisation.pk,
            changed=["commitment_signed_on", "commitment_signed_by"],
        )
    return organisation


INCIDENT_TERMS = ("reaction_hours", "clock_start", "norm_statement", "aftercare_phone")


def change_incident_terms(
    *, organisation: Organisation, actor: User, terms: Mapping[str, Any], version: int | None = None
) -> Organisation:
    """Change what an organisation itself decides about its incidents: term, start, norm and number for aftercare.

    A report that came in before keeps its term (`PastTerm`). `terms` holds fields of `INCIDENT_TERMS`.

    Raises:
        PermissionDenied: for somebody who does not handle the incidents of this organisation.
        ValidationError: for a term that is not possible.
        Conflict: when somebody else changed the organisation since it was read.
    """
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
        demand(actor, Capability.INCIDENTS_HANDLE, organisation)
        organisation.check_version(version)
        changed = [name for name in INCIDENT_TERMS if name in terms and getattr(organisation, name) != terms[name]]
        if not changed:
            return organisation
        for name in changed:
            setattr(organisation, name, terms[name])
        organisation.clean_fields(exclude={field.name for field in organisation._meta.fields} - set(changed))
        organisation.save(update_fields=changed)
        audit.record(
            code="participants.organisation.terms_changed",
            actor=actor,
            obj=organisation,
            organisation_id=organisation.pk,
            changed=changed,
        )
    return organisation


def make_account(*, person: Person, actor: User) -> User:
    """Give a person an account to sign in with, and mail how. Who has one keeps it; one that was off is on again."""
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if person.user is not None:
            if not person.user.is_active:
                person.user.is_active = True
                person.user.save(update_fields=["is_active"])
                audit.record(
                    code="participants.account.made", actor=actor, obj=person, organisation_id=person.organisation_id
                )
            return person.user
        user = User.objects.filter(email=person.email.lower(), person__isnull=True).first()
        person.user = user or User.objects.create_user(person.email)
        person.save(update_fields=["user"])
        audit.record(code="participants.account.made", actor=actor, obj=person, organisation_id=person.organisation_id)
        mails.welcome(person)
        return person.user


def switch_account_off(*, person: Person, actor: User) -> None:
    """Keep somebody out from now on: the account is off, and every session of it ends."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(person=person)
        user.is_active = False
        user.set_unusable_password()  # sessions are bound to this value
        user.save(update_fields=["is_active", "password"])
        audit.record(
            code="participants.account.switched_off", actor=actor, obj=person, organisation_id=person.organisation_id
        )


def add_colleague(
    *, organisation: Organisation, actor: User, name: str, email: str, job_title: str, role: Role, starts_on: date
) -> Membership:
    """Give somebody a role at the organisation, with an account; who is known by this address is not made twice.

    Raises:
        ValidationError: when the person holds this role already, belongs to another organisation, or the role is
            not a coordinator's to give.
    """
    if role not in COLLEAGUE_ROLES:
        raise ValidationError({"role": "Deze rol geeft de projectleider."})
    with transaction.atomic():
        demand(actor, Capability.COLLEAGUES_MANAGE, organisation)
        person, _ = Person.objects.get_or_create(
            email=email.lower(), defaults={"name": name, "job_title": job_title, "organisation": organisation}
        )
        if person.organisation_id not in (None, organisation.pk):  # a slip would open the incidents to an outsider
            raise ValidationError({"email": "Dit adres kunt u hier niet gebruiken. Vraag het aan de projectleider."})
        membership = give_role(person=person, role=role, organisation=organisation, starts_on=starts_on, actor=actor)
        person.user = make_account(person=person, actor=actor)
    return membership


def give_role(
    *,
    person: Person,
    role: Role,
    starts_on: date,
    actor: User,
    organisation: Organisation | None = None,
    sector: Sector | None = None,
) -> Membership:
    """Let a person hold a role from a day on.

    Raises:
        ValidationError: when the person holds this role in that period already.
    """
    membership = Membership(person=person, role=role, organisation=organisation, sector=sector, starts_on=starts_on)
    membership.full_clean()
    with transaction.atomic():
        membership.save()
        audit.record(code="participants.role.given", actor=actor, obj=membership)
    return membership


def end_role(*, membership: Membership, ends_on: date, actor: User) -> Membership:
    """Let a role end after a day; that day it still holds.

    Raises:
        ValidationError: when it is the organisation's last coordinator, the day lies before the first day, or the
            role is not a coordinator's to take.
    """
    with transaction.atomic():
        membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
        demand(actor, Capability.COLLEAGUES_MANAGE, membership)
        _must_be_of_a_colleague(membership)
        if _is_last_coordinator(membership, ends_on + timedelta(days=1)):
            raise ValidationError("Dit is de enige medewerker interne veiligheid. Draag de rol eerst over.")
        membership.ends_on = ends_on
        membership.full_clean()
        membership.save(update_fields=["ends_on"])
        audit.record(code="participants.role.ended", actor=actor, obj=membership, changed=["ends_on"])
    return membership


def hand_over(*, membership: Membership, to: Person, on: date, actor: User) -> Membership:
    """Let another person of the organisation hold a role from a day on; open work moves along.

    Raises:
        ValidationError: when the other is the holder or not of this organisation, or the role is not to be given.
    """
    with transaction.atomic():
        membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
        demand(actor, Capability.COLLEAGUES_MANAGE, membership)
        _must_be_of_a_colleague(membership)
        if to.pk == membership.person_id or to.organisation_id != membership.organisation_id:
            raise ValidationError({"to": "Kies een andere collega van deze organisatie."})
        seat, membership.seat = membership.seat, None
        successor = _continue(membership, to, on)
        if seat is not None:
            successor.seat = seat
            successor.save(update_fields=["seat"])
        user = make_account(person=to, actor=actor)
        handover.move_open_work(
            organisation=membership.organisation, from_user=membership.person.user, to_user=user, actor=actor
        )
        audit.record(code="participants.role.handed_over", actor=actor, obj=successor)
    return successor


def _continue(membership: Membership, to: Person, on: date) -> Membership:
    """End a role the day before, and start the same role for another person; who held it already keeps it."""
    if membership.starts_on >= on:
        membership.delete()
    else:
        membership.ends_on = on - timedelta(days=1)
        membership.save(update_fields=["ends_on"])
    kept = Membership.objects.current(on).filter(
        person=to, role=membership.role, organisation=membership.organisation, sector=membership.sector
    )
    holder: Membership | None = kept.first()
    return holder or Membership.objects.create(
        person=to,
        role=membership.role,
        organisation=membership.organisation,
        sector=membership.sector,
        starts_on=on,
    )


def change_own_data(*, person: Person, name: str, phone: str, job_title: str, version: int, actor: User) -> Person:
    """Change what a person may change about himself; the address to sign in with is not among it.

    Raises:
        Conflict: when the row changed since the form was opened.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if person.user_id != actor.pk:
            raise PermissionDenied("U kunt hier alleen uw eigen gegevens wijzigen.")
        person.check_version(version)
        given = {"name": name, "phone": phone, "job_title": job_title}
        changed = [field for field, value in given.items() if getattr(person, field) != value]
        for field in changed:
            setattr(person, field, given[field])
        person.save(update_fields=changed)
        audit.record(
            code="participants.person.changed",
            actor=actor,
            obj=person,
            organisation_id=person.organisation_id,
            changed=changed,
        )
    return person


def succeed(*, predecessors: Iterable[Organisation], successor: Organisation, actor: User, on: date) -> Organisation:
    """Let organisations go up in another one from a day on, as when municipalities merge.

    Their people and the roles these hold continue at the successor; seats and signature do not: the successor fills
    and signs anew. What was registered stays with the organisation that it happened in.

    Raises:
        ValidationError: when one is the successor itself, went up already, or joined on or after that day.
    """
    with transaction.atomic():
        demand(actor, Capability.PARTICIPANTS_MANAGE, None)
        successor = Organisation.objects.select_for_update().get(pk=successor.pk)
        locked = Organisation.objects.select_for_update().filter(pk__in=[one.pk for one in predecessors])
        for organisation in locked.order_by("pk"):
            _end_in(organisation, successor, on)
            _move_people(organisation, successor, on)
            audit.record(
                code="participants.organisation.succeeded",
                actor=actor,
                obj=organisation,
                organisation_id=organisation.pk,
                changed=["successor", "ended_on"],
            )
        if successor.joined_on is None:
            successor.joined_on = on
            successor.save(update_fields=["joined_on"])
    return successor


def _end_in(organisation: Organisation, successor: Organisation, on: date) -> None:
    if organisation.successor_id is not None:
        raise ValidationError(f"{organisation} is al opgegaan in {organisation.successor}.")
    organisation.successor = successor
    organisation.ended_on = on - timedelta(days=1)
    organisation.full_clean()
    organisation.save(update_fields=["successor", "ended_on"])


def _move_people(organisation: Organisation, successor: Organisation, on: date) -> None:
    open_roles = Membership.objects.filter(organisation=organisation).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    )
    for membership in open_roles.select_related("person"):
        starts_on = max(membership.starts_on, on)
        moved = Membership(
            person=membership.person,
            role=membership.role,
            organisation=successor,
            sector=membership.sector,
            starts_on=starts_on,
            ends_on=membership.ends_on,
        )
        if membership.starts_on >= on:
            membership.delete()
        else:
            membership.ends_on = on - timedelta(days=1)
            membership.save(update_fields=["ends_on"])
        if not _holds_already(moved):
            moved.save()
    Person.objects.filter(organisation=organisation).update(organisation=successor)


def _holds_already(wanted: Membership) -> bool:
    held = Membership.objects.filter(
        person=wanted.person, role=wanted.role, organisation=wanted.organisation, sector=wanted.sector
    )
    return held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=wanted.starts_on)).exists()


def _must_be_of_a_colleague(membership: Membership) -> None:
    if membership.role not in COLLEAGUE_ROLES:
        raise ValidationError("Over deze rol gaat de projectleider.")


def _is_last_coordinator(membership: Membership, day: date) -> bool:
    if membership.role != Role.COORDINATOR:
        return False
    others = Membership.objects.current(day).filter(role=Role.COORDINATOR, organisation=membership.organisation)
    return not others.exclude(pk=membership.pk).exists()
