"""Forms of the project leader on the programme: one form, one service call."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from core.params import posted
from core.saving import Save, save_form
from participants.guards import requires, user_of
from programme import forms, services
from programme.models import Decision, IntendedResult, PlanItem, Programme
from programme.views import MANAGE, in_programme, page

_PLANNING = "Planning"


def _handle(
    request: HttpRequest, form: Any, save: Save, programme: Programme, *, title: str, cancel_url: str, **context: Any
) -> HttpResponse:
    """Show the form, or save it and go on; what the service refuses stands in the form."""
    shown = {"title": title, "cancel_url": cancel_url, "submit": "Opslaan", **context}
    return save_form(request, form, save) or page(request, "programme/form.html", programme, form=form, **shown)


@requires(MANAGE)
def result_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Update how far a result is."""
    result = get_object_or_404(IntendedResult.objects.select_related("programme"), pk=pk)

    def save(form: forms.ResultForm) -> tuple[str, Any]:
        fields = dict(form.cleaned_data)
        upload, version = fields.pop("proof_upload"), fields.pop("version")
        services.update_result(result=result, version=version, fields=fields, actor=user_of(request), proof=upload)
        return f"Resultaat {result.number} is bijgewerkt.", result

    form = forms.ResultForm(posted(request), request.FILES or None, instance=result)
    url = result.get_absolute_url()
    title = f"Resultaat {result.number} bijwerken"
    return _handle(
        request,
        form,
        save,
        result.programme,
        title=title,
        lead=result.title,
        cancel_url=url,
        parent=(result.title, url),
    )


@requires(MANAGE)
@in_programme
def plan_item_add(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Put an activity in the planning."""
    url = reverse("programme:planning")

    def save(form: forms.PlanItemAddForm) -> tuple[str, Any]:
        key = form.cleaned_data["submit_key"]
        item = services.add_plan_item(programme=programme, actor=user_of(request), submit_key=key, **form.parts())
        return "De activiteit staat in de planning.", item

    form = forms.PlanItemAddForm(posted(request), programme=programme)
    return _handle(
        request, form, save, programme, title="Activiteit toevoegen", cancel_url=url, parent=(_PLANNING, url)
    )


def _item(pk: int) -> PlanItem:
    return get_object_or_404(PlanItem.objects.select_related("programme"), pk=pk)


def _item_page(
    request: HttpRequest, item: PlanItem, form: Any, save: Save, *, title: str, lead: str = ""
) -> HttpResponse:
    url = item.get_absolute_url()
    return _handle(
        request, form, save, item.programme, title=title, lead=lead, cancel_url=url, parent=(item.title, url)
    )


@requires(MANAGE)
def plan_item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change words and links of an activity."""
    item = _item(pk)

    def save(form: forms.PlanItemEditForm) -> tuple[str, Any]:
        version = form.cleaned_data["version"]
        services.change_plan_item(item=item, version=version, actor=user_of(request), **form.parts())
        return "De activiteit is gewijzigd.", item

    form = forms.PlanItemEditForm(posted(request), instance=item, programme=item.programme)
    return _item_page(
        request, item, form, save, title="Activiteit wijzigen", lead="De datum wijzigt u met ‘Verschuiven’."
    )


@requires(MANAGE)
def plan_item_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an activity another date, with the reason."""
    item = _item(pk)

    def save(form: forms.MoveForm) -> tuple[str, Any]:
        data = form.cleaned_data
        services.move_plan_item(
            item=item,
            version=data["version"],
            to=data["current"],
            reason=data["reason"],
            actor=user_of(request),
            at=timezone.now(),
        )
        return "De activiteit is verschoven. De eerste datum blijft staan.", item

    form = forms.MoveForm(posted(request), instance=item)
    return _item_page(
        request, item, form, save, title="Activiteit verschuiven", lead=f"Nu gepland: {item.current or 'geen datum'}."
    )


@requires(MANAGE)
def plan_item_realise(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that an activity took place."""
    item = _item(pk)

    def save(form: forms.RealiseForm) -> tuple[str, Any]:
        data = form.cleaned_data
        services.realise_plan_item(
            item=item,
            version=data["version"],
            happened_on=data["happened_on"],
            remark=data["remark"],
            actor=user_of(request),
            at=timezone.now(),
        )
        return "De activiteit staat als gerealiseerd in de planning.", item

    form = forms.RealiseForm(posted(request), instance=item)
    return _item_page(request, item, form, save, title="Activiteit heeft plaatsgevonden", lead=item.title)


@requires(MANAGE)
def plan_item_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that an activity will not take place."""
    item = _item(pk)

    def save(form: forms.DropForm) -> tuple[str, Any]:
        data, user = form.cleaned_data, user_of(request)
        services.drop_plan_item(
            item=item, version=data["version"], reason=data["reason"], actor=user, at=timezone.now()
        )
        return "De activiteit is vervallen.", item

    form = forms.DropForm(posted(request), instance=item)
    return _item_page(request, item, form, save, title="Activiteit laten vervallen", lead=item.title)


@requires(MANAGE)
def plan_item_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an activity back in the planning."""
    item = _item(pk)

    def save(form: forms.ReopenForm) -> tuple[str, Any]:
        data, user = form.cleaned_data, user_of(request)
        services.reopen_plan_item(
            item=item, version=data["version"], reason=data["reason"], actor=user, at=timezone.now()
        )
        return "De activiteit staat weer in de planning.", item

    form = forms.ReopenForm(posted(request), instance=item)
    return _item_page(request, item, form, save, title="Activiteit terug in de planning", lead=item.title)


@requires(MANAGE)
@in_programme
def decision_add(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Record a decision."""
    url = reverse("programme:decisions")

    def save(form: forms.DecisionForm) -> tuple[str, Any]:
        key = form.cleaned_data["submit_key"]
        services.record_decision(programme=programme, fields=form.values(), actor=user_of(request), submit_key=key)
        return "Het besluit is vastgelegd.", url

    form = forms.DecisionForm(posted(request), programme=programme, instance=Decision(programme=programme))
    return _handle(
        request, form, save, programme, title="Besluit vastleggen", cancel_url=url, parent=("Besluiten", url)
    )


@requires(MANAGE)
def decision_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a decision."""
    decision = get_object_or_404(Decision.objects.select_related("programme"), pk=pk)
    url = reverse("programme:decisions")

    def save(form: forms.DecisionForm) -> tuple[str, Any]:
        version = form.cleaned_data["version"]
        services.change_decision(decision=decision, version=version, fields=form.values(), actor=user_of(request))
        return "Het besluit is gewijzigd.", url

    form = forms.DecisionForm(posted(request), programme=decision.programme, instance=decision)
    return _handle(
        request, form, save, decision.programme, title="Besluit wijzigen", cancel_url=url, parent=("Besluiten", url)
    )
