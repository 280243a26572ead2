"""Objects of participants for the matrix of rights."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.utils import timezone

from participants import devices
from participants.access import Role
from participants.models import ApiToken, Membership, Organisation, Seat, TrustedDevice
from participants.services_tokens import make_token
from tests.factories.participants import MembershipFactory, PersonFactory, SeatFactory, UserFactory
from tests.permissions.case import PROGRAMME_LEADERS, Case, builds


@builds("organisation")
def organisation(case: Case) -> Organisation:
    """The organisation of this side; the number for aftercare is for itself and for who runs the programme."""
    case.organisation.aftercare_phone = case.canary(*PROGRAMME_LEADERS)
    case.organisation.save()
    person = case.users[Role.COORDINATOR].person
    person.phone = case.canary(*PROGRAMME_LEADERS)
    person.save()
    return case.organisation


@builds("seat")
def seat(case: Case) -> Seat:
    """An empty seat."""
    made: Seat = SeatFactory(organisation=case.organisation, title="Eindverantwoordelijke")
    return made


@builds("membership")
def membership(case: Case) -> Membership:
    """A reporter, whose name only the own organisation knows."""
    person = PersonFactory(name=case.canary(*PROGRAMME_LEADERS), organisation=case.organisation)
    made: Membership = MembershipFactory(person=person, role=Role.REPORTER)
    return made


@builds("device")
def device(case: Case) -> TrustedDevice:
    """A device that the coordinator trusts."""
    user = case.users[Role.COORDINATOR]
    devices.trust_device(user=user, user_agent="", now=timezone.now())
    return TrustedDevice.objects.get(user=user)


@builds("security_key")
def security_key(case: Case) -> Authenticator:
    """A key of somebody outside the matrix: nobody in it may touch it."""
    data = {"name": case.canary(), "credential": {}}
    return Authenticator.objects.create(user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data=data)


@builds("api_token")
def api_token(case: Case) -> ApiToken:
    """A key of the organisation's own system."""
    made_at = timezone.now()
    return make_token(
        organisation=case.organisation, actor=case.users[Role.COORDINATOR], name=case.canary(), made_at=made_at
    )[0]
