"""The end of keeping as pages show it: what goes when, what waits and why, and what was erased."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.text import counted
from incidents.models import Incident, RemovalRecord
from incidents.pages import short_moment
from incidents.retention import KEEPING, NOTICE, RUNNING_PROSECUTION, ended, waits
from incidents.vocabulary import KINDS
from participants.access import Capability
from participants.models import Organisation, User

AHEAD = timedelta(days=60)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class EndLine:
    """An incident whose text goes: what it was, when, and how much there is."""

    reference: str
    url: str
    what: str
    closed_on: date
    day: date
    holds: str
    pause_url: str


@dataclass(frozen=True, slots=True)
class WaitLine:
    """An incident that is kept longer: why and until when."""

    reference: str
    url: str
    why: str
    until: date | None
    pause_url: str
    resume_url: str


def ends_soon(user: User, organisation: Organisation, at: datetime) -> Any:
    """Return the incidents of which the text goes within sixty days, first come first."""
    rows = ended(Incident.objects.reachable(user, Capability.INCIDENTS_HANDLE).filter(organisation=organisation))
    soon = rows.filter(term_at__lte=at + AHEAD).exclude(waits(at))
    return soon.annotate(files=Count("attachments")).select_related("retention").order_by("term_at", "pk")


def waiting(user: User, organisation: Organisation, at: datetime) -> Any:
    """Return the incidents that are kept past their term or within sixty days of it, and why."""
    rows = ended(Incident.objects.reachable(user, Capability.INCIDENTS_HANDLE).filter(organisation=organisation))
    paused = Q(retention_paused_until__gte=timezone.localdate(at))
    kept = rows.filter(paused | (waits(at) & Q(term_at__lte=at + AHEAD)))
    return kept.select_related("retention").order_by(F("retention_paused_until").asc(nulls_last=True), "pk")


def erased_on(incident: Any, at: datetime) -> date:
    """Return the day on which the text goes: after its term, and thirty days after it was announced."""
    noticed_at = getattr(getattr(incident, "retention", None), "noticed_at", None)
    announced = noticed_at if noticed_at and noticed_at >= incident.ended_at else at
    return timezone.localdate(max(incident.term_at, announced + NOTICE))


def end_lines(rows: Iterable[Any], at: datetime) -> list[EndLine]:
    """Return the lines of the list of what goes."""
    return [
        EndLine(
            reference=each.reference,
            url=each.get_absolute_url(),
            what=KINDS.label(each.main_kind),
            closed_on=timezone.localdate(each.ended_at),
            day=erased_on(each, at),
            holds="tekst en " + counted(each.files, "bijlage", "bijlagen") if each.files else "tekst",
            pause_url=reverse("incidents:retention_pause", args=[each.reference]),
        )
        for each in rows
    ]


def wait_lines(rows: Iterable[Any], at: datetime) -> list[WaitLine]:
    """Return the lines of the list of what waits; a pause of somebody can be ended, a procedure ends by itself."""
    lines = []
    for each in rows:
        until = each.retention_paused_until
        is_paused = until is not None and until >= timezone.localdate(at)
        lines.append(
            WaitLine(
                reference=each.reference,
                url=each.get_absolute_url(),
                why=_pause_words(each) if is_paused else _procedure_words(each),
                until=until if is_paused else None,
                pause_url=reverse("incidents:retention_pause", args=[each.reference]),
                resume_url=reverse("incidents:retention_resume", args=[each.reference]) if is_paused else "",
            )
        )
    return lines


def _pause_words(incident: Any) -> str:
    case = getattr(incident, "retention", None)
    words = case.get_pause_reason_display() if case and case.pause_reason else ""
    return words or "op verzoek van uw organisatie"


def _procedure_words(incident: Incident) -> str:
    if incident.prosecution_status in RUNNING_PROSECUTION:
        return "volgens de gegevens loopt er een strafzaak"
    return "volgens de gegevens wordt de schade nog verhaald"


def removal_lines(rows: Iterable[RemovalRecord]) -> list[dict[str, Any]]:
    """Return the lines of the register, in words."""
    return [
        {
            "when": short_moment(row.removed_at),
            "label": row.label or f"nummer {row.object_id}",
            "what": KEEPING[row.what].label if row.what in KEEPING else row.what,
            "how": row.get_method_display(),
            "texts": row.texts,
            "files": row.files,
        }
        for row in rows
    ]


def keeping_note(incident: Incident, at: datetime, *, may_handle: bool) -> dict[str, Any]:
    """Return the sentence about keeping on the page of an incident, and where to keep it longer."""
    if incident.anonymised_at is not None:
        day = timezone.localdate(incident.anonymised_at)
        return {"keeping": {"sentence": f"Tekst en bijlagen zijn op {_day(day)} gewist.", "url": ""}}
    row = ended(Incident.objects.filter(pk=incident.pk)).select_related("retention").first() if may_handle else None
    if row is None:
        return {"keeping": None}
    url = reverse("incidents:retention_pause", args=[incident.reference])
    [line] = wait_lines([row], at) if ended(Incident.objects.filter(waits(at), pk=row.pk)).exists() else [None]
    if line is None:
        sentence = f"Tekst en bijlagen worden gewist op {_day(erased_on(row, at))}. Het voorval telt daarna nog mee."
    else:
        end = f" tot en met {_day(line.until)}" if line.until else ""
        sentence = f"Tekst en bijlagen blijven bewaard{end}: {line.why}."
    return {"keeping": {"sentence": sentence, "url": url}}


def _day(day: date) -> str:
    return date_format(day, "j F Y")
