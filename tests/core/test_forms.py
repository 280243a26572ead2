"""Forms: two editors, a double press, odd characters; nothing is lost in silence."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from crispy_forms.layout import Layout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.db import IntegrityError, transaction

from core.forms import ODD, IdempotentFormMixin, PortalForm, PortalModelForm, VersionedFormMixin
from core.models import Conflict
from tests.core.models import Paper, make_table


class PaperForm(VersionedFormMixin, IdempotentFormMixin, PortalModelForm):
    """A form over a paper."""

    class Meta:
        model = Paper
        fields = ["title", "body", "kind"]


class UnguardedForm(PortalModelForm):
    """The same without the mixin that compares versions."""

    class Meta:
        model = Paper
        fields = ["title", "body", "kind"]


@pytest.fixture
def paper(db: None) -> Paper:
    """Return a paper that two people open."""
    make_table(Paper)
    return Paper.objects.create(title="Eerste", body="oud")


def typed(**changes: Any) -> dict[str, Any]:
    """Return what somebody typed."""
    return {"title": "Eerste", "body": "oud", "kind": "a", "version": "0"} | changes


def edit(paper: Paper, form_class: type[forms.ModelForm] = PaperForm, **changes: Any) -> Any:  # type: ignore[type-arg]
    """Post the form over the row as it is read now."""
    form = form_class(typed(**changes), instance=Paper.objects.get(pk=paper.pk))
    if form.is_valid():
        form.save()
    return form


def test_the_second_of_two_editors_is_told(paper: Paper) -> None:
    assert edit(paper, body="van de eerste").is_valid()
    second = edit(paper, body="van de tweede", kind="b")
    assert not second.is_valid()
    [message] = second.non_field_errors()
    assert "Iemand anders heeft dit intussen gewijzigd" in message
    assert "nu staat er ‘van de eerste’, u vulde in ‘van de tweede’" in message
    assert "nu staat er ‘eerste’, u vulde in ‘tweede’" in message
    assert second["body"].value() == "van de tweede", "the typed text is kept"
    assert Paper.objects.get().body == "van de eerste"


def test_after_reading_the_second_may_save(paper: Paper) -> None:
    edit(paper, body="van de eerste")
    second = edit(paper, body="van de tweede")
    again = edit(paper, body="van de tweede", version=second["version"].value())
    assert again.is_valid(), again.errors
    assert Paper.objects.get().body == "van de tweede"


def test_without_the_guard_the_first_is_overwritten(paper: Paper) -> None:
    """Negative control: the same two posts over a plain form lose the first one's work."""
    edit(paper, UnguardedForm, body="van de eerste")
    edit(paper, UnguardedForm, body="van de tweede")
    assert Paper.objects.get().body == "van de tweede"


@pytest.mark.parametrize("version", ["", "-1", "x", "99999999999999999999", "1"])
def test_a_missing_or_odd_version_is_a_conflict(paper: Paper, version: str) -> None:
    assert not edit(paper, body="nieuw", version=version).is_valid()
    assert Paper.objects.get().body == "oud"


def test_a_deleted_row_is_told(paper: Paper) -> None:
    form = PaperForm(typed(body="nieuw"), instance=Paper.objects.get(pk=paper.pk))
    Paper.objects.all().delete()
    assert form.non_field_errors() == ["Dit onderdeel is intussen verwijderd."]


def test_markup_in_a_conflict_is_text(paper: Paper) -> None:
    edit(paper, body="<script>x</script>")
    [message] = edit(paper, body="anders").non_field_errors()
    assert "&lt;script&gt;" in message
    assert "<script>" not in message


def test_saving_compares_in_the_database(paper: Paper) -> None:
    one, other = Paper.objects.get(pk=paper.pk), Paper.objects.get(pk=paper.pk)
    one.body = "een"
    one.save()
    one.body = "een en nog eens"
    one.save(update_fields=["body"])
    assert Paper.objects.get().version == one.version == 2
    other.body = "ander"
    with pytest.raises(Conflict), transaction.atomic():
        other.save()
    assert other.version == 0
    with pytest.raises(Conflict), transaction.atomic():
        other.save(update_fields=["body"])
    assert Paper.objects.get().body == "een en nog eens"


def test_a_service_can_compare_after_locking(paper: Paper) -> None:
    paper.check_version(0)
    paper.check_version(None)
    with pytest.raises(Conflict):
        paper.check_version(1)


def test_saving_a_deleted_row_makes_no_new_one(paper: Paper) -> None:
    stale = Paper.objects.get(pk=paper.pk)
    Paper.objects.all().delete()
    stale.save()  # Django's own answer: an insert with the same key
    assert Paper.objects.count() == 1


def test_a_form_has_a_key_of_its_own(paper: Paper) -> None:
    shown = {str(PaperForm(instance=paper)["submit_key"].value()) for _ in range(3)}
    assert len(shown) == 3
    key = uuid.uuid4()
    form = PaperForm(typed(submit_key=str(key)), instance=paper)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["submit_key"] == key
    without = PaperForm(typed(), instance=paper)
    assert without.is_valid()
    assert isinstance(without.cleaned_data["submit_key"], uuid.UUID)


def test_a_double_press_cannot_make_two_rows(paper: Paper) -> None:
    key = uuid.uuid4()
    Paper.objects.create(title="a", submit_key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.create(title="a", submit_key=key)
    Paper.objects.create(title="b")
    Paper.objects.create(title="c")


class NoteForm(PortalForm):
    """A small form."""

    name = forms.CharField(label="naam")
    note = forms.CharField(label="notitie", widget=forms.Textarea, required=False)


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\ufffdb"])
def test_odd_characters_are_refused_with_a_sentence(text: str) -> None:
    form = NoteForm({"name": "a", "note": text})
    assert not form.is_valid()
    assert set(form.errors) == {"note"}


def test_ordinary_and_rare_characters_pass() -> None:
    form = NoteForm({"name": "Zoë Ñandú 🙂 \u200d", "note": "regel\r\nregel\ttab"})
    assert form.is_valid(), form.errors


def test_the_sentence_is_ours() -> None:
    assert ODD in str(NoteForm({"name": "a\ufffdb"}).errors)


def test_a_form_leaves_checking_to_the_server() -> None:
    html = render_crispy_form(NoteForm())
    assert "required" not in html.replace("requiredField", "")
    assert "<form" not in html
    assert "csrf" not in html


def test_version_and_key_stay_in_a_layout_of_ones_own(paper: Paper) -> None:
    form = PaperForm(instance=paper)
    form.helper.layout = Layout("title")
    html = render_crispy_form(form)
    assert html.count('name="version"') == 1
    assert html.count('name="submit_key"') == 1
    assert html.count('name="title"') == 1
    assert render_crispy_form(PaperForm(instance=paper)).count('name="version"') == 1
