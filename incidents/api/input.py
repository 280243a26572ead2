"""Reads what was sent: shapes by the serializers, words and rules by the same checks as an import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from incidents.api.problems import InvalidInput
from incidents.api.serializers import MaandSerializer

_SENTENCES = {
    "required": "Vul dit veld in.",
    "null": "Laat dit veld weg, of vul het in.",
    "invalid": "Dit veld heeft niet de vorm die in de beschrijving staat.",
    "invalid_choice": "Deze waarde staat niet in de lijst. Kies een code uit /keuzelijsten.",
    "not_a_list": "Stuur hier een lijst.",
    "min_value": "Gebruik een hoger getal.",
    "max_value": "Gebruik een lager getal.",
}


def month_input(data: Any) -> dict[str, Any]:
    """Return the counts of a month as they were sent.

    Raises:
        InvalidInput: with a sentence a field.
    """
    return _checked(MaandSerializer, data)


def counts_of(given: Mapping[str, Any]) -> dict[str, int]:
    """Return the counts by kind.

    Raises:
        InvalidInput: when a kind comes twice.
    """
    counts: dict[str, int] = {}
    for place, row in enumerate(given.get("aantallen", [])):
        if row["vorm"] in counts:
            raise InvalidInput([(f"aantallen[{place}].vorm", "Deze vorm staat er twee keer. Tel de aantallen op.")])
        counts[row["vorm"]] = row["aantal"]
    return counts


def _checked(shape: Any, data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise InvalidInput([("", "Stuur één JSON-object.")])
    serializer = shape(data=data)
    if unknown := sorted(set(data) - set(serializer.fields)):
        raise InvalidInput([(str(name), "Dit veld kennen wij niet. Haal het weg.") for name in unknown])
    if not serializer.is_valid():
        raise InvalidInput(list(_flat("", serializer.errors)))
    return dict(serializer.validated_data)


def _flat(place: str, errors: Any) -> Any:
    """Yield every error with the path to its field, as `aantallen[0].vorm`."""
    if isinstance(errors, Mapping):
        for name, inner in errors.items():
            step = f"[{name}]" if isinstance(name, int) else f".{name}"
            yield from _flat(f"{place}{step}".lstrip("."), inner)
    elif errors and isinstance(errors[0], Mapping):
        for number, inner in enumerate(errors):
            yield from _flat(f"{place}[{number}]", inner)
    else:
        for error in errors:
            yield place.removesuffix(".non_field_errors"), _SENTENCES.get(error.code, _SENTENCES["invalid"])
