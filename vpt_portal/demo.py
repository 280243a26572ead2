"""Signing in to the demonstration: one button per invented account. Exists only where `IS_DEMONSTRATION` is set."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_POST, require_safe

from participants.access import needs_second_factor
from participants.demo_data import ACCOUNTS, Account
from participants.middleware import remember_second_factor
from participants.models import User

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

WHAT_THEY_DO = {
    "project_leader": "Leidt het programma: deelnemers, bijeenkomsten, begroting, rapporten en nieuwsbrieven.",
    "support": "Bereidt bijeenkomsten en nieuwsbrieven voor. Ziet geen begroting en geen cijfers over voorvallen.",
    "coordinator": "Registreert en volgt voorvallen, en vult de negen kaarten van de eigen organisatie.",
    "reporter": "Meldt een voorval en ziet alleen wat hij of zij zelf meldde.",
    "sponsor": "Bevestigt de kaarten en cijfers van de eigen organisatie. Ziet nooit een los voorval.",
    "ambassador": "Is het gezicht van een sector en tekent voor het programma.",
    "board": "Leest de voortgang en downloadt stukken voor de vergadering.",
    "funder": "Leest gepubliceerde rapporten en de financiële verantwoording.",
    "coordinator_other": "Dezelfde rol bij een andere organisatie: ziet alleen de eigen voorvallen.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One invented account on the page."""

    key: str
    role: str
    name: str
    organisation: str
    text: str
    has_second_step: bool


@login_not_required
@require_safe
def choose_account(request: HttpRequest) -> HttpResponse:
    """Show the invented accounts, one per role."""
    _only_in_demonstration()
    return render(request, "demo/choose.html", {"choices": _choices()})


@login_not_required
@require_POST
def sign_in(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as an invented account; the session is marked as if the second step was taken."""
    _only_in_demonstration()
    account = next((account for account in ACCOUNTS if account.key == key), None)
    user = User.objects.filter(email=account.email, is_active=True).first() if account else None
    if user is None:
        raise Http404
    login(request, user, backend=_BACKEND)
    remember_second_factor(request, "demonstration")
    return redirect("home")


def _only_in_demonstration() -> None:
    if not settings.IS_DEMONSTRATION:
        raise Http404


def _choices() -> list[Choice]:
    users = User.objects.filter(email__in=[account.email for account in ACCOUNTS], is_active=True)
    by_email = {user.email: user for user in users.select_related("person__organisation")}
    return [_choice(account, by_email[account.email]) for account in ACCOUNTS if account.email in by_email]


def _choice(account: Account, user: User) -> Choice:
    person = user.person
    return Choice(
        key=account.key,
        role=capfirst(str(account.role.label)),
        name=person.name,
        organisation=person.organisation.name if person.organisation else "Hele programma",
        text=WHAT_THEY_DO[account.key],
        has_second_step=needs_second_factor([account.role]),
    )
