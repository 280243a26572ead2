"""Forms of the newsletter."""

from __future__ import annotations

from django import forms

from core.forms import IdempotentFormMixin, PortalForm, PortalModelForm, VersionedFormMixin
from newsletters.models import Block, Edition, SubscriptionStatus
from participants.access import Role
from participants.models import Sector


class NewEditionForm(IdempotentFormMixin, PortalForm):
    """Begin with the subject; the rest comes from what exists already."""

    subject = forms.CharField(label="Onderwerp", max_length=120, help_text="Waar gaat deze nieuwsbrief over?")


class EditionForm(VersionedFormMixin, PortalModelForm):
    """Subject, opening and readers of a draft."""

    audience_roles = forms.MultipleChoiceField(
        label="Alleen voor deze rollen",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Kiest u niets, dan ontvangt iedereen met een abonnement de nieuwsbrief.",
    )
    audience_sectors = forms.ModelMultipleChoiceField(
        Sector.objects.all(), label="Alleen voor deze sectoren", widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Edition
        fields = ["subject", "opening", "audience_roles", "audience_sectors", "includes_outsiders"]
        widgets = {"opening": forms.Textarea(attrs={"rows": 4})}


class BlockForm(PortalModelForm):
    """The words of one block."""

    class Meta:
        model = Block
        fields = ["heading", "text", "link_text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}


class SubscribeForm(PortalForm):
    """An outsider asks for the newsletter; a mail asks to confirm."""

    email = forms.EmailField(label="E-mailadres", max_length=254)
    name = forms.CharField(label="Naam", max_length=120, required=False)


class PreferencesForm(PortalForm):
    """The three answers of a reader."""

    status = forms.ChoiceField(
        label="Wat wilt u ontvangen?",
        choices=[
            (SubscriptionStatus.ACTIVE.value, "De nieuwsbrief en uitnodigingen"),
            (SubscriptionStatus.INVITATIONS.value, "Alleen uitnodigingen"),
            (SubscriptionStatus.STOPPED.value, "Geen nieuwsbrief meer"),
        ],
        widget=forms.RadioSelect,
    )
