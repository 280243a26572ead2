"""Organisations, the people in them and the roles they hold."""

from participants.models.accounts import TrustedDevice, User, UserManager
from participants.models.organisations import (
    ClockStart,
    Organisation,
    OrganisationSize,
    PastTerm,
    RegistrationMode,
    Sector,
    Wave,
)
from participants.models.people import Membership, Person, Seat
from participants.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "ClockStart",
    "Membership",
    "Organisation",
    "OrganisationSize",
    "PastTerm",
    "Person",
    "RegistrationMode",
    "Seat",
    "Sector",
    "TrustedDevice",
    "User",
    "UserManager",
    "Wave",
]
