"""Objects of letters, settings, help sheets and posters for the matrix of rights: all for the own organisation."""

from __future__ import annotations

from django.utils import timezone

from core.uploads import store
from incidents.models import (
    HelpSheet,
    Incident,
    IncidentSettings,
    LetterTemplate,
    MiniReport,
    PosterLink,
    Unit,
)
from incidents.posters import token_of
from tests.factories.incidents_letters import MiniReportFactory, PosterFactory
from tests.permissions.case import Case, builds


@builds("incident_settings_part")
def settings_part(case: Case) -> tuple[str]:
    """A part of the settings; whose they are follows from the user, so the canary stands in the row."""
    IncidentSettings.objects.create(organisation=case.organisation, police_contact=case.canary())
    return ("contact",)


@builds("incident_unit")
def unit(case: Case) -> Unit:
    """A department."""
    return Unit.objects.create(organisation=case.organisation, name=case.canary())


@builds("letter_text")
def letter_text(case: Case) -> tuple[str]:
    """An own text of a letter."""
    LetterTemplate.objects.create(
        organisation=case.organisation,
        kind="waarschuwing",
        subject="Waarschuwing",
        body=case.canary(),
        changed_at=timezone.now(),
    )
    return ("waarschuwing",)


@builds("incident_letter")
def incident_letter(case: Case) -> tuple[str, str]:
    """A letter about a report; its place holds a canary."""
    return (case.get("incident")[0], "waarschuwing")


@builds("help_sheet")
def help_sheet(case: Case) -> tuple[str, int]:
    """A help sheet that is ready."""
    reference = case.get("incident")[0]
    incident = Incident.objects.get(reference=reference)
    pdf = store(
        name="hulpblad.pdf", content=b"%PDF-1.7 " + case.canary().encode(), mimetype="application/pdf", actor=None
    )
    sheet = HelpSheet.objects.create(
        incident=incident, organisation=case.organisation, requested_at=timezone.now(), pdf=pdf
    )
    return (reference, sheet.pk)


@builds("poster")
def poster(case: Case) -> PosterLink:
    """A poster with its file."""
    content = b"%PDF-1.7 " + case.canary().encode()
    pdf = store(name="poster.pdf", content=content, mimetype="application/pdf", actor=None)
    made: PosterLink = PosterFactory(organisation=case.organisation, label=case.canary(), pdf=pdf)
    return made


@builds("poster_token")
def poster_token(case: Case) -> tuple[str]:
    """What stands on a poster that takes reports."""
    return (token_of(PosterFactory(organisation=case.organisation)),)


@builds("mini_report")
def mini_report(case: Case) -> MiniReport:
    """A short report that waits."""
    made: MiniReport = MiniReportFactory(poster=case.get("poster"), words=case.canary())
    return made
