"""The own cases of an organisation as rows of a file, with the headings that can be read in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils import timezone

from core.sheets import stream_xlsx
from core.spreadsheets import csv_cell
from incidents.choices import DutyKind, DutyState, Precision, Status
from incidents.delivery.fields import CASE_FIELDS, TEXTS, Field, Holds
from incidents.delivery.marks import is_mark
from incidents.models import Duty, Incident

_AT_ONCE = 1_000
_DUTY_COLUMNS = {
    "no_reaction": DutyKind.REACTION,
    "no_police_report": DutyKind.POLICE_REPORT,
    "no_damage": DutyKind.DAMAGE,
    "no_aftercare": DutyKind.AFTERCARE,
}
Duties = dict[str, tuple[str, Any, str]]
Cell = Callable[[dict[str, Any], Duties], Any]
_NO_DUTIES: Duties = {}
_UNKNOWN: tuple[str, Any, str] = ("", None, "")
_YES_NO = {True: "ja", False: "nee", None: ""}
_STATES = {str(code): str(label) for code, label in Status.choices}


def fields(*, with_text: bool) -> list[Field]:
    """Return the columns of an export."""
    return [each for each in CASE_FIELDS if (with_text or not each.is_encrypted) and each.code != "occurred_time"]


def headings(*, with_text: bool) -> list[str]:
    """Return their headings."""
    return [each.label for each in fields(with_text=with_text)]


def rows(incidents: Any, *, with_text: bool) -> Iterator[list[Any]]:
    """Yield a row a case, a thousand at a time, so that any number of cases fits."""
    wanted = fields(with_text=with_text)
    own = {field.attname for field in Incident._meta.concrete_fields}
    names = ["pk", "occurred_precision", "unit__name", *(each.code for each in wanted if each.code in own)]
    texts = [f"text__{name}" for name in TEXTS] if with_text else []
    found = incidents.order_by("pk").values(*dict.fromkeys(names), *texts).iterator(chunk_size=_AT_ONCE)
    cells = [_cell_of(field) for field in wanted]
    while part := list(islice(found, _AT_ONCE)):
        duties = _duties([row["pk"] for row in part])
        for row in part:
            answered = duties.get(row["pk"], _NO_DUTIES)
            yield [cell(row, answered) for cell in cells]


def _duties(keys: Sequence[int]) -> dict[int, Duties]:
    found: dict[int, Duties] = {}
    answers = Duty.objects.filter(incident_id__in=keys).values_list("incident_id", "kind", "state", "done_at", "reason")
    for incident_id, kind, state, done_at, reason in answers:
        found.setdefault(incident_id, {})[kind] = (state, done_at, reason)
    return found


def _cell_of(field: Field) -> Cell:
    """Return the function that gives a case's cell in this column: looked up once, called for each case."""
    if field.code in _DUTY_COLUMNS:
        return _reason(_DUTY_COLUMNS[field.code], field.choices)
    return _SPECIAL.get(field.code) or _plain(field)


def _plain(field: Field) -> Cell:
    code, choices = field.code, field.choices
    key = "unit__name" if field.holds is Holds.DEPARTMENT else f"text__{code}" if field.is_encrypted else code
    if field.holds is Holds.CHOICES:
        return lambda row, duties: "; ".join([choices.get(each, each) for each in row[key]])
    if field.holds is Holds.CHOICE:
        return lambda row, duties: choices.get(row[key], row[key])
    if field.holds is Holds.YES_NO:
        return lambda row, duties: _YES_NO[row[key]]
    return lambda row, duties: "" if row[key] is None else row[key]


def _is_done(kind: DutyKind) -> Cell:
    return lambda row, duties: "ja" if duties.get(kind, _UNKNOWN)[0] == DutyState.DONE else ""


def _reason(kind: DutyKind, choices: dict[str, str]) -> Cell:
    def cell(row: dict[str, Any], duties: Duties) -> str:
        state, _, reason = duties.get(kind, _UNKNOWN)
        return choices.get(reason, reason) if state == DutyState.NOT_NEEDED else ""

    return cell


def _occurred(row: dict[str, Any]) -> Any:
    """Return the moment, or only the day of a moment that is not known exactly."""
    value = row["occurred_at"]
    if value is not None and row["occurred_precision"] != Precision.EXACT:
        return timezone.localtime(value).date()
    return "" if value is None else value


_SPECIAL: dict[str, Cell] = {
    "source_ref": lambda row, duties: "" if is_mark(row["source_ref"]) else row["source_ref"],
    "occurred_at": lambda row, duties: _occurred(row),
    "status": lambda row, duties: _STATES[row["status"]],
    "reaction_at": lambda row, duties: duties.get(DutyKind.REACTION, _UNKNOWN)[1] or "",
    "has_report": _is_done(DutyKind.POLICE_REPORT),
    "has_aftercare": _is_done(DutyKind.AFTERCARE),
}


def as_csv(head: list[str], found: Iterable[list[Any]]) -> Iterator[bytes]:
    """Yield a CSV file in pieces: readable by Excel, with nothing in it that runs."""
    buffer = io.StringIO()
    write = csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow
    write(head)
    yield b"\xef\xbb\xbf"
    for number, row in enumerate(found, start=1):
        write([csv_cell(value) for value in row])
        if number % _AT_ONCE == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def as_xlsx(head: list[str], found: Iterable[list[Any]]) -> Iterator[bytes]:
    """Yield a workbook in pieces, while its rows come."""
    return stream_xlsx(headers=head, rows=found, title="Voorvallen")
