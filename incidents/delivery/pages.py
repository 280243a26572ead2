"""What the pages of delivering show, as plain words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from core.text import counted
from incidents.delivery.findings import loaded
from incidents.delivery.mapping import missing_of
from incidents.delivery.rows import CLOSED_AFTER
from incidents.delivery.updating import EDITED, MOMENTS
from incidents.models import ImportKind, ImportRun, ImportStatus
from incidents.pages import short_moment
from incidents.services import delivery
from incidents.vocabulary import SOURCES
from participants.models import Organisation

SHOWN_PROBLEMS = 50
_TONES = {
    ImportStatus.DONE: "good",
    ImportStatus.READY: "attention",
    ImportStatus.MAPPING: "attention",
    ImportStatus.FAULTY: "late",
    ImportStatus.REFUSED: "late",
}
_TEMPLATES = {
    ImportStatus.CHECKING: "waiting",
    ImportStatus.RUNNING: "waiting",
    ImportStatus.UNDOING: "waiting",
    ImportStatus.MAPPING: "columns",
    ImportStatus.FAULTY: "checked",
    ImportStatus.READY: "checked",
}
_LEADS = {
    ImportStatus.CHECKING: "Het bestand wordt gecontroleerd. Er wordt nog niets ingelezen.",
    ImportStatus.RUNNING: "Het bestand wordt ingelezen.",
    ImportStatus.UNDOING: "Het inlezen wordt ongedaan gemaakt.",
}


def kind_of(organisation: Organisation, on: date) -> ImportKind:
    """Return what this organisation delivers: cases or counts."""
    return ImportKind.CASES if organisation.can_register_cases(on) else ImportKind.COUNTS


def template_of(run: ImportRun) -> str:
    """Return the name of the template for this state of a file."""
    return _TEMPLATES.get(ImportStatus(run.status), "done")


def _crumbs() -> dict[str, str]:
    return {"index_url": reverse("incidents:index"), "imports_url": reverse("incidents:imports")}


def index_page(organisation: Organisation, kind: ImportKind) -> dict[str, Any]:
    """Return what stands beside the form."""
    what = "voorvallen" if kind == ImportKind.CASES else "aantallen per maand"
    return {
        "lead": f"{organisation}: {what} uit uw eigen systeem.",
        "is_cases": kind == ImportKind.CASES,
        "templates": [
            (label, reverse("incidents:import_template", args=[kind, file_format]))
            for file_format, label in (("xlsx", "Sjabloon voor Excel"), ("csv", "Sjabloon als CSV"))
        ],
        **_crumbs(),
    }


def line_of(run: ImportRun) -> dict[str, Any]:
    """Return one line of the list of earlier files."""
    return {
        "name": run.file_name,
        "url": run.get_absolute_url(),
        "when": short_moment(run.uploaded_at),
        "who": str(run.uploaded_by) if run.uploaded_by else "een verwijderd account",
        "status": run.get_status_display(),
        "tone": _TONES.get(ImportStatus(run.status), "neutral"),
        "outcome": _outcome(run),
    }


def _outcome(run: ImportRun) -> str:
    if run.status == ImportStatus.DONE:
        changed = f", {_number(run.rows_changed)} bijgewerkt" if run.rows_changed else ""
        return f"{_number(run.rows_new)} nieuw{changed}, {_number(run.rows_known - run.rows_changed)} al bekend"
    if run.status == ImportStatus.FAULTY:
        return counted(run.rows_faulty, "regel met fouten", "regels met fouten")
    return ""


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def run_page(run: ImportRun, at: datetime) -> dict[str, Any]:
    """Return what the page of one file shows."""
    lines = loaded(run.problems)
    job = delivery.job_of(run) if run.is_waiting else None
    return {
        "run": run,
        "job": job,
        "has_failed": bool(job and job.status == "failed"),
        "progress": (job.progress, job.total) if job and job.total and job.progress else None,
        "title": run.file_name,
        "lead": _LEADS.get(ImportStatus(run.status), ""),
        "progress_label": "Voorvallen verwijderd" if run.status == ImportStatus.UNDOING else "Regels gelezen",
        "status_tone": _TONES.get(ImportStatus(run.status), "neutral"),
        "source": SOURCES.label(run.source_system),
        "counts": _counts(run),
        **_differences(run),
        "sentence": _sentence(run),
        "lines": lines[:SHOWN_PROBLEMS],
        "more_lines": len(lines) > SHOWN_PROBLEMS,
        "notes": [note["text"] for note in run.notes],
        "missing": missing_of(run.kind, [code for code in run.mapping.values() if code]),
        "skipped": [heading for heading in run.columns if heading and not run.mapping.get(heading)],
        "may_be_undone": run.may_be_undone(at),
        "undo_until": short_moment(run.done_at + timedelta(hours=24)) if run.done_at else "",
        **_crumbs(),
    }


def _counts(run: ImportRun) -> list[tuple[str, str]]:
    is_done = run.status == ImportStatus.DONE
    same = run.rows_known - run.rows_changed - run.rows_kept
    found = [
        ("Regels in het bestand", run.rows_total),
        ("Nieuw", run.rows_new),
        ("Al bekend, overgeslagen" if is_done else "Al bekend, wordt overgeslagen", same),
    ]
    if run.rows_changed:
        found.append(("Al bekend, bijgewerkt" if is_done else "Al bekend, anders in het bestand", run.rows_changed))
    if run.rows_kept:
        found.append(("Al bekend, blijft zoals het is", run.rows_kept))
    if not is_done:
        found.append(("Met fouten", run.rows_faulty))
    return [(label, _number(count)) for label, count in found]


_KEPT = {
    EDITED: (
        "Dit voorval is in het portaal gewijzigd.",
        "Het blijft zoals het is. Klopt het niet? Wijzig het dan in het portaal.",
    ),
    MOMENTS: (
        "Het voorval zou na de melding liggen, of na iets dat al is gedaan.",
        "Het blijft zoals het is. Vul ook ‘Gemeld op’ en de andere datums in uw bestand in.",
    ),
}


def _differences(run: ImportRun) -> dict[str, Any]:
    """Return which known cases have other contents in the file, and which of these stay as they are."""
    changed, kept = [], []
    for row, reference, labels, reason in run.differences:
        line = {"row": row, "reference": reference, "url": reverse("incidents:detail", args=[reference])}
        line["what"] = ", ".join(labels)
        if reason in _KEPT:
            line["sentence"], line["remedy"] = _KEPT[reason]
            kept.append(line)
        else:
            changed.append(line)
    return {"changed_lines": changed[:SHOWN_PROBLEMS], "kept_lines": kept[:SHOWN_PROBLEMS]}


def _sentence(run: ImportRun) -> str:
    """Say what becomes of the cases: which come in open, so that nobody is surprised by running clocks."""
    if run.kind != ImportKind.CASES or not run.rows_new:
        return ""
    days = CLOSED_AFTER.days
    closed = (
        f"Wat langer dan {days} dagen geleden is gemeld, komt binnen als afgehandeld, tenzij het bestand anders zegt."
    )
    if not run.rows_open:
        return f"{closed} Uit dit bestand komt niets in uw lijst met open voorvallen."
    opened = counted(run.rows_open, "voorval komt", "voorvallen komen")
    return f"{closed} {opened} open in uw lijst, met een klok waar die nog loopt."
