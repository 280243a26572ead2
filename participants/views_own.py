"""Pages about oneself and one's colleagues."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from core.params import posted
from core.saving import save_form
from participants import documents, services
from participants.access import Capability
from participants.forms import ColleagueForm, EndRoleForm, HandOverForm, OwnDataForm
from participants.guards import requires, signed_in, user_of
from participants.models import Membership, Person, User

_FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def own_data(request: HttpRequest) -> HttpResponse:
    """Show what is kept about the user, and who sees which part."""
    user = user_of(request)
    person = getattr(user, "person", None)
    roles = person.memberships.select_related("organisation", "sector") if person else []
    return render(request, "participants/own_data.html", {"person": person, "roles": roles, "account": user})


@require_http_methods(_FORM_METHODS)
@signed_in
def change_own_data(request: HttpRequest) -> HttpResponse:
    """Change one's own name, function and telephone number."""
    user = user_of(request)
    person = _person(user)
    form = OwnDataForm(posted(request), instance=person)

    def save(form: OwnDataForm) -> tuple[str, str]:
        given = {name: form.cleaned_data[name] for name in ("name", "phone", "job_title", "version")}
        services.change_own_data(person=person, actor=user, **given)
        return "Uw gegevens zijn gewijzigd.", "participants:own_data"

    return save_form(request, form, save) or render(request, "participants/change_own_data.html", {"form": form})


@require_safe
@signed_in
def download_own_data(request: HttpRequest) -> HttpResponse:
    """Give everything that is kept about the user, as a file."""
    user = user_of(request)
    person = getattr(user, "person", None)
    audit.record(code="participants.own_data.exported", actor=user, obj=person or user)
    response = JsonResponse(documents.own_data(person, user), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="mijn-gegevens.json"'
    return response


@require_safe
@requires(Capability.COLLEAGUES_MANAGE)
def colleagues(request: HttpRequest) -> HttpResponse:
    """List who holds which role at the user's own organisation."""
    user, today = user_of(request), timezone.localdate()
    held = Membership.objects.reachable(user, Capability.COLLEAGUES_MANAGE)
    held = held.select_related("person", "person__user", "organisation").order_by(
        "organisation__name", "role", "person__name"
    )
    context = {
        "current": held.not_ended(today),
        "ended": held.filter(ends_on__lt=today),
        "to_change": services.COLLEAGUE_ROLES,
    }
    return render(request, "participants/colleagues.html", context)


@require_http_methods(_FORM_METHODS)
@requires(Capability.COLLEAGUES_MANAGE)
def add_colleague(request: HttpRequest) -> HttpResponse:
    """Add a colleague with a role; he or she gets a mail about how to sign in."""
    user = user_of(request)
    form = ColleagueForm(posted(request), user=user)

    def save(form: ColleagueForm) -> tuple[str, str]:
        membership = services.add_colleague(actor=user, **form.cleaned_data)
        return f"{membership.person} is toegevoegd en krijgt een e-mail over inloggen.", "participants:colleagues"

    return save_form(request, form, save) or render(request, "participants/add_colleague.html", {"form": form})


@require_http_methods(_FORM_METHODS)
@requires(Capability.COLLEAGUES_MANAGE)
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a colleague's role end."""
    user = user_of(request)
    membership = _membership(user, pk)
    form = EndRoleForm(posted(request))

    def save(form: EndRoleForm) -> tuple[str, str]:
        services.end_role(membership=membership, ends_on=form.cleaned_data["ends_on"], actor=user)
        return f"De rol van {membership.person} stopt.", "participants:colleagues"

    context = {"form": form, "membership": membership}
    return save_form(request, form, save) or render(request, "participants/end_role.html", context)


@require_http_methods(_FORM_METHODS)
@requires(Capability.COLLEAGUES_MANAGE)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Let another colleague take a role over, with the open work."""
    user = user_of(request)
    membership = _membership(user, pk)
    form = HandOverForm(posted(request), user=user, membership=membership)

    def save(form: HandOverForm) -> tuple[str, str]:
        services.hand_over(membership=membership, actor=user, **form.cleaned_data)
        return f"{form.cleaned_data['to']} neemt de rol over.", "home"

    context = {"form": form, "membership": membership}
    return save_form(request, form, save) or render(request, "participants/hand_over.html", context)


def _membership(user: User, pk: int) -> Membership:
    held = Membership.objects.reachable(user, Capability.COLLEAGUES_MANAGE).not_ended(timezone.localdate())
    held = held.filter(role__in=services.COLLEAGUE_ROLES)
    found: Membership = get_object_or_404(held.select_related("person", "organisation"), pk=pk)
    return found


def _person(user: User) -> Person:
    person: Person | None = getattr(user, "person", None)
    if person is None:
        raise Http404
    return person
