"""The page of one incident: its sentence, clock, lights, fields and steps, as plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import inf
from typing import Any, Protocol

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from incidents.choices import DUTY_MEASURES, DutyKind, DutyState, Status, TalkState
from incidents.clock import is_reported_late
from incidents.delivery.marks import is_mark
from incidents.handlers import handlers_of
from incidents.handling.history import history_of
from incidents.handling.parts import asks_inspection, shown_parts
from incidents.models import AftercareTalk, Duty, Incident, IncidentSettings
from incidents.pages import STATUS_TONES, clock_sentence, day_words, duty_lights, moment_words
from incidents.terms import term_for
from incidents.vocabulary import CHANNELS, KINDS, SOURCES

Lines = list[tuple[str, object]]

STATUS_SENTENCES = {
    Status.REPORTED: "Uw melding is ontvangen. De medewerker interne veiligheid van uw organisatie pakt de melding op.",
    Status.IN_PROGRESS: "Er is iemand met uw melding bezig. U hoeft niets te doen.",
    Status.WAITING: "De volgende stap is aan een ander, bijvoorbeeld de politie. U hoeft niets te doen.",
    Status.CLOSED: "Uw melding is afgehandeld.",
    Status.REOPENED: "Er wordt opnieuw naar uw melding gekeken.",
    Status.WITHDRAWN: "De melding is ingetrokken. Zij blijft bewaard en telt niet mee.",
    Status.DUPLICATE: "Over hetzelfde voorval was er al een melding. Die telt mee, deze niet.",
    Status.NOT_VPT: "Dit is geen agressie van buiten tegen uw publieke taak. Praat erover met de vertrouwenspersoon.",
    Status.ANONYMISED: "De tekst van uw melding is na de bewaartermijn verwijderd.",
}
"""How the own report stands, for its reporter."""
NOBODY_HANDLES = (
    "Uw melding is ontvangen. Uw organisatie heeft nu geen medewerker interne veiligheid. "
    "Vertel het daarom ook uw leidinggevende."
)


def about_of(incident: Incident) -> Lines:
    """Return what is known of the report itself: when, by whom, from where, and who handles it."""
    lines: Lines = [
        ("Gemeld op", moment_words(incident.reported_at) if incident.reported_at else ""),
        ("Melder", str(incident.reporter) if incident.reporter else ""),
        ("Behandelaar", str(incident.assigned_to) if incident.assigned_to else "nog niemand"),
        ("Dubbel met", str(incident.merged_into) if incident.merged_into else ""),
        ("Bron", SOURCES.label(incident.source_system)),
        ("Kenmerk in de bron", "" if is_mark(incident.source_ref) else incident.source_ref),
        ("Zin voor de melder", incident.text.conclusion),
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
    main, others = _steps(incident, flow if may_handle else [])
    what = KINDS.label(incident.main_kind).capitalize()
    return {
        "organisation": incident.organisation,
        "headline": f"{what}, {CHANNELS.label(incident.channel)}",
        "status_tone": STATUS_TONES.get(Status(incident.status), "neutral"),
        "conclusion": incident.text.conclusion if incident.status == Status.CLOSED else "",
        "duty_lights": duty_lights(incident, at, may_handle=may_handle and incident.is_open),
        "parts": shown_parts(incident, may_handle=may_handle),
        "talks": talk_lines(incident, at, may_handle=may_handle),
        "may_handle": may_handle,
        "primary_action": main,
        "actions": others,
        "index_url": reverse("incidents:index"),
        "list_url": reverse("incidents:list"),
        **_clock_part(incident, at, may_handle=may_handle),
        **(_for_handler(incident) if may_handle else _for_reporter(incident)),
    }


def _clock_part(incident: Incident, at: datetime, *, may_handle: bool) -> dict[str, Any]:
    clock = incident.clock(at)
    return {
        "clock": clock,
        "clock_sentence": clock_sentence(clock, incident, may_handle=may_handle),
        "clock_left": clock.share_left if clock.stopped_at is None else max(clock.share_left, 1),
        "clock_total": 100,
        "is_reported_late": is_reported_late(incident, term_for(incident)),
    }


def _for_handler(incident: Incident) -> dict[str, Any]:
    """Return what only who handles incidents sees."""
    return {
        "help_links": [(kind.label, url) for kind in DutyKind if (url := help_url(kind))],
        "may_change": incident.is_open,
        "may_plan_talks": incident.is_open,
        "about": about_of(incident),
        "asks_inspection": incident.is_open and asks_inspection(incident),
        "prevention_url": drawer_url("preventie"),
        "history": history_of(incident),
    }


def _for_reporter(incident: Incident) -> dict[str, Any]:
    is_unseen = incident.status == Status.REPORTED
    if is_unseen and not handlers_of(incident.organisation_id, on=timezone.localdate()):
        return {"status_sentence": NOBODY_HANDLES}
    return {"status_sentence": STATUS_SENTENCES.get(Status(incident.status), "")}


def _steps(incident: Incident, flow: Sequence[FlowStep]) -> tuple[dict[str, str] | None, list[dict[str, str]]]:
    """Return the step that comes first by itself, and the others that are possible."""
    steps = {
        step.slug: {"label": step.label, "url": reverse("incidents:flow", args=[incident.reference, step.slug])}
        for step in flow
        if incident.may_become(step.status)
    }
    main = steps.get("oppakken") or _first_duty(incident, steps) or steps.get("afhandelen")
    return main, [step for step in steps.values() if step is not main]


def _first_duty(incident: Incident, steps: dict[str, dict[str, str]]) -> dict[str, str] | None:
    """Return the way to the duty that is due first, as long as one of the four waits for an answer."""
    waiting = [duty for duty in incident.duties.all() if duty.state == DutyState.TODO]
    if not waiting or not incident.is_open or not steps:
        return None
    first = min(waiting, key=lambda duty: duty.due_at.timestamp() if duty.due_at else inf)
    url = reverse("incidents:duty", args=[incident.reference, first.kind])
    return {"label": f"Volgende stap: {first.get_kind_display()}", "url": url}


def _due_words(duty: Duty) -> str:
    """Only the clock of the reaction goes by the hour."""
    assert duty.due_at is not None
    return moment_words(duty.due_at) if duty.kind == DutyKind.REACTION else day_words(duty.due_at)


def duty_page(incident: Incident, duty: Duty, at: datetime) -> dict[str, Any]:
    """Return what the page of one duty shows beside its form."""
    contacts, checked = police_contacts(incident) if duty.kind == DutyKind.POLICE_REPORT else ([], "")
    due = f"Voorgestelde datum: {_due_words(duty)}." if duty.due_at else ""
    return {
        "title": f"{duty.get_kind_display().capitalize()} bij {incident.reference}",
        "lead": f"{_QUESTIONS[DutyKind(duty.kind)]} {due}".strip(),
        "help_url": help_url(DutyKind(duty.kind)),
        "talks": talk_lines(incident, at, may_handle=True) if duty.kind == DutyKind.AFTERCARE else [],
        "contacts": contacts,
        "contacts_words": checked,
        "index_url": reverse("incidents:index"),
    }


_QUESTIONS = {
    DutyKind.REACTION: "Kreeg de veroorzaker een reactie van uw organisatie?",
    DutyKind.POLICE_REPORT: "Is er aangifte gedaan?",
    DutyKind.DAMAGE: "Is de schade verhaald, of in gang gezet?",
    DutyKind.AFTERCARE: "Is er opvang aangeboden aan de collega?",
}


_DONE_WORDS = {
    DutyKind.REACTION: "De veroorzaker kreeg een reactie van ons.",
    DutyKind.POLICE_REPORT: "Er is aangifte gedaan.",
    DutyKind.DAMAGE: "De schade wordt verhaald.",
    DutyKind.AFTERCARE: "Er is opvang aangeboden.",
}


def proposed_conclusion(incident: Incident) -> str:
    """Return a sentence for the reporter from what was done, to change or to send as it is; none without a reporter."""
    if incident.text.conclusion or incident.reporter_id is None:
        return incident.text.conclusion
    done = {duty.kind for duty in incident.duties.all() if duty.state == DutyState.DONE}
    told = [words for kind, words in _DONE_WORDS.items() if kind in done]
    return " ".join(["Dank u wel voor uw melding.", *told])


def help_url(kind: DutyKind) -> str:
    """Return the drawer of the measure that helps with a duty."""
    return drawer_url(DUTY_MEASURES[kind])


def drawer_url(measure: str) -> str:
    """Return the drawer of a measure, by its slug; empty as long as that page does not exist."""
    try:
        return reverse("apothekerskast:drawer", args=[measure])
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One talk of aftercare in words, with the address to answer it."""

    when: str
    state: str
    words: str
    url: str


