"""One incident as a system sends it: its Dutch names here, and what each may hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rest_framework import serializers

from incidents.api.problems import InvalidInput
from incidents.delivery.departments import NO_DEPARTMENTS, Departments
from incidents.delivery.fields import BY_CODE, Field, Holds
from incidents.delivery.problems import Problem
from incidents.delivery.rows import CleanCase, clean_case

NAMES: dict[str, str] = {
    "bronkenmerk": "source_ref",
    "gebeurdOp": "occurred_at",
    "gemeldOp": "reported_at",
    "vormen": "kinds",
    "hoofdvorm": "main_kind",
    "plaats": "channel",
    "ernst": "severity",
    "melder": "reported_by_role",
    "functiegroep": "function_group",
    "afdeling": "unit",
    "aantalBetrokkenen": "victims_count",
    "aantalGetuigen": "witnesses_count",
    "gevolgLichaam": "harm_physical",
    "gevolgGeest": "harm_psychological",
    "aanleiding": "cause",
    "veroorzakerBekend": "offender_known",
    "relatie": "offender_relation",
    "eerderVoorval": "repeated",
    "alGedaan": "actions_taken",
    "meldenAanArbeidsinspectie": "is_reportable",
    "reactieGegevenOp": "reaction_at",
    "reacties": "reaction_types",
    "reactieDoor": "reaction_by_role",
    "geenReactieOmdat": "no_reaction",
    "verbodTot": "ban_until",
    "politie": "police_contact",
    "aangifteGedaan": "has_report",
    "aangifteOp": "report_filed_on",
    "aangifteDoor": "report_filed_by",
    "geenAangifteOmdat": "no_police_report",
    "afscherming": "report_protection",
    "vptCodeGevraagd": "is_vpt_code_requested",
    "afdoening": "prosecution_status",
    "schade": "damage_kinds",
    "schadebedrag": "damage_amount",
    "verhaaldBedrag": "recovered_amount",
    "schadeverhaal": "recovery_routes",
    "geenVerhaalOmdat": "no_damage",
    "nazorgGegeven": "has_aftercare",
    "opvangAangebodenOp": "aftercare_offered_at",
    "opvangGewenst": "aftercare_accepted",
    "opvangDoor": "aftercare_by",
    "geenOpvangOmdat": "no_aftercare",
    "nazorgTeam": "team_aftercare",
    "verzuim": "lost_days",
    "status": "status",
    "afgehandeldOp": "closed_at",
    "locatie": "location",
    "omschrijving": "narrative",
    "dossierkenmerk": "own_reference",
    "nummerProcesVerbaal": "report_number",
    "afsluitendeZin": "conclusion",
    "lessen": "lessons",
}
_CODES = {code: name for name, code in NAMES.items()}
_NEEDED = ("bronkenmerk", "gebeurdOp", "vormen", "plaats")


def clean(data: Any, *, at: datetime, departments: Departments = NO_DEPARTMENTS) -> CleanCase:
    """Read one incident by the rules of the import; without a moment of its own it is reported now.

    Raises:
        InvalidInput: with every field that is wrong, and what to do.
    """
    if not isinstance(data, dict):
        raise InvalidInput([("", "Stuur één JSON-object.")])
    problems = [(str(name)[:60], "Dit veld kennen wij niet. Haal het weg.") for name in data if name not in NAMES]
    problems += [(name, sentence) for name in NAMES if name in data and (sentence := _misshapen(name, data[name]))]
    if not data.get("bronkenmerk"):
        problems.append(("bronkenmerk", "Vul het kenmerk uit uw systeem in; het portaal herkent een dubbele daaraan."))
    if problems:
        raise InvalidInput(problems)
    values = {NAMES[name]: value for name, value in data.items()}
    found = clean_case({"reported_at": at.isoformat()} | values, at=at, departments=departments)
    if isinstance(found, list):
        raise InvalidInput([(_CODES.get(problem.field, problem.field), _sentence(problem)) for problem in found])
    return found


def _misshapen(name: str, value: Any) -> str:
    """Return what is wrong with the JSON type of a value; an empty text when nothing is."""
    holds = BY_CODE[NAMES[name]].holds
    if value is None:
        return ""
    if holds is Holds.CHOICES:
        is_good = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return "" if is_good else "Stuur hier een lijst van codes."
    if holds is Holds.YES_NO:
        return "" if isinstance(value, bool) else "Stuur hier true of false."
    if holds in (Holds.NUMBER, Holds.MONEY):
        is_good = isinstance(value, int | float) and not isinstance(value, bool)
        return "" if is_good else "Stuur hier een getal."
    return "" if isinstance(value, str) else "Stuur hier een tekst."


def _sentence(problem: Problem) -> str:
    if problem.field == "unit":
        return problem.sentence
    if problem.is_unknown_word and problem.value:
        return "Deze waarde staat niet in de lijst. Kies een code uit /keuzelijsten."
    return f"{problem.sentence} {problem.remedy}"


def _described(name: str, field: Field) -> serializers.Field[Any, Any, Any, Any]:
    """Return how the description tells about a field."""
    common: dict[str, Any] = {"required": name in _NEEDED, "help_text": field.hint or field.label}
    if field.holds is Holds.CHOICE:
        return serializers.ChoiceField(choices=list(field.choices.items()), **common)
    if field.holds is Holds.CHOICES:
        return serializers.ListField(child=serializers.ChoiceField(choices=list(field.choices.items())), **common)
    plain: dict[Holds, type[serializers.Field[Any, Any, Any, Any]]] = {
        Holds.MOMENT: serializers.DateTimeField,
        Holds.DAY: serializers.DateField,
        Holds.YES_NO: serializers.BooleanField,
        Holds.NUMBER: serializers.IntegerField,
        Holds.MONEY: serializers.FloatField,
    }
    if field.holds in plain:
        return plain[field.holds](**common)
    return serializers.CharField(max_length=field.max_length or None, **common)


def _fields() -> Mapping[str, Any]:
    return {name: _described(name, BY_CODE[code]) for name, code in NAMES.items()}


VoorvalInvoerSerializer = type(
    "VoorvalInvoerSerializer",
    (serializers.Serializer,),
    {"__doc__": "An incident to deliver. There is no field for the name of anybody.", **_fields()},
)
