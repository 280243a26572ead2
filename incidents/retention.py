"""How long what is kept, and how it ends: the one list that the job, the page and the command read.

Free text and attachments of an incident are erased a number of months after closing (24, or what the organisation
chose), as long as no procedure runs; the row itself stays and counts. Nothing is erased that was not announced, nothing
that was edited in the last two weeks. What is removed is written down in `RemovalRecord`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    CharField,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from core.models import AuditEvent
from incidents.choices import SET_ASIDE, Status
from incidents.models import ImportRun, Incident, LightIncident, MiniReport, RemovalRecord
from incidents.models.delivery import UNFINISHED
from incidents.models.poster import MiniReportState
from participants.models import Organisation

NOTICE = timedelta(days=30)
"""So long before it is erased, an incident is announced to who handles incidents."""
QUIET = timedelta(days=14)
"""What was changed in this time is left alone, however old it is."""
DRAFT_WARNED = timedelta(days=21)
DRAFT_REMOVED = timedelta(days=30)
MINI_REPORT_REMOVED = timedelta(days=90)
IMPORT_NAME_REMOVED = timedelta(days=90)
NAMELESS = "bestand"
"""What a delivered file is called when its own name is gone."""

RUNNING_PROSECUTION = ("opsporing", "vervolging")
READS = ("incidents.incident.read", "incidents.attachment.downloaded")

ENDED = (Status.CLOSED, *SET_ASIDE)
"""An incident in one of these asks for no work any more; its term runs."""

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept, how long in words, how it ends, which rows have reached that end, and what a row is called.

    `is_alive` tells of one row that it was not removed yet.
    """

    what: str
    model: type[Model]
    label: str
    term: str
    method: RemovalRecord.Method
    due: Callable[[datetime], Rows]
    name_of: Callable[[Any], str]
    is_alive: Callable[[Any], bool]


class _Months(Func):
    """A number of months as a length of time."""

    template = "make_interval(months => %(expressions)s)"
    output_field = DurationField()


def ended(rows: Rows) -> Rows:
    """Narrow to incidents whose term runs, with `ended_at` and `term_at`: when it began and when it is over."""
    months = _Months(F("organisation__retention_months"))
    return rows.filter(status__in=ENDED, anonymised_at=None).annotate(
        ended_at=Coalesce("closed_at", "saved_at"),
        term_at=ExpressionWrapper(Coalesce("closed_at", "saved_at") + months, output_field=DateTimeField()),
    )


def in_procedure() -> Q:
    """Tell of a case before police or court, and of damage that is being recovered: its text may be needed."""
    recovering = Q(recovery_routes__len__gt=0, damage_amount__gt=0, recovered_amount__isnull=True)
    return Q(prosecution_status__in=RUNNING_PROSECUTION) | recovering


def waits(at: datetime) -> Q:
    """Tell of incidents that are kept longer: paused by somebody, or in a procedure."""
    return Q(retention_paused_until__gte=timezone.localdate(at)) | in_procedure()


def edited_lately(at: datetime) -> Q:
    """Tell of incidents that somebody changed in the last two weeks; reading is no change."""
    changes = AuditEvent.objects.filter(
        object_type=Incident._meta.label_lower,
        object_id=Cast(OuterRef("pk"), CharField()),
        at__gt=at - QUIET,
        actor__isnull=False,
    ).exclude(code__in=READS)
    return Q(saved_at__gt=at - QUIET) | Q(Exists(changes))


def to_announce(at: datetime) -> Rows:
    """Return incidents whose term is over within thirty days and that were not announced since they ended."""
    rows = ended(Incident.objects.all()).filter(term_at__lte=at + NOTICE).exclude(waits(at))
    return rows.exclude(retention__noticed_at__gte=F("ended_at")).order_by("organisation_id", "pk")


def due_incidents(at: datetime) -> Rows:
    """Return incidents whose text and attachments are to be erased now."""
    announced = Q(retention__noticed_at__gte=F("ended_at"), retention__noticed_at__lte=at - NOTICE)
    rows = ended(Incident.objects.all()).filter(announced, term_at__lte=at)
    return rows.exclude(waits(at)).exclude(edited_lately(at)).order_by("pk")


def drafts_to_announce(at: datetime) -> Rows:
    """Return drafts that nobody touched for three weeks and whose writer was not warned since."""
    rows = Incident.objects.filter(status=Status.DRAFT, saved_at__lte=at - DRAFT_WARNED)
    return rows.exclude(retention__noticed_at__gte=F("saved_at")).order_by("pk")


