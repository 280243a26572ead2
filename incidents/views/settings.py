"""Pages on which a coordinator arranges what holds for the incidents of the own organisation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.params import posted
from core.saving import try_to
from incidents import services
from incidents.forms.settings import ChangeUnitForm, ContactsForm, LettersForm, LetterTextForm, TermsForm, UnitForm
from incidents.letters.composing import LetterText, example_letter, settings_of, text_for
from incidents.letters.filling import PLACEHOLDERS, STANDARD_NORM
from incidents.letters.kinds import KINDS, LetterKind
from incidents.models import IncidentSettings, LetterTemplate, Unit
from incidents.pages import day_words
from incidents.scope import chosen_or_404, scope_of
from participants.access import Capability
from participants.guards import requires, user_of
from participants.models import Organisation
from participants.services import change_incident_terms

_FORM = ["GET", "HEAD", "POST"]


@require_safe
@requires(Capability.INCIDENTS_HANDLE)
def index(request: HttpRequest) -> HttpResponse:
    """Show all that is arranged, with a way to change each part."""
    scope = scope_of(request, Capability.INCIDENTS_HANDLE)
    organisation = scope.chosen
    if organisation is None:
        raise Http404
    arranged = settings_of(organisation)
    own_kinds = set(_own_texts(request, organisation).values_list("kind", flat=True))
    units = Unit.objects.reachable(request.user, Capability.INCIDENTS_HANDLE).filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "scope": scope,
        "query": _query(request),
        **_lines(organisation, arranged),
        "kinds": [(kind, kind.slug in own_kinds) for kind in KINDS.values()],
        "units": units,
    }
    return render(request, "incidents/settings/index.html", context)


def _lines(organisation: Organisation, arranged: IncidentSettings) -> dict[str, list[tuple[str, str]]]:
    """Return what is arranged, as lines of words."""
    checked = arranged.contacts_checked_on
    return {
        "terms": [
            ("Reactietermijn", f"{organisation.reaction_hours} uur"),
            ("Telt vanaf", organisation.get_clock_start_display()),
            ("Norm", organisation.norm_statement or f"{STANDARD_NORM} (standaard)"),
            ("Opvang door een collega", organisation.aftercare_phone),
        ],
        "letters": [
            ("Soort bestand", arranged.get_letter_format_display()),
            ("Afzender", ", ".join(arranged.sender.splitlines()) or organisation.name),
            ("Plaats", arranged.letter_place),
        ],
        "contacts": [
            ("Vragen van melders", arranged.reporter_contact),
            ("Politie", arranged.police_contact),
            ("Openbaar Ministerie", arranged.prosecution_contact),
            ("Nagekeken op", day_words(checked) if checked else ""),
            ("Opvanggesprekken", _talk_words(arranged.talk_days)),
        ],
    }


def _talk_words(days: list[int]) -> str:
    return f"{', '.join(str(day) for day in days)} dagen na de melding"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the settings as a page: its words, its form and the service that keeps it."""

    title: str
    lead: str
    form: Callable[..., Any]
    is_of_organisation: bool = False


PARTS = {
    "termijn": Part(
        "Termijn, norm en opvang",
        "Een nieuwe termijn geldt voor meldingen vanaf nu. Klokken die al lopen, houden hun termijn.",
        TermsForm,
        is_of_organisation=True,
    ),
    "brieven": Part("Brieven", "Zo zien de brieven van uw organisatie eruit.", LettersForm),
    "contact": Part("Contact en opvang", "Wie belt u, en wie belt u terug?", ContactsForm),
}


