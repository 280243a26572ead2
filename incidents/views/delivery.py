"""Reading in what an organisation registered in its own system: place a file, explain it, look, confirm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.downloads import send_bytes
from core.models import Conflict
from core.params import posted
from core.spreadsheets import write_csv
from incidents.delivery import pages
from incidents.delivery.findings import loaded
from incidents.delivery.samples import sample
from incidents.forms.delivery import ColumnsForm, FileForm, StepForm, WordsForm
from incidents.models import ImportKind, ImportRun
from incidents.scope import chosen_or_404, scope_of
from incidents.services import delivery
from participants.access import Capability
from participants.guards import requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def index(request: HttpRequest) -> HttpResponse:
    """Take a file in, and show what was delivered before."""
    organisation = chosen_or_404(request, Capability.INCIDENTS_HANDLE)
    kind = pages.kind_of(organisation, timezone.localdate())
    form = FileForm(posted(request), request.FILES or None, organisation=organisation, kind=kind)
    if request.method == "POST" and form.is_valid():
        run = _receive(request, form)
        if run is not None:
            return redirect(run)
    rows = ImportRun.objects.reachable(request.user, Capability.INCIDENTS_HANDLE).filter(organisation=organisation)
    context = {
        "form": form,
        "organisation": organisation,
        "scope": scope_of(request, Capability.INCIDENTS_HANDLE),
        "runs": [pages.line_of(run) for run in rows.select_related("uploaded_by__person")[:20]],
        **pages.index_page(organisation, kind),
    }
    return render(request, "incidents/delivery/index.html", context, status=422 if form.errors else 200)


def _receive(request: HttpRequest, form: FileForm) -> ImportRun | None:
    upload = form.cleaned_data["file"]
    try:
        return delivery.receive_file(
            organisation=form.organisation,
            actor=request.user,  # type: ignore[arg-type]
            name=upload.name or "",
            chunks=upload.chunks(),
            kind=form.kind,
            source_system=form.cleaned_data["source_system"],
            received_at=timezone.now(),
        )
    except ValidationError as refusal:
        form.add_error("file", refusal)
        return None


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one delivered file: how far it is, what is asked, what it would do, or what it did."""
    run = _run_or_404(request, pk)
    return render(request, f"incidents/delivery/{pages.template_of(run)}.html", _context(run))


def _context(run: ImportRun, **forms: Any) -> dict[str, Any]:
    first = {"version": run.version}
    return {
        "step_form": StepForm(run=run, initial=dict(first)),
        "columns_form": ColumnsForm(run=run, initial=first),
        "words_form": WordsForm(run=run, initial=first) if run.unknown_words else None,
        **pages.run_page(run, timezone.now()),
        **forms,
    }


@require_POST
@requires(Capability.INCIDENTS_HANDLE)
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the columns or the words of a file mean, and have it checked again."""
    run = _run_or_404(request, pk)
    name, form = _explanation(request, run)
    if form.is_valid():
        columns = form.columns if isinstance(form, ColumnsForm) else {}
        words = form.words if isinstance(form, WordsForm) else {}
        call = lambda: delivery.explain_file(  # noqa: E731  tried below
            run=run,
            actor=request.user,  # type: ignore[arg-type]
            columns=columns,
            words=words,
            explained_at=timezone.now(),
            version=form.cleaned_data.get("version"),
        )
        _try(request, call)
        return redirect(run)
    template = "columns" if name == "columns_form" else pages.template_of(run)
    return render(request, f"incidents/delivery/{template}.html", _context(run, **{name: form}), status=422)


def _explanation(request: HttpRequest, run: ImportRun) -> tuple[str, ColumnsForm | WordsForm]:
    if request.POST.get("about") == "words":
        return "words_form", WordsForm(request.POST, run=run)
    return "columns_form", ColumnsForm(request.POST, run=run)


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the columns mean, to change it."""
    run = _run_or_404(request, pk)
    if not run.mapping or run.file_key is None:
        raise Http404
    return render(request, "incidents/delivery/columns.html", _context(run))


Call = Callable[[ImportRun, Any, dict[str, Any]], object]
_STEPS: dict[str, tuple[Call, str]] = {
    "inlezen": (
        lambda run, actor, given: delivery.confirm_import(
            run=run,
            actor=actor,
            confirmed_at=timezone.now(),
            updates_known=given.get("update", False),
            version=given.get("version"),
        ),
        "",
    ),
    "weggooien": (
        lambda run, actor, given: delivery.drop_import(run=run, actor=actor, version=given.get("version")),
        "Het bestand is weggegooid. Er is niets ingelezen.",
    ),
    "opnieuw": (lambda run, actor, given: delivery.try_again(run=run, actor=actor), ""),
    "ongedaan": (
        lambda run, actor, given: delivery.undo_import(
            run=run, actor=actor, undone_at=timezone.now(), version=given.get("version")
        ),
        "",
    ),
}


@require_POST
@requires(Capability.INCIDENTS_HANDLE)
def step(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Read the file in, throw it away, try again, or undo."""
    if slug not in _STEPS:
        raise Http404
    run = _run_or_404(request, pk)
    form = StepForm(request.POST, run=run)
    given = form.cleaned_data if form.is_valid() else {}
    call, done = _STEPS[slug]
    if _try(request, lambda: call(run, request.user, given)) and done:
        messages.success(request, done)
    return redirect(run)


def _try(request: HttpRequest, call: Callable[[], object]) -> bool:
    """Call a service; what it refuses is told on the page that follows."""
    try:
        call()
    except (ValidationError, Conflict) as refusal:
        messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
        return False
    return True


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def problems(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the list of problems, to work through beside the file."""
    run = _run_or_404(request, pk)
    if not run.problems:
        raise Http404
    rows = [(line.row, line.column, line.value, line.sentence, line.remedy) for line in loaded(run.problems)]
    text = write_csv(["Regel", "Kolom", "Waarde", "Wat is er mis", "Wat kunt u doen"], rows)
    return send_bytes(f"fouten-{run.pk}.csv", text, "text/csv; charset=utf-8")


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def template(request: HttpRequest, kind: str, file_format: str) -> HttpResponse:
    """Give an empty file to fill in."""
    if kind not in ImportKind.values or file_format not in ("csv", "xlsx"):
        raise Http404
    return send_bytes(f"sjabloon-{kind}.{file_format}", *sample(ImportKind(kind), file_format))


def _run_or_404(request: HttpRequest, pk: int) -> ImportRun:
    rows = ImportRun.objects.reachable(request.user, Capability.INCIDENTS_HANDLE)
    run: ImportRun = get_object_or_404(rows.select_related("organisation", "uploaded_by__person"), pk=pk)
    return run
