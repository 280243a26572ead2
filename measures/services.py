"""Writes of measures: lines of annex 1, whole files of annex 1, answers of organisations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import StoredFile
from core.softdates import parse_soft_date
from measures.costs import parse_cost
from measures.matrix_import import ImportPlan, plan_import
from measures.models import (
    COLUMNS,
    Level,
    MatrixImport,
    MatrixLine,
    MatrixTopic,
    Measure,
    OrganisationMeasureState,
    State,
    StateConfirmation,
)
from measures.spreadsheet import ReadLine, ReadMatrix, ReadTopic
from participants.access import Capability, demand
from participants.models import Organisation, User

audit.declare("measures.line.changed", "{actor} wijzigde {object}")
audit.declare("measures.matrix.imported", "{actor} las bijlage 1 in uit een bestand")
audit.declare("measures.matrix.exported", "{actor} haalde bijlage 1 op als bestand")
audit.declare("measures.matrix.handed_in", "{actor} leverde een bestand van bijlage 1 in")
audit.declare("measures.states.recorded", "{actor} vulde de negen kaarten van {object} in")
audit.declare("measures.states.confirmed", "{actor} bevestigde de stand van {object}")

_RANK = {Level.BOARD: 10, Level.MANAGEMENT: 20, Level.FRONTLINE: 30, Level.OTHER: 40}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an organisation says about one measure."""

    state: State
    reason: str = ""
    note: str = ""


@transaction.atomic
def change_line(
    *, line: MatrixLine, cells: Mapping[str, str], version: int, actor: User | None, changed_at: datetime
) -> MatrixLine:
    """Change cells of a line of annex 1, and keep the cost and the period that the texts mean.

    Raises:
        Conflict: when somebody else changed the line since `version`.
    """
    locked = MatrixLine.objects.select_for_update(of=("self",)).select_related("topic").get(pk=line.pk)
    locked.check_version(version)
    changed = [name for name, text in cells.items() if locked.cell(name) != tidy(text)]
    if not changed:
        return locked
    _fill(locked, {name: cells[name] for name in changed})
    _stamp(locked, actor, changed_at)
    audit.record(code="measures.line.changed", actor=actor, obj=locked, changed=changed)
    return locked


