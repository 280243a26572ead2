"""Pages about keys of the API: which systems of the organisation deliver by themselves."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.params import posted
from participants import services_tokens as services
from participants.access import Capability
from participants.forms_tokens import TokenForm
from participants.guards import requires, user_of
from participants.models import ApiToken


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def tokens(request: HttpRequest) -> HttpResponse:
    """List the keys of the organisation, and make one. The secret stands in the answer to that alone."""
    user, now = user_of(request), timezone.now()
    form, secret = TokenForm(posted(request), user=user), ""
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = services.make_token(actor=user, made_at=now, **form.cleaned_data)
            form = TokenForm(user=user)
        except ValidationError as refusal:
            form.add_error("name", refusal)
    found = ApiToken.objects.reachable(user, Capability.INCIDENTS_HANDLE).select_related("organisation")
    today = timezone.localdate(now)
    context = {
        "form": form,
        "secret": secret,
        "valid": found.valid(today),
        "ended": found.exclude(pk__in=found.valid(today).values("pk"))[:20],
    }
    return render(request, "participants/tokens.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.INCIDENTS_HANDLE)
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a key, after asking."""
    user = user_of(request)
    rows = ApiToken.objects.reachable(user, Capability.INCIDENTS_HANDLE).select_related("organisation")
    token = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        services.revoke_token(token=token, actor=user, revoked_at=timezone.now())
        messages.success(request, f"De sleutel ‘{token.name}’ is ingetrokken. Het systeem komt er niet meer in.")
        return redirect("participants:tokens")
    return render(request, "participants/revoke_token.html", {"token": token})
