"""What the pages show of incidents, as plain words: answers, rows, lights, next steps, history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.components import Light
from incidents.choices import DUTY_REASONS, OPEN, DutyKind, DutyState, OffenderKnown, Precision, Severity, Status
from incidents.clock import Clock, ClockState, in_words, read
from incidents.models import Duty, Incident
from incidents.registering.steps import REPORTER, STEPS, UNIT
from incidents.vocabulary import ACTIONS, CHANNELS, FUNCTION_GROUPS, KINDS

STATUS_TONES = {
    Status.REPORTED: "attention",
    Status.IN_PROGRESS: "info",
    Status.WAITING: "neutral",
    Status.REOPENED: "attention",
    Status.CLOSED: "good",
}


def day_words(moment: datetime | date) -> str:
    """Return a day as "donderdag 12 maart 2015"."""
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return date_format(day, "l j F Y")


def soon_words(moment: datetime) -> str:
    """Return a moment of these weeks, without its year: "dinsdag 24 november, 19:05 uur"."""
    return date_format(timezone.localtime(moment), r"l j F, H:i \u\u\r")


def soon_day(moment: datetime) -> str:
    """Return a day of these weeks, without its year."""
    return soon_words(moment).partition(",")[0]


def moment_words(moment: datetime, precision: str = Precision.EXACT) -> str:
    """Return a moment as precisely as it is known: with a time, with a part of the day, or the day alone."""
    local = timezone.localtime(moment)
    if precision == Precision.DAY:
        return day_words(local)
    if precision == Precision.DAY_PART:
        part = {0: "in de nacht", 6: "in de ochtend", 12: "in de middag", 18: "in de avond"}.get(local.hour, "")
        return f"{day_words(local)}, {part}" if part else day_words(local)
    return f"{day_words(local)}, {local:%H:%M} uur"


def short_moment(moment: datetime) -> str:
    """Return a moment as "12-3-2015 14:05", for tables."""
    local = timezone.localtime(moment)
    return f"{local.day}-{local.month}-{local.year} {local:%H:%M}"


def ago_words(moment: datetime, at: datetime) -> str:
    """Return a moment of these days: "vandaag, 14:32 uur", "gisteren", or the day."""
    local, today = timezone.localtime(moment), timezone.localdate(at)
    if local.date() == today:
        return f"vandaag, {local:%H:%M} uur"
    return "gisteren" if local.date() == today - timedelta(days=1) else date_format(local, "j F")


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question on the check screen with its answer in words and the address to change it."""

    label: str
    answer: str
    url: str
    is_missing: bool = False


def answer_lines(incident: Incident, *, has_units: bool = False) -> list[AnswerLine]:
    """Return the answers of a draft in the order of the form; last who reports and, where used, the unit."""
    needed = {"wat", "wanneer", "waar", "ernst"}
    words = _answer_words(incident)
    return [
        AnswerLine(
            step.short,
            words[step.slug],
            reverse("incidents:step", args=[incident.reference, step.slug]) + "?wijzig=1",
            is_missing=not words[step.slug] and step.slug in needed,
        )
        for step in [*STEPS, REPORTER, *([UNIT] if has_units else [])]
    ]


def _answer_words(incident: Incident) -> dict[str, str]:
    """Return each answer of a draft in words, by the place of its question."""
    text = incident.text
    return {
        "wat": KINDS.labels(incident.kinds),
        "wanneer": moment_words(incident.occurred_at, incident.occurred_precision) if incident.occurred_at else "",
        "waar": ", ".join(part for part in (CHANNELS.label(incident.channel), text.location) if part),
        "ernst": incident.get_severity_display(),
        "veroorzaker": incident.get_offender_known_display(),
        "gedaan": ACTIONS.labels(incident.actions_taken),
        "woorden": "\n".join(part for part in (text.narrative, text.own_reference) if part),
        "melder": incident.get_reported_by_role_display(),
        "afdeling": ", ".join(
            part for part in (str(incident.unit or ""), FUNCTION_GROUPS.label(incident.function_group)) if part
        ),
    }