def talk_lines(incident: Incident, at: datetime, *, may_handle: bool) -> list[TalkLine]:
    """Return the talks in order of their day; who was there sees that they are planned."""
    lines = []
    for talk in incident.talks.all():
        url = reverse("incidents:talk", args=[incident.reference, talk.after_days]) if may_handle else ""
        state, words = _talk_words(talk, timezone.localdate(at))
        lines.append(TalkLine(talk.when, state, words, url))
    return lines


def _talk_words(talk: AftercareTalk, today: date) -> tuple[str, str]:
    if talk.state == TalkState.HELD and talk.held_on:
        return "done", f"gevoerd op {day_words(talk.held_on)}"
    if talk.state == TalkState.NOT_WANTED:
        return "not_needed", "niet gewenst"
    return ("late" if talk.planned_on < today else "todo"), f"gepland op {day_words(talk.planned_on)}"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call about a report to the police, as the organisation noted it."""

    label: str
    words: str


def police_contacts(incident: Incident) -> tuple[list[Contact], str]:
    """Return the contacts at police and prosecution, and a sentence that asks whether they still hold."""
    settings = IncidentSettings.objects.filter(organisation_id=incident.organisation_id).first()
    if settings is None:
        return [], ""
    found = [("Politie", settings.police_contact), ("Openbaar Ministerie", settings.prosecution_contact)]
    contacts = [Contact(label, words) for label, words in found if words]
    checked = settings.contacts_checked_on
    since = f"Voor het laatst nagekeken op {day_words(checked)}." if checked else "Nog niet nagekeken."
    return contacts, f"{since} Klopt dit nog?" if contacts else ""
