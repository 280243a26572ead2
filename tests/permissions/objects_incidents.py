"""Objects of incidents for the matrix of rights: what stands inside one is for its own organisation alone."""

from __future__ import annotations

from incidents.models import Incident, LightIncident
from incidents.services.aftercare import propose_talks
from participants.access import Role
from tests.factories.incidents import IncidentFactory, attach
from tests.permissions.case import Case, builds


def _incident(case: Case, **traits: object) -> Incident:
    made: Incident = IncidentFactory(
        organisation=case.organisation,
        reporter=case.users[Role.REPORTER],
        narrative=case.canary(),
        location=case.canary(),
        own_reference=case.canary(),
        **traits,
    )
    return made


@builds("incident")
def incident(case: Case) -> tuple[str]:
    """A report of the reporter."""
    return (_incident(case).reference,)


@builds("incident_draft")
def incident_draft(case: Case) -> tuple[str]:
    """What the reporter has not sent yet: not even the coordinator sees it."""
    return (_incident(case, draft=True).reference,)


@builds("incident_draft_step")
def incident_draft_step(case: Case) -> tuple[str, str]:
    """The last question of a draft, which shows the words."""
    return (_incident(case, draft=True).reference, "woorden")


@builds("incident_closed")
def incident_closed(case: Case) -> tuple[str]:
    """A report that was closed."""
    return (_incident(case, closed=True).reference,)


@builds("incident_attachment")
def incident_attachment(case: Case) -> tuple[str, int]:
    """A file that the reporter added."""
    made = _incident(case)
    name = f"{case.canary()}.txt"
    return made.reference, attach(made, name=name, content=case.canary().encode(), by=case.users[Role.REPORTER]).pk


@builds("incident_part")
def incident_part(case: Case) -> tuple[str, str]:
    """A part of a report, with its words."""
    return (_incident(case).reference, "wat")


@builds("incident_talk")
def incident_talk(case: Case) -> tuple[str, int]:
    """The first talk after a report."""
    incident = _incident(case)
    talk = propose_talks(incident)[0]
    return (incident.reference, talk.after_days)


@builds("incident_duty")
def incident_duty(case: Case) -> tuple[str, str]:
    """A duty after a report."""
    return (_incident(case).reference, "reactie")


@builds("incident_flow")
def incident_flow(case: Case) -> tuple[str, str]:
    """A step of the flow that is possible."""
    return (_incident(case).reference, "oppakken")


@builds("figures_kind")
def figures_kind(case: Case) -> tuple[str]:
    """A kind of file; whose figures follows from the user, so there is no foreign one in the address."""
    return ("csv",)


@builds("region_table")
def region_table(case: Case) -> tuple[str, str]:
    """A table of the region as a file."""
    return ("sector", "csv")


@builds("incident_month")
def incident_month(case: Case) -> tuple[int, int]:
    """A month; whose it is follows from the user, so there is no foreign one in the address."""
    return (2015, 3)


@builds("api_month")
def api_month(case: Case) -> tuple[str]:
    """A month as the API names it."""
    return ("2015-03",)


@builds("light_incident")
def light_incident(case: Case) -> tuple[int]:
    """What the reporter counted: only who counted may change it."""
    made = LightIncident.objects.create(
        organisation=case.organisation, counted_by=case.users[Role.REPORTER], kind="verbaal"
    )
    return (made.pk,)