def tidy(text: str) -> str:
    """Make line ends and outer spaces the same, whether a text comes from a form or from a spreadsheet."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _fill(line: MatrixLine, cells: Mapping[str, str]) -> None:
    for name, text in cells.items():
        setattr(line, name, parse_soft_date(tidy(text)) if name == "planning" else tidy(text))
    line.take_cost(parse_cost(line.cost))


def _stamp(row: MatrixLine | MatrixTopic, actor: User | None, changed_at: datetime) -> None:
    row.edited_by, row.edited_at = actor, changed_at
    row.full_clean(validate_unique=False)
    row.save()


@transaction.atomic
def apply_matrix(*, read: ReadMatrix, actor: User | None, applied_at: datetime, file_wins: bool = False) -> ImportPlan:
    """Save a whole file of annex 1, or nothing.

    What changed on both sides stops the saving, unless `file_wins`. Lines that the file does not have stay.
    """
    plan = plan_import(read, locked=True)
    if plan.conflicts and not file_wins:
        places = "; ".join(f"{change.place}, {change.column}" for change in plan.conflicts[:10])
        raise ValidationError(f"Deze vakken zijn intussen ook in het portaal gewijzigd: {places}.", code="conflict")
    _change_topics(plan, actor, applied_at)
    _change_lines(plan, actor, applied_at)
    _add_topics(plan.new_topics, actor, applied_at)
    _add_lines(plan.new_lines, actor, applied_at)
    if plan.count:
        audit.record(code="measures.matrix.imported", actor=actor, changed=sorted({c.field for c in plan.changes}))
    return plan


def _change_topics(plan: ImportPlan, actor: User | None, applied_at: datetime) -> None:
    titles = {topic.code: topic.title for topic in plan.read.topics}
    for code in dict.fromkeys(change.key for change in plan.changes if change.key in titles):
        topic = MatrixTopic.objects.get(code=code)
        for change in plan.changes:
            if change.key == code:
                setattr(topic, change.field, change.new)
        topic.title = titles[code]
        _stamp(topic, actor, applied_at)


def _change_lines(plan: ImportPlan, actor: User | None, applied_at: datetime) -> None:
    cells: dict[str, dict[str, str]] = {}
    for change in plan.changes:
        if "/" in change.key:
            cells.setdefault(change.key, {})[change.field] = change.new
    lines = {line.key: line for line in MatrixLine.objects.select_related("topic")} if cells else {}
    for key, changed in cells.items():
        _fill(lines[key], changed)
        _stamp(lines[key], actor, applied_at)


def _add_topics(topics: list[ReadTopic], actor: User | None, applied_at: datetime) -> None:
    measures = {name.casefold(): m for m in Measure.objects.all() for name in (m.annex_label, m.label)}
    for read in topics:
        main, _, sub = read.code.partition(".")
        MatrixTopic.objects.create(
            code=read.code,
            title=read.title,
            heading_as_written=read.heading,
            goal=read.goal,
            parent=MatrixTopic.objects.filter(code=main).first() if sub else None,
            order=int(main) * 100 + int(sub or 0),
            measure=measures.get(read.title.casefold()) if sub else None,
            edited_by=actor,
            edited_at=applied_at,
        )


def _add_lines(lines: list[ReadLine], actor: User | None, applied_at: datetime) -> None:
    topics = {topic.code: topic for topic in MatrixTopic.objects.all()} if lines else {}
    for read in lines:
        line = MatrixLine(
            topic=topics[read.topic_code],
            level=read.level,
            level_as_written=read.level_as_written,
            sequence=read.sequence,
            order=_RANK[read.level] + read.sequence,
            meeting_number=read.meeting_number,
            is_irregular=read.is_irregular,
            edited_by=actor,
            edited_at=applied_at,
        )
        _fill(line, {name: read.cells[name] for name in COLUMNS})
        line.full_clean()
        line.save()


@transaction.atomic
def hand_in_matrix(*, stored_file: StoredFile, actor: User) -> MatrixImport:
    """Keep a file of annex 1 that somebody wants to look at before saving it."""
    handed_in = MatrixImport.objects.create(stored_file=stored_file, uploaded_by=actor)
    audit.record(code="measures.matrix.handed_in", actor=actor, obj=handed_in)
    return handed_in


@transaction.atomic
def apply_handed_in_matrix(
    *, handed_in: MatrixImport, read: ReadMatrix, actor: User, applied_at: datetime, file_wins: bool = False
) -> MatrixImport:
    """Save a file that was handed in; a second press finds it saved and changes nothing."""
    locked = MatrixImport.objects.select_for_update().get(pk=handed_in.pk)
    if locked.applied_at is not None:
        return locked
    plan = apply_matrix(read=read, actor=actor, applied_at=applied_at, file_wins=file_wins)
    locked.applied_at, locked.changes_count = applied_at, plan.count
    locked.save(update_fields=["applied_at", "changes_count"])
    return locked


@transaction.atomic
def record_states(
    *, organisation: Organisation, answers: Mapping[Measure, Answer], actor: User, recorded_at: datetime
) -> list[OrganisationMeasureState]:
    """Keep what an organisation answers on the nine cards, as rows of this day; the same day answers again replace."""
    demand(actor, Capability.STATES_FILL, organisation)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    day = timezone.localdate(recorded_at)
    kept = OrganisationMeasureState.objects.filter(organisation=organisation, recorded_on=day)
    today = {row.measure_id: row for row in kept.select_related("measure")}
    rows = []
    for measure, answer in answers.items():
        row = today.get(measure.pk) or OrganisationMeasureState(
            organisation=organisation, measure=measure, recorded_on=day
        )
        rows.append((row, _record(row, answer, actor, recorded_at)))
    if any(is_changed for _, is_changed in rows):
        changed = [row.measure.slug for row, is_changed in rows if is_changed]
        audit.record(
            code="measures.states.recorded",
            actor=actor,
            obj=organisation,
            organisation_id=organisation.pk,
            changed=changed,
        )
    return [row for row, _ in rows]


def _record(row: OrganisationMeasureState, answer: Answer, actor: User, recorded_at: datetime) -> bool:
    """Save the answer on its row; False when the row already says so."""
    reason = tidy(answer.reason) if answer.state == State.NOT_APPLICABLE else ""
    said = (answer.state, reason, tidy(answer.note))
    if row.pk and (row.state, row.reason, row.note) == said:
        return False
    row.state, row.reason, row.note = said
    row.recorded_by, row.recorded_at = actor, recorded_at
    row.full_clean()
    row.save()
    return True


@transaction.atomic
def confirm_states(*, organisation: Organisation, actor: User, confirmed_at: datetime) -> StateConfirmation:
    """Let the sponsor confirm how far the organisation is; the same day confirms once, at the latest moment."""
    demand(actor, Capability.STATES_CONFIRM, organisation)
    day = timezone.localdate(confirmed_at)
    if not OrganisationMeasureState.objects.filter(organisation=organisation, recorded_on__lte=day).exists():
        raise ValidationError("Er is nog niets ingevuld. Bevestigen kan als de kaarten zijn ingevuld.")
    confirmation, _ = StateConfirmation.objects.update_or_create(
        organisation=organisation,
        confirmed_on=day,
        defaults={"confirmed_at": confirmed_at, "confirmed_by": actor},
    )
    audit.record(code="measures.states.confirmed", actor=actor, obj=organisation, organisation_id=organisation.pk)
    return confirmation
