"""Forms of the cupboard."""

from __future__ import annotations

from typing import Any

from django import forms

from apothekerskast.models import Drawer, Helped, Kind, Theme
from core.forms import IdempotentFormMixin, PortalForm
from participants.access import Capability
from participants.models import Organisation, User


class SearchForm(forms.Form):
    """Search and filters, all in the address, so that a result can be sent to a colleague."""

    q = forms.CharField(label="Wat zoekt u?", max_length=120, required=False, strip=True)
    lade = forms.ModelChoiceField(
        Drawer.objects.all(), label="Lade", required=False, empty_label="Alle lades", to_field_name="slug"
    )
    soort = forms.ChoiceField(label="Soort", choices=[("", "Alle soorten"), *Kind.choices], required=False)


class OfferForm(IdempotentFormMixin, PortalForm):
    """Give in two minutes: a title, one sentence, a drawer, and a file or text."""

    title = forms.CharField(label="Hoe heet het?", max_length=120)
    summary = forms.CharField(label="Wat is het, in één zin?", max_length=240)
    kind = forms.ChoiceField(label="Wat voor soort is het?", choices=Kind.choices, initial=Kind.PRACTICE)
    drawers = forms.ModelMultipleChoiceField(
        Drawer.objects.all(), label="Bij welke maatregel hoort het?", widget=forms.CheckboxSelectMultiple
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(), label="Hoort het bij een thema?", widget=forms.CheckboxSelectMultiple, required=False
    )
    body = forms.CharField(
        label="Uitleg",
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=20_000,
        help_text="Hoe gebruikt u het, en wat heeft een ander nodig? Noem geen namen van betrokkenen.",
    )
    source = forms.CharField(
        label="Waar komt het vandaan?", max_length=200, required=False, help_text="Bijvoorbeeld een website of maker."
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Namens welke organisatie?", required=False
    )
    file = forms.FileField(
        label="Bestand", required=False, help_text="Een pdf, afbeelding, Word-, Excel- of PowerPoint-bestand tot 10 MB."
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reachable = Organisation.objects.reachable(user, Capability.APOTHEKERSKAST_OFFER)
        self.fields["organisation"].queryset = reachable
        if reachable.count() == 1:
            self.fields["organisation"].initial = reachable.first()

    def clean(self) -> dict[str, Any]:
        """Ask for something to use: a file or an explanation."""
        data = super().clean() or {}
        if not data.get("body") and not data.get("file") and "file" not in self.errors:
            self.add_error("body", "Voeg een bestand toe of schrijf een korte uitleg, dan kan een ander het gebruiken.")
        return data


class JudgeForm(PortalForm):
    """The one question a month after borrowing."""

    helped = forms.ChoiceField(label="Hielp het?", choices=Helped.choices, widget=forms.RadioSelect)
    remark = forms.CharField(label="In één zin", max_length=200, required=False)


class BorrowForm(PortalForm):
    """For which of the own organisations an item is borrowed."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Voor welke organisatie?")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.reachable(user, Capability.APOTHEKERSKAST_BORROW)


class WishForm(IdempotentFormMixin, PortalForm):
    """What was not found."""

    text = forms.CharField(label="Wat zoekt u?", max_length=120)
