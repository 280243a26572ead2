"""Who may do what, and with whose rows: the one place where rights are stated.

`GRANTS` reads as role → capability → reach. `organisations` turns that into the organisations that a user reaches,
`ScopedQuerySet.reachable` into the rows, `decide` into an answer with a reason. There is no second formulation: the
answer about one object is the scoped queryset with its key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from participants.models import Membership, Organisation, User


class Role(models.TextChoices):
    """The eight roles. A person may hold several, each with a start and an end date."""

    PROJECT_LEADER = "project_leader", "projectleider"
    SUPPORT = "support", "ondersteuning"
    COORDINATOR = "coordinator", "medewerker interne veiligheid"
    REPORTER = "reporter", "melder"
    SPONSOR = "sponsor", "sponsor"
    AMBASSADOR = "ambassador", "ambassadeur"
    BOARD = "board", "bestuur"
    FUNDER = "funder", "ministerie/EVPT"


class Capability(StrEnum):
    """What somebody may do. Views, admin pages and services name these, never roles."""

    PARTICIPANTS_VIEW = "participants.view"
    PARTICIPANTS_MANAGE = "participants.manage"
    ORGANISATION_VIEW = "organisation.view"
    COLLEAGUES_MANAGE = "colleagues.manage"
    COMMITMENT_SIGN = "commitment.sign"
    MEASURES_VIEW = "measures.view"
    MEASURES_MANAGE = "measures.manage"
    STATES_VIEW = "states.view"
    STATES_FILL = "states.fill"
    STATES_CONFIRM = "states.confirm"
    STATES_REGION = "states.region"
    INCIDENTS_REPORT = "incidents.report"
    INCIDENTS_VIEW = "incidents.view"
    INCIDENTS_HANDLE = "incidents.handle"
    INCIDENT_FIGURES_OWN = "incidents.figures.own"
    INCIDENT_FIGURES_REGION = "incidents.figures.region"
    INCIDENT_COMPLETENESS = "incidents.completeness"
    ROUNDS_FILL = "rounds.fill"
    ROUNDS_SIGN = "rounds.sign"
    ROUNDS_MANAGE = "rounds.manage"
    MEETINGS_VIEW = "meetings.view"
    MEETINGS_MANAGE = "meetings.manage"
    APOTHEKERSKAST_VIEW = "apothekerskast.view"
    APOTHEKERSKAST_OFFER = "apothekerskast.offer"
    APOTHEKERSKAST_BORROW = "apothekerskast.borrow"
    APOTHEKERSKAST_MANAGE = "apothekerskast.manage"
    PROGRAMME_VIEW = "programme.view"
    PROGRAMME_MANAGE = "programme.manage"
    BUDGET_VIEW = "budget.view"
    BUDGET_MANAGE = "budget.manage"
    NEWSLETTERS_MANAGE = "newsletters.manage"
    REPORTS_VIEW = "reports.view"
    REPORTS_MANAGE = "reports.manage"
    ADMIN_ENTER = "admin.enter"
    OWN_DATA = "own.data"


class Reach(IntEnum):
    """How far a capability goes, from narrow to wide."""

    SELF = 1
    OWN = 2
    SECTOR = 3
    PROGRAMME = 4

    @property
    def label(self) -> str:
        """Return the Dutch words for this reach."""
        return {1: "eigen melding", 2: "eigen organisatie", 3: "eigen sector", 4: "hele programma"}[int(self)]


def _all(reach: Reach, *capabilities: Capability) -> dict[Capability, Reach]:
    return dict.fromkeys(capabilities, reach)


_C = Capability
_EVERYONE = _all(Reach.PROGRAMME, _C.APOTHEKERSKAST_VIEW, _C.MEASURES_VIEW) | _all(Reach.SELF, _C.OWN_DATA)

GRANTS: dict[Role, dict[Capability, Reach]] = {
    Role.PROJECT_LEADER: _EVERYONE
    | _all(
        Reach.PROGRAMME,
        _C.ADMIN_ENTER,
        _C.PARTICIPANTS_VIEW,
        _C.PARTICIPANTS_MANAGE,
        _C.ORGANISATION_VIEW,
        _C.MEASURES_MANAGE,
        _C.STATES_VIEW,
        _C.STATES_REGION,
        _C.INCIDENT_FIGURES_REGION,
        _C.INCIDENT_COMPLETENESS,
        _C.ROUNDS_MANAGE,
        _C.MEETINGS_VIEW,
        _C.MEETINGS_MANAGE,
        _C.APOTHEKERSKAST_MANAGE,
        _C.PROGRAMME_VIEW,
        _C.PROGRAMME_MANAGE,
        _C.BUDGET_VIEW,
        _C.BUDGET_MANAGE,
        _C.NEWSLETTERS_MANAGE,
        _C.REPORTS_VIEW,
        _C.REPORTS_MANAGE,
    ),
    Role.SUPPORT: _EVERYONE
    | _all(
        Reach.PROGRAMME,
        _C.ADMIN_ENTER,
        _C.PARTICIPANTS_VIEW,
        _C.PARTICIPANTS_MANAGE,
        _C.ORGANISATION_VIEW,
        _C.MEETINGS_VIEW,
        _C.MEETINGS_MANAGE,
        _C.APOTHEKERSKAST_MANAGE,
        _C.NEWSLETTERS_MANAGE,
    ),
    Role.COORDINATOR: _EVERYONE
    | _all(
        Reach.OWN,
        _C.ORGANISATION_VIEW,
        _C.COLLEAGUES_MANAGE,
        _C.STATES_VIEW,
        _C.STATES_FILL,
        _C.INCIDENTS_REPORT,
        _C.INCIDENTS_VIEW,
        _C.INCIDENTS_HANDLE,
        _C.INCIDENT_FIGURES_OWN,
        _C.ROUNDS_FILL,
        _C.APOTHEKERSKAST_OFFER,
        _C.APOTHEKERSKAST_BORROW,
    )
    | _all(Reach.PROGRAMME, _C.PARTICIPANTS_VIEW, _C.MEETINGS_VIEW, _C.STATES_REGION),
    Role.REPORTER: _EVERYONE | _all(Reach.OWN, _C.INCIDENTS_REPORT) | _all(Reach.SELF, _C.INCIDENTS_VIEW),
    Role.SPONSOR: _EVERYONE
    | _all(
        Reach.OWN,
        _C.ORGANISATION_VIEW,
        _C.STATES_VIEW,
        _C.STATES_CONFIRM,
        _C.INCIDENT_FIGURES_OWN,
        _C.ROUNDS_SIGN,
        _C.COMMITMENT_SIGN,
    )
    | _all(Reach.PROGRAMME, _C.PARTICIPANTS_VIEW, _C.MEETINGS_VIEW, _C.STATES_REGION),
    Role.AMBASSADOR: _EVERYONE
    | _all(Reach.SECTOR, _C.ORGANISATION_VIEW)
    | _all(Reach.OWN, _C.COMMITMENT_SIGN)
    | _all(Reach.PROGRAMME, _C.PARTICIPANTS_VIEW, _C.MEETINGS_VIEW, _C.STATES_REGION)
    | _all(Reach.PROGRAMME, _C.INCIDENT_FIGURES_REGION),
    Role.BOARD: _EVERYONE
    | _all(Reach.PROGRAMME, _C.INCIDENT_FIGURES_REGION, _C.PROGRAMME_VIEW, _C.REPORTS_VIEW, _C.MEETINGS_VIEW)
    | _all(Reach.PROGRAMME, _C.STATES_REGION),
    Role.FUNDER: _EVERYONE | _all(Reach.PROGRAMME, _C.REPORTS_VIEW, _C.APOTHEKERSKAST_OFFER),
}

SECOND_FACTOR_ROLES = frozenset({Role.PROJECT_LEADER, Role.SUPPORT, Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to "may I?": truthy, or falsy with a Dutch reason that can be shown."""

    is_allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.is_allowed