@require_http_methods(_FORM)
@requires(Capability.INCIDENTS_HANDLE)
def part(request: HttpRequest, slug: str) -> HttpResponse:
    """Change one part of what is arranged."""
    if slug not in PARTS:
        raise Http404
    shown = PARTS[slug]
    organisation = chosen_or_404(request, Capability.INCIDENTS_HANDLE)
    row = organisation if shown.is_of_organisation else settings_of(organisation)
    form = shown.form(posted(request), instance=row)
    if request.method == "POST" and form.is_valid() and try_to(form, lambda: _keep(request, organisation, shown, form)):
        messages.success(request, f"{shown.title}: bewaard.")
        return redirect(reverse("incidents:settings") + _query(request))
    context = {"part": shown, "form": form, "back_url": reverse("incidents:settings") + _query(request)}
    return render(request, "incidents/settings/part.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, organisation: Organisation, shown: Part, form: Any) -> None:
    values = dict(form.cleaned_data)
    version = values.pop("version", None)
    if shown.is_of_organisation:
        change_incident_terms(organisation=organisation, actor=user_of(request), terms=values, version=version)
        return
    if "talks" in values:
        values["talk_days"] = values.pop("talks")
        if any(form.initial.get(name) != values[name] for name in ("police_contact", "prosecution_contact")):
            values["contacts_checked_on"] = timezone.localdate()
    services.change_settings(organisation=organisation, actor=user_of(request), values=values, version=version)


@require_POST
@requires(Capability.INCIDENTS_HANDLE)
def confirm_contacts(request: HttpRequest) -> HttpResponse:
    """Note that the contact persons still hold."""
    organisation = chosen_or_404(request, Capability.INCIDENTS_HANDLE)
    services.confirm_contacts(organisation=organisation, actor=user_of(request), checked_on=timezone.localdate())
    messages.success(request, "Genoteerd: de contactpersonen kloppen nog.")
    return redirect(reverse("incidents:settings") + _query(request))


@require_http_methods(_FORM)
@requires(Capability.INCIDENTS_HANDLE)
def units(request: HttpRequest) -> HttpResponse:
    """Show the departments and add one."""
    organisation = chosen_or_404(request, Capability.INCIDENTS_HANDLE)
    form = UnitForm(posted(request))
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        if try_to(form, lambda: services.add_unit(organisation=organisation, actor=user_of(request), name=name)):
            messages.success(request, f"De afdeling {name} is toegevoegd.")
            return redirect(reverse("incidents:units") + _query(request))
    rows = Unit.objects.reachable(request.user, Capability.INCIDENTS_HANDLE).filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "units": rows.order_by("-is_current", "name"),
        "form": form,
        "back_url": reverse("incidents:settings") + _query(request),
    }
    return render(request, "incidents/settings/units.html", context, status=422 if form.errors else 200)


@require_http_methods(_FORM)
@requires(Capability.INCIDENTS_HANDLE)
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename one department, take it out of the list or put it back."""
    found = get_object_or_404(Unit.objects.reachable(request.user, Capability.INCIDENTS_HANDLE), pk=pk)
    form = ChangeUnitForm(posted(request), initial={"name": found.name, "is_current": found.is_current})
    back = f"{reverse('incidents:units')}?org={found.organisation.code}"
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if try_to(form, lambda: services.change_unit(unit=found, actor=user_of(request), **given)):
            messages.success(request, "De afdeling is gewijzigd.")
            return redirect(back)
    context = {"unit": found, "form": form, "back_url": back}
    return render(request, "incidents/settings/unit.html", context, status=422 if form.errors else 200)


@require_http_methods(_FORM)
@requires(Capability.INCIDENTS_HANDLE)
def letter_text(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the text of one kind of letter, look at it first, or go back to the standard text."""
    kind = _kind_or_404(slug)
    organisation = chosen_or_404(request, Capability.INCIDENTS_HANDLE)
    back = reverse("incidents:settings") + _query(request)
    if request.method == "POST" and "reset" in request.POST:
        return _reset_text(request, organisation, kind, back)
    row = _own_texts(request, organisation).filter(kind=slug).first()
    text = text_for(organisation, kind)
    initial = {"subject": text.subject, "body": text.body, "version": row.version if row else None}
    form = LetterTextForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        text = LetterText(given["subject"], given["body"], is_own=row is not None)
        if "preview" not in request.POST and try_to(form, lambda: _keep_text(request, organisation, kind, given)):
            messages.success(request, f"{kind.name}: uw tekst is bewaard.")
            return redirect(back)
    context = {
        "kind": kind,
        "form": form,
        "is_own": row is not None,
        "is_preview": request.method == "POST",
        "letter": example_letter(organisation, kind, text, on=timezone.localdate()),
        "words": PLACEHOLDERS.items(),
        "back_url": back,
    }
    return render(request, "incidents/settings/letter_text.html", context, status=422 if form.errors else 200)


def _own_texts(request: HttpRequest, organisation: Organisation) -> Any:
    own = LetterTemplate.objects.reachable(request.user, Capability.INCIDENTS_HANDLE)
    return own.filter(organisation=organisation)


def _reset_text(request: HttpRequest, organisation: Organisation, kind: LetterKind, back: str) -> HttpResponse:
    services.reset_letter_text(organisation=organisation, actor=user_of(request), kind=kind)
    messages.success(request, f"{kind.name}: de standaardtekst geldt weer.")
    return redirect(back)


def _keep_text(request: HttpRequest, organisation: Organisation, kind: LetterKind, given: dict[str, Any]) -> None:
    services.change_letter_text(
        organisation=organisation, actor=user_of(request), kind=kind, changed_at=timezone.now(), **given
    )


def _kind_or_404(slug: str) -> LetterKind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def _query(request: HttpRequest) -> str:
    """Keep the chosen organisation in the address, for who works at more than one."""
    code = request.GET.get("org")
    return f"?org={code}" if code else ""
