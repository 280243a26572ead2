"""Forms of what an organisation arranges for its incidents."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from core.forms import PortalForm, PortalModelForm, VersionedFormMixin
from incidents.letters.filling import check_text
from incidents.models import IncidentSettings
from participants.models import Organisation


class TermsForm(VersionedFormMixin, PortalModelForm):
    """The term, the norm and the number for aftercare; they stand with the organisation."""

    class Meta:
        model = Organisation
        fields = ("reaction_hours", "clock_start", "norm_statement", "aftercare_phone")
        labels = {
            "reaction_hours": "Binnen hoeveel uur reageert u naar de veroorzaker?",
            "clock_start": "Vanaf wanneer telt de termijn?",
            "norm_statement": "Uw norm in één zin",
            "aftercare_phone": "Telefoonnummer voor opvang door een collega",
        }
        help_texts = {
            "reaction_hours": "Afgesproken is 48 uur. Een nieuwe termijn geldt voor meldingen vanaf nu.",
            "norm_statement": "Deze zin staat in brieven en op de poster. Laat leeg voor de standaardzin.",
            "aftercare_phone": "Staat bovenaan bij het melden.",
        }
        widgets = {"clock_start": forms.RadioSelect}


class LettersForm(VersionedFormMixin, PortalModelForm):
    """The frame of letters: kind of file, sender and place."""

    class Meta:
        model = IncidentSettings
        fields = ("letter_format", "sender", "letter_place")
        labels = {
            "letter_format": "In welk soort bestand wilt u brieven?",
            "sender": "Afzender",
            "letter_place": "Plaats",
        }
        help_texts = {
            "letter_format": "Beide kunt u daarna zelf aanpassen.",
            "sender": "Naam en postadres van uw organisatie, elk op een eigen regel. Geen namen van medewerkers.",
            "letter_place": "Komt voor de datum te staan. Bijvoorbeeld: Gouda.",
        }
        widgets = {"letter_format": forms.RadioSelect, "sender": forms.Textarea(attrs={"rows": 4})}


class ContactsForm(VersionedFormMixin, PortalModelForm):
    """Who can be asked what: for reporters, at the police, at the public prosecutor; and the aftercare talks."""

    talks = forms.CharField(
        label="Opvanggesprekken: hoeveel dagen na de melding?",
        max_length=60,
        help_text="Dagen met een komma ertussen. Standaard 3, 14, 49: na 72 uur, na 2 en na 7 weken.",
        error_messages={"required": "Vul ten minste één dag in, bijvoorbeeld 3."},
    )

    class Meta:
        model = IncidentSettings
        fields = ("reporter_contact", "police_contact", "prosecution_contact")
        labels = {
            "reporter_contact": "Waar kunnen melders terecht met vragen?",
            "police_contact": "Vaste contactpersoon bij de politie",
            "prosecution_contact": "Vaste contactpersoon bij het Openbaar Ministerie",
        }
        help_texts = {
            "reporter_contact": "Functie, telefoonnummer of e-mailadres. Staat in berichten en op de poster.",
            "police_contact": "Functie en telefoonnummer. Staat bij de stap aangifte en op het hulpblad.",
            "prosecution_contact": "Functie en telefoonnummer. Staat bij de stap aangifte.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["talks"].initial = ", ".join(str(day) for day in self.instance.talk_days)

    def clean_talks(self) -> list[int]:
        """Read the days: whole numbers, at most six, in order and once."""
        parts = [part for part in re.split(r"[,;\s]+", self.cleaned_data["talks"]) if part]
        if not all(part.isascii() and part.isdigit() and 1 <= int(part[:4]) <= 365 and len(part) < 4 for part in parts):
            raise forms.ValidationError("Gebruik hele getallen van 1 tot en met 365, bijvoorbeeld 3, 14, 49.")
        days = sorted({int(part) for part in parts})
        if not 1 <= len(days) <= 6:
            raise forms.ValidationError("Kies één tot zes gesprekken.")
        return days


class UnitForm(PortalForm):
    """The name of a department, and whether it can be chosen."""

    name = forms.CharField(
        label="Naam van de afdeling of het team",
        max_length=80,
        error_messages={"required": "Vul een naam in."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ChangeUnitForm(UnitForm):
    """Rename a department, or take it out of the list."""

    is_current = forms.BooleanField(
        label="Te kiezen bij nieuwe meldingen",
        required=False,
        help_text="Zet het vinkje uit als de afdeling niet meer bestaat. Oude meldingen houden hun afdeling.",
    )


class LetterTextForm(PortalForm):
    """The organisation's own text of one kind of letter."""

    subject = forms.CharField(label="Onderwerp", max_length=150, error_messages={"required": "Vul een onderwerp in."})
    body = forms.CharField(
        label="Tekst",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=(
            "Een lege regel begint een nieuwe alinea. Begin een regel met ‘## ’ voor een tussenkop en met ‘- ’ voor "
            "een opsomming."
        ),
        error_messages={"required": "Vul een tekst in, of zet de standaardtekst terug."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def clean_subject(self) -> str:
        """Refuse words that cannot be filled in."""
        return self._checked("subject")

    def clean_body(self) -> str:
        """Refuse words that cannot be filled in."""
        return self._checked("body")

    def _checked(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        check_text(text)
        return text
