"""From a form to a service: saved and told, or what was refused in the form with what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import RequestFactory

from core.forms import PortalForm
from core.models import Conflict
from core.saving import save_form, try_to


class NameForm(PortalForm):
    """A form of two fields, one of them hidden."""

    name = forms.CharField()
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)


def sent(**typed: Any) -> tuple[HttpRequest, NameForm]:
    """Return a request with what was typed, and its form."""
    request = RequestFactory().post("/", {"name": "Kantine", "version": "1"} | typed)
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request, NameForm(request.POST)


def test_what_is_saved_is_told_and_leads_on() -> None:
    request, form = sent()
    done = save_form(request, form, lambda form: (f"{form.cleaned_data['name']} is bewaard.", "/verder"))
    assert done is not None and (done.status_code, done["Location"]) == (302, "/verder")
    assert [str(message) for message in get_messages(request)] == ["Kantine is bewaard."]


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (ValidationError("Dat kan niet."), {"__all__": ["Dat kan niet."]}),
        (ValidationError({"name": "Deze naam bestaat al."}), {"name": ["Deze naam bestaat al."]}),
        (ValidationError({"owner": "Dit is een ander."}), {"__all__": ["Dit is een ander."]}),
        (Conflict(), {"__all__": [Conflict.sentence]}),
    ],
)
def test_what_is_refused_stands_in_the_form(refusal: Exception, told: dict[str, list[str]]) -> None:
    def refuse(form: object = None) -> Any:
        raise refusal

    request, form = sent()
    assert save_form(request, form, refuse) is None
    assert (form.errors, form["name"].value(), [*get_messages(request)]) == (told, "Kantine", [])
    _, other = sent()
    assert not try_to(other, refuse)
    assert other.errors == told


def test_nothing_is_saved_from_a_form_that_is_not_right_or_only_shown() -> None:
    def never(form: object) -> Any:
        raise AssertionError("it was saved")

    request, form = sent(name="")
    assert save_form(request, form, never) is None
    assert set(form.errors) == {"name"}
    assert save_form(RequestFactory().get("/"), NameForm(), never) is None


def test_after_a_conflict_sending_once_more_wins() -> None:
    def refuse() -> None:
        raise Conflict

    _, form = sent()
    assert form.is_valid()
    assert not try_to(form, refuse, current_version=7)
    assert form["version"].value() == "7"
    assert form.non_field_errors() == [f"{Conflict.sentence} Uw invoer staat nog in het formulier."]
    assert try_to(form, lambda: None)