def memberships(user: User | AnonymousUser) -> list[Membership]:
    """Return the user's memberships that hold today, read once a request and kept on the user object.

    Anonymous and inactive users have none. The list serves navigation and quick refusals; rows are always narrowed
    in the database by `organisations`.
    """
    if not user.is_authenticated or not user.is_active:
        return []
    kept: list[Membership] | None = getattr(user, "_current_memberships", None)
    if kept is None:
        model = apps.get_model("participants", "Membership")
        found = model._base_manager.filter(_current(user, timezone.localdate()))
        kept = list(found.select_related("organisation", "sector", "person"))
        for membership in kept[:1]:
            user.person = membership.person  # each page greets with the name: it came along
        user._current_memberships = kept  # type: ignore[attr-defined]
    return kept


def held_organisations(user: User | AnonymousUser, capability: Capability) -> list[Organisation]:
    """Return the organisations for which the user itself holds this capability today, by name, without a question.

    They are those of the kept memberships. This tells at which organisation somebody works and what a page offers
    there; rows are narrowed in the database by `reachable`.
    """
    found = {
        membership.organisation_id: membership.organisation
        for membership in memberships(user)
        if membership.organisation is not None and GRANTS[Role(membership.role)].get(capability) is Reach.OWN
    }
    return sorted(found.values(), key=lambda organisation: organisation.name)


def roles(user: User | AnonymousUser) -> set[Role]:
    """Return the roles that the user holds today, made once a request."""
    kept: set[Role] | None = getattr(user, "_current_roles", None)
    if kept is None:
        kept = {Role(membership.role) for membership in memberships(user)}
        user._current_roles = kept  # type: ignore[union-attr]
    return kept


def reach_of(user: User | AnonymousUser, capability: Capability) -> Reach | None:
    """Return the widest reach that any of the user's roles gives for this capability; None without a grant."""
    found = [GRANTS[role][capability] for role in roles(user) if capability in GRANTS[role]]
    return max(found, default=None)


