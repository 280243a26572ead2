"""Pages of annex 1: the grid, the map of gaps, a line, and the spreadsheet out and in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from core.downloads import send_bytes
from core.params import choice, posted
from core.spreadsheets import open_checked_workbook
from core.uploads import accept_upload
from measures.export import export_matrix
from measures.forms import LineForm, MatrixApplyForm, MatrixUploadForm
from measures.history import cell_history
from measures.matrix import blocks, level_counts, line_row
from measures.matrix_import import plan_import
from measures.models import COLUMNS, MatrixImport, MatrixLine, MatrixTopic
from measures.services import apply_handed_in_matrix, change_line, hand_in_matrix
from measures.spreadsheet import ReadMatrix, read_matrix
from participants.access import Capability, decide
from participants.guards import requires, user_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BACK = {"bijlage": "measures:matrix", "gaten": "measures:gaps"}


@require_safe
@requires(Capability.MEASURES_VIEW)
def matrix(request: HttpRequest) -> HttpResponse:
    """Show annex 1 as the grid that everybody knows."""
    context = {
        "blocks": blocks(),
        "columns": COLUMNS,
        "may_change": bool(decide(request.user, Capability.MEASURES_MANAGE)),
    }
    return render(request, "measures/matrix.html", context)


@require_safe
@requires(Capability.MEASURES_VIEW)
def gaps(request: HttpRequest) -> HttpResponse:
    """Show which cells of annex 1 are filled, point elsewhere or are empty; borging first."""
    found = blocks()
    context = {"blocks": found, "columns": COLUMNS, "counts": level_counts(found)}
    return render(request, "measures/gaps.html", context)


@require_safe
@requires(Capability.MEASURES_VIEW)
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one line with its eight cells and what they said before."""
    found = get_object_or_404(MatrixLine.objects.select_related("topic__measure"), pk=pk)
    old = cell_history(found)
    row = line_row(found, MatrixTopic.objects.all())
    context = {
        "line": found,
        "cells": [(cell, old[cell.column]) for cell in row.cells],
        "back": _back(request, found),
        "back_name": choice(request, "terug", _BACK, "bijlage"),
        "may_change": bool(decide(request.user, Capability.MEASURES_MANAGE)),
    }
    return render(request, "measures/line.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MEASURES_MANAGE)
def line_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the cells of a line; afterwards back to exactly the same spot."""
    found = get_object_or_404(MatrixLine.objects.select_related("topic"), pk=pk)
    form = LineForm(posted(request), instance=found)
    back = _back(request, found)
    if request.method == "POST" and form.is_valid():
        change_line(
            line=found,
            cells=form.cells,
            version=form.cleaned_data["version"],
            actor=user_of(request),
            changed_at=timezone.now(),
        )
        messages.success(request, f"{found} is opgeslagen.")
        return redirect(back)
    return render(request, "measures/line_edit.html", {"line": found, "form": form, "back": back})


def _back(request: HttpRequest, found: MatrixLine) -> str:
    return f"{reverse(_BACK[choice(request, 'terug', _BACK, 'bijlage')])}#{found.anchor}"


@require_safe
@requires(Capability.MEASURES_MANAGE)
def export(request: HttpRequest) -> HttpResponse:
    """Give annex 1 as a workbook."""
    content = export_matrix()
    audit.record(code="measures.matrix.exported", actor=user_of(request))
    return send_bytes("bijlage-1.xlsx", content, XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MEASURES_MANAGE)
def import_upload(request: HttpRequest) -> HttpResponse:
    """Take a workbook of annex 1; nothing of it is saved in annex 1 yet."""
    form = MatrixUploadForm(posted(request), request.FILES)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            read_matrix(open_checked_workbook(upload))
            upload.seek(0)
            stored = accept_upload(upload=upload, actor=user_of(request), kinds=["xlsx"])
        except ValidationError as error:
            form.add_error("file", error)
        else:
            handed_in = hand_in_matrix(stored_file=stored, actor=user_of(request))
            return redirect("measures:import_review", pk=handed_in.pk)
    return render(request, "measures/import_upload.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MEASURES_MANAGE)
def import_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show cell by cell what the file would change, and save it when the project leader says so."""
    handed_in = get_object_or_404(MatrixImport.objects.select_related("stored_file"), pk=pk)
    if handed_in.applied_at is not None:
        messages.info(request, "Dit bestand is al ingelezen.")
        return redirect("measures:matrix")
    read = _read(handed_in)
    plan = plan_import(read)
    form = MatrixApplyForm(posted(request), has_conflicts=bool(plan.conflicts))
    if request.method == "POST" and form.is_valid():
        try:
            done = apply_handed_in_matrix(
                handed_in=handed_in,
                read=read,
                actor=user_of(request),
                applied_at=timezone.now(),
                file_wins=form.cleaned_data.get("file_wins", False),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Bijlage 1 is ingelezen: {done.changes_count} wijzigingen.")
            return redirect("measures:matrix")
    return render(request, "measures/import_review.html", {"plan": plan, "form": form})


def _read(handed_in: MatrixImport) -> ReadMatrix:
    with handed_in.stored_file.open() as file:
        return read_matrix(open_checked_workbook(file))