def due_drafts(at: datetime) -> Rows:
    """Return drafts that are thrown away now: untouched for thirty days, and warned of nine days before."""
    warned = Q(retention__noticed_at__gte=F("saved_at"), retention__noticed_at__lte=at - (DRAFT_REMOVED - DRAFT_WARNED))
    return Incident.objects.filter(warned, status=Status.DRAFT, saved_at__lte=at - DRAFT_REMOVED).order_by("pk")


def due_mini_reports(at: datetime) -> Rows:
    """Return short reports that nobody judged for three months."""
    limit = at - MINI_REPORT_REMOVED
    return MiniReport.objects.filter(state=MiniReportState.WAITING, reported_at__lte=limit).order_by("pk")


def due_imports(at: datetime) -> Rows:
    """Return delivered files of three months ago whose name and faults still stand there."""
    known = RemovalRecord.objects.filter(what="bestand", object_id=OuterRef("pk"))
    rows = ImportRun.objects.filter(uploaded_at__lte=at - IMPORT_NAME_REMOVED).exclude(status__in=UNFINISHED)
    return rows.exclude(Exists(known)).order_by("pk")


def people_due(organisation: Organisation, at: datetime) -> list[tuple[str, Rows]]:
    """Return of which rows without text the person is to be forgotten now, with the name of that field."""
    term = _Months(Value(organisation.retention_months))
    edge = ExpressionWrapper(Value(at, output_field=DateTimeField()) - term, output_field=DateTimeField())
    light = LightIncident.objects.filter(organisation=organisation, counted_by__isnull=False, counted_at__lt=edge)
    rejected = MiniReport.objects.filter(
        organisation=organisation, state=MiniReportState.REJECTED, judged_by__isnull=False, judged_at__lt=edge
    )
    return [("counted_by", light), ("judged_by", rejected)]


KEEPING: dict[str, Keeping] = {
    each.what: each
    for each in (
        Keeping(
            "voorval",
            Incident,
            "tekst en bijlagen van voorvallen",
            "24 maanden na afhandelen, of de termijn van de organisatie",
            RemovalRecord.Method.ANONYMISED,
            due_incidents,
            lambda row: row.reference,
            lambda row: row.status != Status.DRAFT and row.anonymised_at is None,
        ),
        Keeping(
            "concept",
            Incident,
            "concepten",
            "30 dagen na de laatste wijziging",
            RemovalRecord.Method.DELETED,
            due_drafts,
            lambda row: row.reference,
            lambda row: row.status == Status.DRAFT,
        ),
        Keeping(
            "korte_melding",
            MiniReport,
            "korte meldingen die niemand beoordeelde",
            "90 dagen na de melding",
            RemovalRecord.Method.DELETED,
            due_mini_reports,
            lambda row: "",
            lambda row: row.state == MiniReportState.WAITING,
        ),
        Keeping(
            "bestand",
            ImportRun,
            "namen en fouten van ingelezen bestanden",
            "90 dagen na het inlezen",
            RemovalRecord.Method.DELETED,
            due_imports,
            lambda row: "",
            lambda row: row.file_name != NAMELESS,
        ),
    )
}

CLEARED: dict[str, Any] = {
    "reporter": None,
    "assigned_to": None,
    "assigned_by": None,
    "assigned_at": None,
    "submit_key": None,
    "harm_physical": "",
    "harm_psychological": "",
    "repeated": "",
    "is_reportable": None,
    "ban_until": None,
    "report_filed_on": None,
    "report_protection": "",
    "prosecution_status": "",
    "aftercare_accepted": "",
    "aftercare_by": [],
    "retention_paused_until": None,
}
"""What an anonymised incident loses beside its text: who was involved, health, and what concerns the criminal case."""

KEPT = frozenset(
    "id version organisation unit reference status reported_by_role created_at saved_at occurred_at occurred_precision "
    "reported_at kinds main_kind severity channel function_group victims_count witnesses_count cause offender_known "
    "offender_relation actions_taken clock_due_at clock_stopped_at queue_rank queue_at reaction_types police_contact "
    "report_filed_by is_vpt_code_requested damage_kinds damage_amount recovered_amount recovery_routes "
    "aftercare_offered_at team_aftercare lost_days closed_at merged_into source_system source_ref import_run "
    "anonymised_at".split()
)
"""What stays, because figures count it. The moments stay exact: terms and measurement rounds are computed from them.

Of `source_ref` a mark stays: the reference itself leads to a file of the employer in which people have names.
"""
