"""What is still missing at an organisation, each phrased as the question to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from participants.access import Role
from participants.models import Membership, Organisation


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing; `code` names it for filters and tests."""

    code: str
    question: str


def gaps_of(organisation: Organisation, memberships: list[Membership], years: set[int], today: date) -> list[Gap]:
    """Return what is missing today, most important first; nothing for who stopped.

    `memberships` are those that hold today, `years` the years of which the size is known.
    """
    if organisation.ended_on is not None and organisation.ended_on < today:
        return []
    held = {membership.role for membership in memberships}
    questions = [
        ("joined", organisation.joined_on is None, "Wilt u meedoen, en vanaf wanneer?"),
        ("sponsor", Role.SPONSOR not in held, "Wie wordt sponsor: wie is eindverantwoordelijk voor veilig werken?"),
        ("coordinator", Role.COORDINATOR not in held, "Wie is de medewerker interne veiligheid?"),
        ("commitment", organisation.commitment_signed_on is None, "Wanneer zet uw directie de handtekening?"),
        (
            "agreement",
            organisation.processor_agreement_on is None,
            "Wanneer tekent u de verwerkersovereenkomst? Tot dan levert u alleen aantallen per maand.",
        ),
        ("size", today.year not in years, f"Hoeveel mensen werken er in {today.year}?"),
        ("norm", not organisation.norm_statement, "Wat is uw eigen norm, in één zin?"),
        ("aftercare", not organisation.aftercare_phone, "Welk nummer belt een collega die opvang nodig heeft?"),
    ]
    return [Gap(code, question) for code, is_missing, question in questions if is_missing]
