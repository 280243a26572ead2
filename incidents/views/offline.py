"""Registering on a phone without signal: the form that the phone keeps, and taking in what it kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.params import int_or_none, submit_key
from incidents.forms.registering import StepForm
from incidents.models import Incident
from incidents.registering import phone
from incidents.registering.steps import EXTRAS, STEPS, Step
from incidents.scope import chosen_or_404
from incidents.services import deliver_report
from incidents.services.registering import REQUIRED
from participants.access import Capability, organisations
from participants.guards import requires
from participants.models import Organisation, User

OTHER_ACCOUNT = 409
INVALID = 422
LONGEST = timedelta(days=60)
"""A phone that kept a report longer than this is not believed about when it was."""


@require_safe
@login_not_required
def shell(request: HttpRequest) -> HttpResponse:
    """Show the form for a phone without signal; it is the same for everybody and holds nothing of anybody."""
    return HttpResponse(phone.shell(timezone.now()))


@require_safe
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker of the whole portal; never from a cache, so that a new version is seen at once."""
    response = HttpResponse(phone.worker(timezone.now()), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    return response


@require_safe
@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    """Tell a phone how the portal stands on its home screen."""
    sizes = [("img/icon-192.png", "192x192", "image/png"), ("img/icon-512.png", "512x512", "image/png")]
    content = {
        "name": "VPT-portaal",
        "short_name": "VPT",
        "description": "Voorvallen melden in twee minuten.",
        "lang": "nl",
        "start_url": reverse("incidents:index"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f7f4",
        "theme_color": "#0b4a50",
        "icons": [
            {"src": static(name), "sizes": size, "type": kind, "purpose": "any maskable"} for name, size, kind in sizes
        ]
        + [{"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
@requires(Capability.INCIDENTS_REPORT)
def ticket(request: HttpRequest) -> HttpResponse:
    """Tell a phone that there is signal and whose session this is, with what it needs to send."""
    user = request.user
    assert isinstance(user, User)
    today = timezone.localdate()
    found = organisations(user, Capability.INCIDENTS_REPORT).select_related("sector").order_by("name")
    return JsonResponse(
        {
            "token": get_token(request),
            "owners": phone.owner_keys(user),
            "organisations": [_told(each) for each in found if each.can_register_cases(today)],
        }
    )


def _told(organisation: Organisation) -> dict[str, str]:
    return {
        "code": organisation.code,
        "name": organisation.name,
        "phone": organisation.aftercare_phone,
        "sector": organisation.sector.slug,
    }


@require_POST
@requires(Capability.INCIDENTS_REPORT)
def deliver(request: HttpRequest) -> HttpResponse:
    """Take in one whole report that was kept on a phone. The same report again is answered the same: it is sent once.

    What is wrong comes back as sentences, and the phone keeps the report.
    """
    user = request.user
    assert isinstance(user, User)
    if request.POST.get("owner") not in phone.owner_keys(user):
        return _refused("Deze melding is op deze telefoon gemaakt met een ander account.", status=OTHER_ACCOUNT)
    try:
        organisation, now = chosen_or_404(request, Capability.INCIDENTS_REPORT), timezone.now()
    except Http404:  # the phone would take a page for a bad connection, and try for ever
        return _refused("U meldt niet meer voor deze organisatie. Vraag het uw contactpersoon.")
    draft = _known(request, user)
    answers = _answers(request, draft or Incident(organisation=organisation), _written_at(request, now))
    if wrong := [_fault(step, form) for step, form in answers if not form.is_valid()]:
        return _refused("De melding is nog niet goed. Kijk haar na.", faults=wrong)
    try:
        incident = deliver_report(
            organisation=organisation,
            draft=draft,
            actor=user,
            submit_key=submit_key(request),
            facts={name: value for _, form in answers for name, value in form.facts.items()},
            text={name: value for _, form in answers for name, value in form.text.items()},
            sent_at=now,
        )
    except ValidationError as refusal:
        return _refused(" ".join(refusal.messages), faults=_missing(refusal))
    return JsonResponse(_receipt(incident))


def _known(request: HttpRequest, user: User) -> Incident | None:
    """Return the report that the server has already: sent before, or begun before the signal was gone."""
    own = Incident.objects.reachable(user, Capability.INCIDENTS_REPORT).filter(reporter=user)
    found: Incident | None = own.filter(submit_key=submit_key(request)).first()
    reference = request.POST.get("reference", "")
    return found or (own.filter(reference=reference).first() if reference else None)


def _written_at(request: HttpRequest, now: datetime) -> datetime:
    """Return when "when" was answered. The phone tells how long ago, so that its clock need not be right."""
    seconds = int_or_none(request.POST.get("seconds_ago")) or 0
    return now - min(timedelta(seconds=min(seconds, 10**9)), LONGEST)


def _answers(request: HttpRequest, incident: Incident, at: datetime) -> list[tuple[Step, StepForm]]:
    """Return a filled form for each question that was answered on the phone."""
    answered = set(request.POST.getlist("answered"))
    steps = [step for step in [*STEPS, *EXTRAS] if step.slug in answered]
    return [(step, step.form(request.POST, incident=incident, at=at)) for step in steps]


def _fault(step: Step, form: StepForm) -> dict[str, str]:
    words = " ".join(str(message) for messages in form.errors.values() for message in messages)
    return {"slug": step.slug, "question": step.question, "words": words}


def _missing(refusal: ValidationError) -> list[dict[str, str]]:
    """Return the questions of which the refusal says that they must be answered first."""
    names = getattr(refusal, "params", None) or {}
    missing = [name for name in names.get("missing", ()) if name in REQUIRED]
    return [
        {"slug": step.slug, "question": step.question, "words": "Beantwoord deze vraag nog."}
        for step in STEPS
        if set(step.fields) & set(missing)
    ]


def _refused(words: str, *, status: int = INVALID, faults: list[dict[str, str]] | None = None) -> JsonResponse:
    return JsonResponse({"words": words, "faults": faults or []}, status=status)


def _receipt(incident: Incident) -> dict[str, Any]:
    """Return what the phone may keep of a report that was sent: nothing of what was in it."""
    assert incident.reported_at is not None
    return {
        "reference": incident.reference,
        "sent_at": f"{timezone.localtime(incident.reported_at):%H:%M}",
        "url": reverse("incidents:sent", args=[incident.reference]),
    }
