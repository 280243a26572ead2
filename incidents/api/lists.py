"""The words that lists of the API may hold, by the name of their field, with the days on which each word is valid."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from incidents import vocabulary
from incidents.api.cases import NAMES
from incidents.delivery.fields import BY_CODE, Field

_VOCABULARIES: dict[str, vocabulary.Vocabulary[Any]] = {
    "kinds": vocabulary.KINDS,
    "channel": vocabulary.CHANNELS,
    "function_group": vocabulary.FUNCTION_GROUPS,
    "cause": vocabulary.CAUSES,
    "offender_relation": vocabulary.RELATIONS,
    "actions_taken": vocabulary.ACTIONS,
    "reaction_types": vocabulary.REACTIONS,
    "police_contact": vocabulary.POLICE_CONTACT,
    "report_filed_by": vocabulary.REPORT_FILED_BY,
    "report_protection": vocabulary.REPORT_PROTECTION,
    "prosecution_status": vocabulary.PROSECUTION,
    "damage_kinds": vocabulary.DAMAGE_KINDS,
    "recovery_routes": vocabulary.RECOVERY_ROUTES,
    "aftercare_by": vocabulary.AFTERCARE_BY,
}
"""The lists whose words come and go; those of other lists are always valid."""


@lru_cache(maxsize=1)
def lists_of_words() -> list[dict[str, Any]]:
    """Return every list of words that a field of an incident may hold."""
    fields = {name: BY_CODE[code] for name, code in NAMES.items()}
    return [{"naam": name, "waarden": _words(field)} for name, field in fields.items() if field.choices]


def _words(field: Field) -> list[dict[str, Any]]:
    terms = {term.code: term for term in _VOCABULARIES.get(field.words, ())}
    return [_word(code, label, terms.get(code)) for code, label in field.choices.items()]


def _word(code: str, label: str, term: vocabulary.Term | None) -> dict[str, Any]:
    first = term.valid_from if term else vocabulary.BEGINNING
    last = term.valid_to if term else None
    return {
        "code": code,
        "label": str(label),
        "geldigVanaf": first.isoformat(),
        "geldigTotEnMet": last.isoformat() if last else None,
    }
