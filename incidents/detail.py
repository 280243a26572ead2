"""The page of one incident: its sentence, clock, lights, fields and steps, as plain words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from django.urls import NoReverseMatch, reverse

from incidents.choices import DUTY_MEASURES, DutyKind, Status
from incidents.clock import is_reported_late
from incidents.history import history_of
from incidents.models import Duty, Incident
from incidents.pages import STATUS_TONES, clock_sentence, day_words, duty_lights, moment_words
from incidents.vocabulary import ACTIONS, CAUSES, CHANNELS, FUNCTION_GROUPS, KINDS, POLICE_CONTACT, RELATIONS

Lines = list[tuple[str, object]]


def facts_of(incident: Incident) -> Lines:
    """Return the facts of an incident; a field that nobody filled is left out, except what the report asks."""
    asked: Lines = [
        ("Wat", KINDS.labels(incident.kinds)),
        ("Hoofdvorm", KINDS.label(incident.main_kind)),
        ("Wanneer", moment_words(incident.occurred_at, incident.occurred_precision) if incident.occurred_at else ""),
        ("Gemeld op", moment_words(incident.reported_at) if incident.reported_at else ""),
        ("Waar", CHANNELS.label(incident.channel)),
        ("Ernst", incident.get_severity_display()),
        ("Veroorzaker bekend", incident.get_offender_known_display()),
        ("Al gedaan", ACTIONS.labels(incident.actions_taken)),
    ]
    later: Lines = [
        ("Relatie", RELATIONS.label(incident.offender_relation)),
        ("Eerder voorval met dezelfde veroorzaker", incident.get_repeated_display()),
        ("Functie van de collega", FUNCTION_GROUPS.label(incident.function_group)),
        ("Aanleiding", CAUSES.label(incident.cause)),
        ("Politie", POLICE_CONTACT.label(incident.police_contact)),
        ("Aangifte gedaan op", day_words(incident.report_filed_on) if incident.report_filed_on else ""),
        ("Melder", str(incident.reporter) if incident.reporter else ""),
        ("Behandelaar", str(incident.assigned_to) if incident.assigned_to else "nog niemand"),
        ("Dubbel met", str(incident.merged_into) if incident.merged_into else ""),
    ]
    return asked + [(label, value) for label, value in later if value]


def text_of(incident: Incident) -> Lines:
    """Return the free text, for who may read this incident."""
    text = incident.text
    lines: Lines = [
        ("Locatie", text.location),
        ("In eigen woorden", text.narrative),
        ("Kenmerk in eigen dossier", text.own_reference),
        ("Nummer proces-verbaal", text.report_number),
        ("Zin voor de melder", text.conclusion),
        ("Wat leren we hiervan", text.lessons),
    ]
    return [(label, value) for label, value in lines if value]


class FlowStep(Protocol):
    """What the page asks of a step of the flow."""

    @property
    def slug(self) -> str:
        """The last part of its address."""

    @property
    def label(self) -> str:
        """The words of its button."""

    @property
    def status(self) -> Status:
        """Where it leads."""


def incident_page(incident: Incident, at: datetime, *, may_handle: bool, flow: Sequence[FlowStep]) -> dict[str, Any]:
    """Return all that the page of an incident shows. One step is the main button; the others stand below."""
    clock = incident.clock(at)
    main, others = _steps(incident, flow if may_handle else [])
    what = KINDS.label(incident.main_kind).capitalize()
    return {
        "organisation": incident.organisation,
        "clock": clock,
        "clock_sentence": clock_sentence(clock, incident),
        "clock_left": clock.share_left if clock.stopped_at is None else max(clock.share_left, 1),
        "clock_total": 100,
        "is_reported_late": is_reported_late(incident, incident.organisation),
        "headline": f"{what}, {CHANNELS.label(incident.channel)}",
        "status_tone": STATUS_TONES.get(Status(incident.status), "neutral"),
        "duty_lights": duty_lights(incident, at, may_handle=may_handle and incident.is_open),
        "help_links": [(kind.label, url) for kind in DutyKind if may_handle and (url := help_url(kind))],
        "may_handle": may_handle,
        "facts": facts_of(incident),
        "text": text_of(incident),
        "primary_action": main,
        "actions": others,
        "history": history_of(incident) if may_handle else [],
        "index_url": reverse("incidents:index"),
        "list_url": reverse("incidents:list"),
    }


def _steps(incident: Incident, flow: Sequence[FlowStep]) -> tuple[dict[str, str] | None, list[dict[str, str]]]:
    """Return the step that comes first by itself, and the others that are possible."""
    steps = {
        step.slug: {"label": step.label, "url": reverse("incidents:flow", args=[incident.reference, step.slug])}
        for step in flow
        if incident.may_become(step.status)
    }
    main = next((steps[slug] for slug in ("oppakken", "afhandelen", "heropenen") if slug in steps), None)
    return main, [step for step in steps.values() if step is not main]


def duty_page(incident: Incident, duty: Duty) -> dict[str, Any]:
    """Return what the page of one duty shows beside its form."""
    due = f"Voorgestelde datum: {moment_words(duty.due_at)}." if duty.due_at else ""
    return {
        "title": f"{duty.get_kind_display().capitalize()} bij {incident.reference}",
        "lead": f"{_QUESTIONS[DutyKind(duty.kind)]} {due}".strip(),
        "help_url": help_url(DutyKind(duty.kind)),
        "index_url": reverse("incidents:index"),
    }


_QUESTIONS = {
    DutyKind.REACTION: "Kreeg de veroorzaker een reactie van uw organisatie?",
    DutyKind.POLICE_REPORT: "Is er aangifte gedaan?",
    DutyKind.DAMAGE: "Is de schade verhaald, of in gang gezet?",
    DutyKind.AFTERCARE: "Is er opvang aangeboden aan de collega?",
}


def help_url(kind: DutyKind) -> str:
    """Return the drawer of the measure that helps with a duty; empty as long as that page does not exist."""
    try:
        return reverse("apothekerskast:drawer", args=[DUTY_MEASURES[kind]])
    except NoReverseMatch:
        return ""
