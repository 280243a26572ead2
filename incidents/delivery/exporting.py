"""The own cases of an organisation as rows of a file, with the headings that can be read in again."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils import timezone
from openpyxl.cell import WriteOnlyCell
from openpyxl.workbook import Workbook

from core.spreadsheets import csv_cell, xlsx_cell
from incidents.choices import DutyKind, DutyState, Precision, Status
from incidents.delivery.fields import CASE_FIELDS, TEXTS, Field, Holds
from incidents.models import Duty, Incident

_AT_ONCE = 1_000
_DUTY_COLUMNS = {
    "no_reaction": DutyKind.REACTION,
    "no_police_report": DutyKind.POLICE_REPORT,
    "no_damage": DutyKind.DAMAGE,
    "no_aftercare": DutyKind.AFTERCARE,
}
Duties = dict[str, tuple[str, Any, str]]


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
    while part := list(islice(found, _AT_ONCE)):
        duties = _duties([row["pk"] for row in part])
        for row in part:
            answered = duties.get(row["pk"], {})
            yield [_value(field, row, answered) for field in wanted]


def _duties(keys: Sequence[int]) -> dict[int, Duties]:
    found: dict[int, Duties] = {}
    answers = Duty.objects.filter(incident_id__in=keys).values_list("incident_id", "kind", "state", "done_at", "reason")
    for incident_id, kind, state, done_at, reason in answers:
        found.setdefault(incident_id, {})[kind] = (state, done_at, reason)
    return found


def _value(field: Field, row: dict[str, Any], duties: Duties) -> Any:
    code = field.code
    if code in _DUTY_COLUMNS:
        state, _, reason = duties.get(_DUTY_COLUMNS[code], ("", None, ""))
        return field.choices.get(reason, reason) if state == DutyState.NOT_NEEDED else ""
    if code == "reaction_at":
        return duties.get(DutyKind.REACTION, ("", None, ""))[1] or ""
    if code in ("has_report", "has_aftercare"):
        kind = DutyKind.POLICE_REPORT if code == "has_report" else DutyKind.AFTERCARE
        return "ja" if duties.get(kind, ("",))[0] == DutyState.DONE else ""
    if field.holds is Holds.DEPARTMENT:
        return row["unit__name"] or ""
    value = row[f"text__{code}"] if field.is_encrypted else row[code]
    if code == "occurred_at" and value is not None and row["occurred_precision"] != Precision.EXACT:
        return timezone.localtime(value).date()
    return _words(field, value)


def _words(field: Field, value: Any) -> Any:
    if field.code == "status":
        return str(Status(value).label)
    if field.holds is Holds.CHOICES:
        return "; ".join(field.choices.get(code, code) for code in value)
    if field.holds is Holds.CHOICE:
        return field.choices.get(value, value)
    if field.holds is Holds.YES_NO:
        return {True: "ja", False: "nee"}.get(value, "")
    return "" if value is None else value


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
    """Yield a workbook in pieces; it is made on disk."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Voorvallen")
    sheet.freeze_panes = "A2"
    sheet.append([xlsx_cell(sheet, heading, bold=True) for heading in head])
    for row in found:
        sheet.append([_cell(sheet, value) for value in row])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(256 * 1024):
            yield piece


def _cell(sheet: Any, value: Any) -> WriteOnlyCell | None:
    return None if value == "" else xlsx_cell(sheet, value)
