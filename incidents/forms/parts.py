"""The parts in which an incident is edited: each a small form that is saved on its own.

Nothing here asks who somebody is. Choice lists are those of the day of the incident, with what was chosen before.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from core.forms import PortalForm
from incidents.choices import (
    FIRST_HOUR,
    Accepted,
    Answer,
    DayPart,
    Harm,
    LostDays,
    OffenderKnown,
    Precision,
    ReportedBy,
    Severity,
)
from incidents.clock import moment_of
from incidents.forms.fields import EMPTY, day, euros, number, one, several, words, yes_or_no
from incidents.handling.fingerprints import fingerprint
from incidents.models import Incident, Unit
from incidents.vocabulary import (
    ACTIONS,
    AFTERCARE_BY,
    CAUSES,
    CHANNELS,
    DAMAGE_KINDS,
    FUNCTION_GROUPS,
    KINDS,
    POLICE_CONTACT,
    PROSECUTION,
    REACTIONS,
    RECOVERY_ROUTES,
    RELATIONS,
    REPORT_FILED_BY,
    REPORT_PROTECTION,
    Vocabulary,
)

_FIRST_YEAR = 2014


class PartForm(PortalForm):
    """One part of an incident. `TEXT` names what stands in the free text, `WORDS` which lists follow the day."""

    TEXT: ClassVar[tuple[str, ...]] = ()
    WORDS: ClassVar[dict[str, Vocabulary[Any]]] = {}
    HELPERS: ClassVar[tuple[str, ...]] = ()

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, incident: Incident, at: datetime, **kwargs: Any) -> None:
        self.incident, self.at = incident, at
        kwargs["initial"] = self.values_of(incident)
        super().__init__(*args, **kwargs)
        for name, vocabulary in self.WORDS.items():
            self._offer(name, vocabulary)
        self.advise()

    @classmethod
    def names(cls) -> list[str]:
        """Return the fields of the incident and its text that this part holds."""
        return [name for name in cls.base_fields if name != "seen" and name not in cls.HELPERS]

    def values_of(self, incident: Incident) -> dict[str, Any]:
        """Return what the incident holds, with the mark by which a second editor is noticed."""
        held = {name: getattr(incident.text if name in self.TEXT else incident, name) for name in self.names()}
        return held | {"seen": fingerprint(incident, incident.text, self.names())}

    def _offer(self, name: str, vocabulary: Vocabulary[Any]) -> None:
        """Offer the words of the day of the incident, and what was chosen already."""
        on = timezone.localdate(self.incident.occurred_at) if self.incident.occurred_at else None
        held = self.initial.get(name) or []
        chosen = [held] if isinstance(held, str) else list(held)
        choices = vocabulary.choices(on)
        choices += [(code, vocabulary.label(code)) for code in chosen if code not in dict(choices)]
        field = self.fields[name]
        has_empty = not (field.required or isinstance(field, forms.MultipleChoiceField))
        field.choices = [EMPTY, *choices] if has_empty else choices  # type: ignore[attr-defined]

    def advise(self) -> None:
        """Fit the help texts to what is known already."""

    @property
    def facts(self) -> dict[str, Any]:
        """Return what goes on the incident."""
        return {name: self.cleaned_data[name] for name in self.names() if name not in self.TEXT}

    @property
    def text(self) -> dict[str, str]:
        """Return what goes on its text."""
        return {name: self.cleaned_data[name] for name in self.TEXT}

    def clean(self) -> dict[str, Any]:
        """Refuse days of before the programme."""
        data = super().clean() or self.cleaned_data
        for name, value in list(data.items()):
            if isinstance(value, date) and value.year < _FIRST_YEAR and name not in self.errors:
                self.add_error(name, "Kies een dag vanaf 1 januari 2014.")
        return data


class WhatForm(PartForm):
    """What happened and to whom, by function alone."""

    TEXT = ("narrative", "own_reference")
    WORDS = {"kinds": KINDS, "main_kind": KINDS, "function_group": FUNCTION_GROUPS, "actions_taken": ACTIONS}

    kinds = several("Vormen", required=True, error_messages={"required": "Kies ten minste één vorm."})
    main_kind = one(
        "Hoofdvorm",
        required=True,
        help_text="Deze vorm telt mee in de cijfers.",
        error_messages={"required": "Kies de hoofdvorm."},
    )
    severity = forms.ChoiceField(label="Ernst", choices=Severity.choices)
    narrative = words("In eigen woorden", 5000, rows=5, help_text="Geen namen. Schrijf ‘de bezoeker’ of ‘collega A’.")
    reported_by_role = forms.ChoiceField(label="Melder", choices=ReportedBy.choices)
    function_group = one("Functie van de collega")
    victims_count = number("Aantal betrokken collega's")
    witnesses_count = number("Aantal getuigen")
    actions_taken = several("Al gedaan bij de melding")
    own_reference = words(
        "Kenmerk in uw eigen dossier",
        60,
        help_text="Namen en gegevens van personen staan alleen in uw eigen dossier.",
    )

    def advise(self) -> None:
        """Say since when spreading private data is punishable, where that may have happened."""
        if {"online", "doxing"} & set(self.incident.kinds):
            self.fields[
                "kinds"
            ].help_text = (
                "Privégegevens verspreiden om iemand bang te maken (doxing) is strafbaar sinds 1 januari 2024."
            )

    def clean(self) -> dict[str, Any]:
        """Hold on to at least one kind, and to a main one among them."""
        data = super().clean()
        if data.get("kinds") and data.get("main_kind") and data["main_kind"] not in data["kinds"]:
            self.add_error("main_kind", "Kies de hoofdvorm uit de vormen die u hebt aangevinkt.")
        return data


class WhereForm(PartForm):
    """Where and when. The moment may be corrected: the term for a reaction follows."""

    TEXT = ("location",)
    WORDS = {"channel": CHANNELS}
    HELPERS = ("occurred_on", "occurred_time", "part_of_day")

    occurred_on = forms.DateField(
        label="Dag van het voorval",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Vul de dag van het voorval in."},
    )
    occurred_precision = forms.ChoiceField(
        label="Hoe precies is het moment bekend?", choices=Precision.choices, widget=forms.RadioSelect
    )
    occurred_time = forms.TimeField(
        label="Tijd", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    part_of_day = one("Deel van de dag", DayPart.choices)
    channel = one("Plaats", required=True, error_messages={"required": "Kies de plaats."})
    location = words("Locatie", 120, help_text="Bijvoorbeeld: balie publiekszaken. Geen huisadres van iemand.")
    unit = forms.ModelChoiceField(label="Afdeling", queryset=Unit.objects.none(), required=False, empty_label=EMPTY[1])

    def __init__(self, *args: Any, incident: Incident, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, incident=incident, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if not units.exists():
            del self.fields["unit"]

    @classmethod
    def names(cls) -> list[str]:
        """Return the fields; the moment is put together from a day and a time."""
        return [*super().names(), "occurred_at"]

    def values_of(self, incident: Incident) -> dict[str, Any]:
        """Take the moment apart."""
        local = timezone.localtime(incident.occurred_at)
        part = next((part for part, hour in FIRST_HOUR.items() if hour == local.hour), "")
        is_exact = incident.occurred_precision == Precision.EXACT
        return super().values_of(incident) | {
            "occurred_on": local.date(),
            "occurred_time": local.time() if is_exact else None,
            "part_of_day": part if incident.occurred_precision == Precision.DAY_PART else "",
        }

    def clean(self) -> dict[str, Any]:
        """Put the moment together; what is not known exactly is kept at its earliest hour."""
        data = super().clean()
        on, precision = data.get("occurred_on"), data.get("occurred_precision")
        at = self._time(data, precision) if on and precision and not self.errors else None
        if at is not None:
            data["occurred_at"] = self._moment(on, at, precision)
        return data

    def _time(self, data: dict[str, Any], precision: Any) -> time | None:
        if precision == Precision.DAY:
            return time(0)
        if precision == Precision.DAY_PART:
            if data.get("part_of_day"):
                return time(FIRST_HOUR[DayPart(data["part_of_day"])])
            self.add_error("part_of_day", "Kies het deel van de dag.")
        elif data.get("occurred_time") is None:
            self.add_error("occurred_time", "Vul de tijd in, of kies hierboven dat u die niet precies weet.")
        return data.get("occurred_time") if precision == Precision.EXACT else None

    def _moment(self, on: Any, at: time, precision: Any) -> datetime | None:
        """Keep a moment that was not touched, with its seconds and in the hour that an autumn night has twice."""
        before = self.incident.occurred_at
        if before is not None:
            shown = timezone.localtime(before).replace(second=0, microsecond=0)
            if (shown.date(), shown.time()) == (on, at):
                return before
        return moment_of(on, at)

    @property
    def facts(self) -> dict[str, Any]:
        """Return what goes on the incident; without a choice of departments that one stays."""
        given = {"unit": self.incident.unit} | self.cleaned_data
        return {name: given[name] for name in self.names() if name not in self.TEXT}


class HarmForm(PartForm):
    """Consequences for the colleague, in rough bands."""

    harm_physical = one("Gevolg voor het lichaam", Harm.choices)
    harm_psychological = one("Gevolg voor de geest", Harm.choices)
    lost_days = one("Verzuim", LostDays.choices, help_text="Alleen hoe lang. Geen oorzaak en geen diagnose.")
    is_reportable = yes_or_no(
        "Gemeld aan de Arbeidsinspectie",
        help_text="Verplicht bij overlijden, opname in een ziekenhuis of blijvend letsel.",
    )


class OffenderForm(PartForm):
    """What is known of the offender, without who it is."""

    WORDS = {"offender_relation": RELATIONS, "cause": CAUSES}

    offender_known = forms.ChoiceField(label="Veroorzaker bekend", choices=OffenderKnown.choices)
    offender_relation = one("Relatie")
    repeated = one("Eerder voorval met dezelfde veroorzaker", Answer.choices)
    cause = one("Aanleiding", help_text="Zoals u het zag. Geen diagnose.")

    def advise(self) -> None:
        """Say what the first answer does to the clock."""
        is_unknown = self.incident.offender_known == OffenderKnown.NO
        self.fields["offender_known"].help_text = (
            "Wordt bekend wie het deed, dan loopt de termijn voor een reactie vanaf het voorval."
            if is_unknown
            else "Is de veroorzaker niet bekend, dan loopt er geen termijn voor een reactie."
        )


class PoliceForm(PartForm):
    """Police and report to the police."""

    TEXT = ("report_number",)
    WORDS = {
        "police_contact": POLICE_CONTACT,
        "report_filed_by": REPORT_FILED_BY,
        "report_protection": REPORT_PROTECTION,
        "prosecution_status": PROSECUTION,
    }

    police_contact = one("Politie")
    report_filed_on = day("Aangifte gedaan op")
    report_filed_by = one("Aangifte door")
    report_protection = one("Afscherming", help_text="De werkgever kan aangifte doen, met het werkadres als adres.")
    is_vpt_code_requested = yes_or_no(
        "VPT-code gevraagd", help_text="Vraag bij de aangifte om de VPT-code. Alleen dan krijgt de zaak voorrang."
    )
    report_number = words("Nummer proces-verbaal", 40)
    prosecution_status = one("Afdoening")

    def advise(self) -> None:
        """Without a report to the police most of this part can wait."""
        if self.incident.police_contact in ("", "geen", "melding"):
            self.fields["report_filed_on"].help_text = "Vul dit en wat hierna komt in als er aangifte is gedaan."


class ReactionForm(PartForm):
    """The reaction to the offender; when it was given stands with the duty, which stops the clock."""

    TEXT = ("reaction_by_role",)
    WORDS = {"reaction_types": REACTIONS}

    reaction_types = several("Reactie naar de veroorzaker")
    reaction_by_role = words("Reactie door", 80, help_text="Een functie, bijvoorbeeld teamleider. Geen naam.")
    ban_until = day("Verbod tot", help_text="Alleen bij een toegangs- of contactverbod.")

    def clean(self) -> dict[str, Any]:
        """A ban belongs to a reaction that holds one."""
        data = super().clean()
        if data.get("ban_until") and not {"pandverbod", "contactverbod", "beperking"} & set(data["reaction_types"]):
            self.add_error("ban_until", "Kies hierboven ook welk verbod dit is.")
        return data


class DamageForm(PartForm):
    """Damage and what was recovered of it."""

    WORDS = {"damage_kinds": DAMAGE_KINDS, "recovery_routes": RECOVERY_ROUTES}

    damage_kinds = several("Soort schade")
    damage_amount = euros("Schadebedrag in euro's")
    recovered_amount = euros("Verhaald bedrag in euro's")
    recovery_routes = several("Schadeverhaal")

    def clean(self) -> dict[str, Any]:
        """No more is recovered than there was damage."""
        data = super().clean()
        damage, recovered = data.get("damage_amount"), data.get("recovered_amount")
        if damage is not None and recovered is not None and recovered > damage:
            self.add_error("recovered_amount", "Er is meer verhaald dan er schade was. Controleer de bedragen.")
        return data


class AftercareForm(PartForm):
    """What was offered to the colleague and the team."""

    WORDS = {"aftercare_by": AFTERCARE_BY}

    aftercare_offered_at = forms.DateTimeField(
        label="Opvang aangeboden op",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H:%M"],
    )
    aftercare_accepted = one("Opvang gewenst", Accepted.choices)
    aftercare_by = several("Opvang door")
    team_aftercare = one("Nazorg voor het team", Answer.choices)

    def clean(self) -> dict[str, Any]:
        """Refuse a moment to come."""
        data = super().clean()
        if data.get("aftercare_offered_at") and data["aftercare_offered_at"] > self.at:
            self.add_error("aftercare_offered_at", "Dit moment moet nog komen. Plan het gesprek bij de nazorg.")
        return data


class LessonsForm(PartForm):
    """What the organisation learns of it."""

    TEXT = ("lessons",)

    lessons = words(
        "Wat leren we hiervan?", 2000, rows=5, help_text="Wat verandert u, zodat dit minder vaak gebeurt? Geen namen."
    )