@dataclass(frozen=True, slots=True)
class NextStep:
    """What follows on a report, with its date in words."""

    title: str
    when: str


def next_steps(incident: Incident) -> list[NextStep]:
    """Return three steps that follow on a report: aftercare, reaction, report to the police."""
    due = {duty.kind: duty.due_at for duty in incident.duties.all()}
    steps = []
    if when := due.get(DutyKind.AFTERCARE):
        steps.append(NextStep("Opvanggesprek", f"uiterlijk {soon_words(when)}"))
    if incident.clock_due_at:
        steps.append(NextStep("Reactie naar de veroorzaker", f"uiterlijk {soon_words(incident.clock_due_at)}"))
    elif incident.offender_known == OffenderKnown.NO:
        steps.append(NextStep("Reactie naar de veroorzaker", "niet nodig: niet bekend wie het deed"))
    if when := due.get(DutyKind.POLICE_REPORT):
        steps.append(NextStep("Aangifte overwegen", f"voor {soon_day(when)}"))
    return steps


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, ready to be written: all words are made, nothing is looked up any more."""

    reference: str
    when: str
    kind: str
    place: str
    severity: str
    status: str
    handler: str
    clock: str
    clock_state: str
    bar: SafeString
    lights: SafeString


LIST_FIELDS = (
    "pk",
    "reference",
    "occurred_at",
    "occurred_precision",
    "main_kind",
    "severity",
    "status",
    "channel",
    "clock_due_at",
    "clock_stopped_at",
    "queue_rank",
    "queue_at",
    "assigned_to_id",
)
_SEVERITIES: dict[str, str] = dict(Severity.choices)
_STATUSES: dict[str, str] = dict(Status.choices)
_DUTY_KINDS: tuple[str, ...] = tuple(DutyKind.values)
_SMALL: dict[str, str] = {DutyState.TODO: "todo", DutyState.DONE: "done", DutyState.NOT_NEEDED: "not_needed"}
_LIGHT_WORDS: dict[str, str] = {DutyState.TODO: "te doen", DutyState.DONE: "klaar", DutyState.NOT_NEEDED: "niet nodig"}


def duties_of(found: Sequence[dict[str, Any]]) -> Iterable[tuple[int, str, str]]:
    """Return (incident, kind, state) of the duties of rows that the reader reaches, as a prefetch would."""
    rows = Duty.objects.filter(incident_id__in=[row["pk"] for row in found])
    return rows.order_by().values_list("incident_id", "kind", "state")


def list_rows(
    found: Sequence[dict[str, Any]],
    duties: Iterable[tuple[int, str, str]],
    at: datetime,
    name_of: Callable[[int | None], str] = lambda _: "",
) -> list[Row]:
    """Make lines of plain rows; `duties` are (incident, kind, state) of the same incidents."""
    states: dict[int, dict[str, str]] = {}
    for incident_id, kind, state in duties:
        states.setdefault(incident_id, {})[kind] = state
    return [_row(row, states.get(row["pk"], {}), at, name_of(row["assigned_to_id"])) for row in found]


def _row(row: dict[str, Any], states: dict[str, str], at: datetime, handler: str) -> Row:
    clock = read(due_at=row["clock_due_at"], stopped_at=row["clock_stopped_at"], at=at, started_at=row["occurred_at"])
    is_open = row["status"] in OPEN
    return Row(
        reference=row["reference"],
        when=_short_when(row["occurred_at"], row["occurred_precision"]),
        kind=KINDS.label(row["main_kind"]),
        place=CHANNELS.label(row["channel"]),
        severity=_SEVERITIES.get(row["severity"], ""),
        status=_STATUSES[row["status"]],
        handler=handler,
        clock=clock.words if is_open or clock.stopped_at else "",
        clock_state="late" if clock.is_late_and_open and is_open else clock.state.value,
        bar=_bar(clock.share_left) if is_open and clock.stopped_at is None and clock.due_at else SafeString(""),
        lights=_small_lights(tuple(states.get(kind, "") for kind in _DUTY_KINDS)),
    )


@lru_cache(maxsize=101)
def _bar(share: int) -> SafeString:
    """Draw the time that is left, beside its words; an empty bar is a term that has passed."""
    fill = format_html('<rect class="bar-fill" width="{}%" height="6" rx="3"></rect>', share) if share else ""
    return format_html(
        '<svg class="bar row-bar" width="100%" height="6" aria-hidden="true" focusable="false">'
        '<rect class="bar-rail" width="100%" height="6" rx="3"></rect>{}</svg>',
        fill,
    )


@lru_cache(maxsize=128)
def _small_lights(states: tuple[str, ...]) -> SafeString:
    """Write the four lights of a line, small; there are few combinations, so they are kept."""
    lines = (
        (_SMALL.get(state, ""), kind.label, _LIGHT_WORDS.get(state, ""))
        for kind, state in zip(DutyKind, states, strict=True)
        if state
    )
    return format_html(
        '<ul class="small-lights">{}</ul>',
        format_html_join("", '<li class="small-light is-{}">{}<span class="visually-hidden"> {}</span></li>', lines),
    )


def _short_when(moment: datetime, precision: str) -> str:
    local = timezone.localtime(moment)
    day = f"{local.day}-{local.month}-{local.year}"
    return f"{day} {local:%H:%M}" if precision == Precision.EXACT else day


def _no_clock(incident: Incident) -> str:
    if incident.offender_known == OffenderKnown.NO:
        return "Niet bekend wie het deed: er loopt geen termijn."
    if incident.import_run_id is not None and incident.status == Status.CLOSED:
        return "Ingelezen als afgehandeld, zonder moment van reactie: er loopt geen termijn."
    return "Een reactie is niet nodig: er loopt geen termijn."


def clock_sentence(clock: Clock, incident: Incident, *, may_handle: bool = True) -> str:
    """Return the clock of one incident as a sentence; only who handles it is told to act."""
    if clock.state is ClockState.NOT_APPLICABLE:
        return _no_clock(incident)
    assert clock.due_at is not None
    about = "ongeveer " if incident.occurred_precision != Precision.EXACT and clock.stopped_at is None else ""
    if clock.state is ClockState.RUNNING:
        return f"Nog {about}{in_words(clock.left, is_exact=True)} om te reageren naar de veroorzaker."
    if clock.stopped_at is None:
        return f"De termijn is {about}{in_words(clock.left)} voorbij.{' Reageer alsnog.' if may_handle else ''}"
    if clock.state is ClockState.MET:
        return f"Op tijd gereageerd, met nog {in_words(clock.left)} over."
    return f"Gereageerd, {in_words(clock.left)} na de termijn."


def duty_lights(incident: Incident, at: datetime, *, may_handle: bool) -> list[Light]:
    """Return the four duties in their own order, as lights; each leads to its form for who may answer it."""
    found = {duty.kind: duty for duty in incident.duties.all()}
    lights = []
    for kind in DutyKind:
        duty = found.get(kind.value)
        if duty is None:
            continue
        url = reverse("incidents:duty", args=[incident.reference, kind.value]) if may_handle else ""
        lights.append(Light(str(kind.label).capitalize(), _light_state(duty, at), _duty_words(duty), url))
    return lights


def _light_state(duty: Duty, at: datetime) -> str:
    if duty.state == DutyState.DONE:
        return "done"
    if duty.state == DutyState.NOT_NEEDED:
        return "not_needed"
    return "late" if duty.due_at and duty.due_at < at else "todo"


def _duty_words(duty: Duty) -> str:
    if duty.state == DutyState.DONE and duty.done_at:
        return f"op {moment_words(duty.done_at)}"
    if duty.state == DutyState.NOT_NEEDED:
        return f"omdat {DUTY_REASONS[DutyKind(duty.kind)].label(duty.reason)}"
    if duty.due_at is None:
        return ""
    return f"uiterlijk {soon_words(duty.due_at)}" if duty.kind == DutyKind.REACTION else f"voor {soon_day(duty.due_at)}"


def since(at: datetime, days: int) -> datetime:
    """Return the moment so many days before."""
    return at - timedelta(days=days)