def _current(user: User | AnonymousUser, day: date) -> Q:
    """User, dates and account in one condition, so that they always hold for the same membership."""
    return Q(person__user=user, starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def _roles_with(capability: Capability, reach: Reach) -> list[Role]:
    return [role for role, granted in GRANTS.items() if granted.get(capability) == reach]


def organisations(user: User | AnonymousUser, capability: Capability) -> models.QuerySet[Organisation]:
    """Return the organisations that the user reaches with this capability, fit for use as a subquery.

    Unknown, inactive and anonymous users, and users without a grant, reach none. `Reach.SELF` reaches no
    organisation: such rows are found by their reporter.
    """
    organisation = apps.get_model("participants", "Organisation")
    everything = organisation._base_manager.all()
    reach = reach_of(user, capability)
    if reach is Reach.PROGRAMME:
        return everything
    if reach in (Reach.OWN, Reach.SECTOR):
        condition = Q(pk__in=_own_organisations(user, capability, Reach.OWN))
        if reach is Reach.SECTOR:
            held = _held(user, capability, Reach.SECTOR)
            condition |= Q(sector_id__in=held.filter(sector__isnull=False).values("sector_id"))
        return everything.filter(condition)
    return everything.none()


def _held(user: User | AnonymousUser, capability: Capability, reach: Reach) -> models.QuerySet[Membership]:
    """Return the memberships of today whose role gives exactly this reach: user, role and dates in one row."""
    model = apps.get_model("participants", "Membership")
    return model._base_manager.filter(_current(user, timezone.localdate()), role__in=_roles_with(capability, reach))


def _own_organisations(user: User | AnonymousUser, capability: Capability, reach: Reach) -> models.QuerySet[Any, Any]:
    return _held(user, capability, reach).filter(organisation__isnull=False).values("organisation_id")


class ScopedQuerySet(models.QuerySet[Any]):
    """A queryset that states once how its rows hang on an organisation.

    A child model names only its path: `organisation_path = "incident__organisation"`. `self_path` is the path to the
    account whose row it is, for roles that reach only their own. Such a row is reached only while that role is held
    at the row's organisation, unless `self_needs_membership` says that it belongs to the person alone.
    """

    organisation_path = "organisation"
    self_path: str | None = None
    self_needs_membership = True

    def reachable(self, user: User | AnonymousUser, capability: Capability) -> Self:
        """Narrow to the rows that the user reaches with this capability; nothing without a grant."""
        reach = reach_of(user, capability)
        if reach is Reach.PROGRAMME:
            return self.within_programme(user, capability)
        condition = Q(pk__in=[])
        if reach is Reach.OWN:
            condition |= Q(**{f"{self.organisation_path}__in": _own_organisations(user, capability, Reach.OWN)})
        if reach is Reach.SECTOR:
            condition |= Q(**{f"{self.organisation_path}__in": organisations(user, capability)})
        if self.self_path and any(GRANTS[role].get(capability) is Reach.SELF for role in roles(user)):
            own = Q(**{self.self_path: user})
            if self.self_needs_membership:
                own &= Q(**{f"{self.organisation_path}__in": _own_organisations(user, capability, Reach.SELF)})
            condition |= own
        if condition == Q(pk__in=[]):
            return self.none()
        return self.filter(condition)

    def within_programme(self, user: User | AnonymousUser, capability: Capability) -> Self:
        """Return what somebody with the widest reach gets: everything, unless a child model keeps rows apart."""
        return self.all()


def decide(user: User | AnonymousUser, capability: Capability, obj: models.Model | None = None) -> Decision:
    """Answer whether the user may do this, with a Dutch reason when not.

    With an object the answer is the scoped queryset with the object's key; an organisation is reached as such.
    """
    if reach_of(user, capability) is None:
        return Decision(False, _no_grant(capability))
    if obj is None:
        return Decision(True)
    if _reaches(user, capability, obj):
        return Decision(True)
    return Decision(False, "Dit hoort bij een andere organisatie.")


def demand(user: User | AnonymousUser, capability: Capability, obj: models.Model | None = None) -> None:
    """Refuse with the reason; services ask for themselves, whoever calls them.

    Raises:
        PermissionDenied: when `decide` says no.
    """
    decision = decide(user, capability, obj)
    if not decision:
        raise PermissionDenied(decision.reason)


def _reaches(user: User | AnonymousUser, capability: Capability, obj: models.Model) -> bool:
    manager = type(obj)._default_manager
    queryset = manager.get_queryset()
    if isinstance(queryset, ScopedQuerySet):
        return queryset.reachable(user, capability).filter(pk=obj.pk).exists()
    return reach_of(user, capability) is Reach.PROGRAMME


def _no_grant(capability: Capability) -> str:
    holders = ", ".join(sorted(str(role.label) for role, granted in GRANTS.items() if capability in granted))
    return f"Hiervoor is een andere rol nodig: {holders}. Vraag het aan uw contactpersoon of de projectleider."


def may_enter_admin(user: User | AnonymousUser) -> bool:
    """Tell whether the user works in the admin: by role, whatever the flags of the account say."""
    return reach_of(user, Capability.ADMIN_ENTER) is not None


def needs_second_factor(held: Iterable[Role]) -> bool:
    """Tell whether one of these roles demands a second factor at sign-in."""
    return bool(SECOND_FACTOR_ROLES.intersection(held))
