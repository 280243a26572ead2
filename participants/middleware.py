"""Compulsory second factor per role, and the rows that the database shows to a request."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core import audit
from core.isolation import NOBODY, within
from core.ways_back import page_of
from participants.access import needs_second_factor, roles
from participants.isolation import scope_for
from participants.models import User

SETUP_PAGES = frozenset(
    {
        "account_logout",
        "health",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)


class SecondFactorMiddleware:
    """Keeps who needs a second factor on the pages where it is made or shown, until this session has seen it.

    The session is asked, not the account: a session from before the factor was made does not come along with it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Remember for the audit trail how this request was signed in."""
        token = audit.has_second_factor.set(_has_shown(request) if request.user.is_authenticated else None)
        try:
            return self.get_response(request)
        finally:
            audit.has_second_factor.reset(token)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Lead to the second factor before any page of the portal."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in SETUP_PAGES or not lacks_second_factor(request):
            return None
        return HttpResponseRedirect(_where_to(request))


class SecondWallMiddleware:
    """Runs the request of somebody who signed in as one transaction, in which the database shows only its own rows.

    Rendering belongs to it: a page that is rendered after its transaction would be empty. Who did not sign in needs no
    transaction: without a scope the tables behind the wall are empty.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within the scope of the user; an error of ours undoes what was written."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        with within(NOBODY if lacks_second_factor(request) else scope_for(request.user)):
            response = self.get_response(request)
            _refuse_late_reading(response)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


def _refuse_late_reading(response: HttpResponse) -> None:
    """Refuse an answer that is made while it is sent: the transaction is over by then, and its rows are gone."""
    if response.streaming and not getattr(response, "reads_no_rows", False):
        raise ImproperlyConfigured(
            "A streaming response runs after its transaction. Make the file in a job, or set reads_no_rows."
        )


def lacks_second_factor(request: HttpRequest) -> bool:
    """Tell whether this session must still show a second factor."""
    user = request.user
    return bool(user.is_authenticated and needs_second_factor(roles(user)) and not _has_shown(request))


def remember_second_factor(request: HttpRequest, kind: str) -> None:
    """Note in the session that its user showed a second factor of this kind just now."""
    assert isinstance(request.user, User)
    record_authentication(request, request.user, method="mfa", type=kind, reauthenticated=True)


def _has_shown(request: HttpRequest) -> bool:
    user: User | AnonymousUser = request.user
    records = get_authentication_records(request, user if isinstance(user, User) else None)
    return any(record.get("method") == "mfa" for record in records)


def _where_to(request: HttpRequest) -> str:
    """Return the page to show the factor on, or the one to make it on."""
    assert isinstance(request.user, User)
    back = urlencode({"next": page_of(request)})
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return f"{reverse('mfa_reauthenticate')}?{back}"
    if is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN]):
        return f"{reverse('mfa_reauthenticate_webauthn')}?{back}"
    return reverse("mfa_index")
