"""Taking figures out as a file is an event: who took which figures, of which organisation."""

from __future__ import annotations

from core.audit import declare, record
from participants.access import Capability, demand
from participants.models import Organisation, User

declare("incidents.figures.exported", "{actor} haalde de cijfers op als bestand ({object})")
declare("incidents.region.exported", "{actor} haalde de cijfers van de regio op als bestand")


def record_export(*, actor: User, organisation: Organisation | None) -> None:
    """Record that figures leave the portal: of one organisation, or of the region when there is none.

    Raises:
        PermissionDenied: outside the reach of the actor.
    """
    wanted = Capability.INCIDENT_FIGURES_OWN if organisation else Capability.INCIDENT_FIGURES_REGION
    demand(actor, wanted, organisation)
    if organisation is None:
        record(code="incidents.region.exported", actor=actor)
        return
    record(code="incidents.figures.exported", actor=actor, obj=organisation, organisation_id=organisation.pk)
