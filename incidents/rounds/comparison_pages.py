"""What stands on the page of a comparison, apart from its picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.text import counted
from incidents.figures.statistics import DAYS_A_MONTH, adjusted_interval, adjusted_ratio, wilson
from incidents.models import MeasurementRound
from incidents.rounds.comparison import Comparison, Reporting
from incidents.rounds.comparison_figures import figures
from incidents.rounds.pages import window_words
from incidents.rounds.poll_pages import ten
from incidents.rounds.verdict import margin, number
from programme.models import Programme

TOO_VARIED = 1.5


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two windows in words: never a count without its days."""

    label: str
    window: str
    count: str
    rate: str


@dataclass(frozen=True, slots=True)
class Share:
    """How much was registered in one round, as ten figures and a sentence."""

    label: str
    filled: int
    ten: list[bool]
    sentence: str


def page(found: Comparison) -> dict[str, Any]:
    """Return the page of a comparison."""
    pictures = figures(found)
    return {
        "found": found,
        "sides": [] if found.all is None else _sides(found),
        "pictures": pictures,
        "pooled": _pooled(found),
        "dispersion": _dispersion(found),
        "shares": _shares(found),
        "adjusted": _adjusted(found),
        "coverage": coverage_sentences(found),
        "caveats": caveats(found),
        "aim": national_aim(),
    }


def _sides(found: Comparison) -> list[Side]:
    assert found.all is not None
    pairs = ((found.earlier, found.all.earlier), (found.later, found.all.later))
    return [
        Side(
            each.label,
            window_words(each),
            f"{counted(window.count, 'voorval', 'voorvallen')} in {each.days} dagen",
            f"{number(window.per_1000_a_month, 1)} per 1.000 medewerkers per maand "
            f"(95%-marge {margin(window.interval, 1)})",
        )
        for each, window in pairs
    ]


def _pooled(found: Comparison) -> str:
    if found.pooled is None:
        return ""
    value, interval = found.pooled
    told = f"Binnen de organisaties samen (Mantel-Haenszel): ×{number(value)}; 95%-marge {margin(interval)}."
    if found.p_heterogeneity is not None and found.p_heterogeneity < 0.05:
        told += " De organisaties verschillen onderling meer dan toeval verklaart: lees dit als een gemiddelde."
    return told


def _dispersion(found: Comparison) -> str:
    if found.dispersion is None or found.dispersion <= TOO_VARIED:
        return ""
    return (
        "Tussen organisaties verschilt het cijfer meer dan toeval verklaart. De marges gelden voor de groep als "
        "geheel; een ranglijst van organisaties zegt niets."
    )


def _shares(found: Comparison) -> list[Share]:
    pairs = ((found.earlier, found.reporting[0]), (found.later, found.reporting[1]))
    return [_share(each, one) for each, one in pairs if one is not None]


def _share(each: MeasurementRound, one: Reporting) -> Share:
    filled, edges = round(10 * one.share), wilson(one.registered, one.experienced)
    low, high = (number(100 * edge, 1) for edge in (edges.low, edges.high))
    sentence = (
        f"{one.registered} van de {one.experienced} mensen die iets meemaakten, legden het vast: "
        f"{number(100 * one.share, 1)}% (95%-marge {low}–{high}%). Peiling bij "
        f"{counted(one.organisations, 'organisatie', 'organisaties')}."
    )
    return Share(each.label, filled, ten(filled), sentence)


def _adjusted(found: Comparison) -> str:
    """Say what is left of the ratio when the polls are right about reporting; only with both polls."""
    earlier, later = found.reporting
    value = found.all.ratio.value if found.all else None
    if value is None or earlier is None or later is None:
        return ""
    adjusted = adjusted_ratio(value, later.share, earlier.share)
    if adjusted is None or found.all is None:
        return ""
    shares = ((one.registered, one.experienced) for one in (later, earlier))
    interval = adjusted_interval(found.all.later, found.all.earlier, *shares)
    return (
        "Houdt u rekening met wat de peilingen over melden zeggen, dan wordt de verhouding "
        f"×{number(adjusted)}{f'; 95%-marge {margin(interval)}' if interval else ''}. "
        "Dat is indicatief: een peiling onder wie wilde meedoen."
    )


def coverage_sentences(found: Comparison) -> list[str]:
    """Say who is in the comparison and who falls out."""
    held = found.coverage
    if held is None:
        return []
    told = [
        f"{held.compared} van {held.participants[1]} organisaties, goed voor {held.percent}% van de medewerkers.",
        f"Bevestigd: {held.confirmed[0]} van {held.participants[0]} in de {found.earlier.label}, "
        f"{held.confirmed[1]} van {held.participants[1]} in de {found.later.label}. "
        f"Getekend door de sponsor: {held.signed[0]} en {held.signed[1]}.",
        "Alleen wie beide metingen bevestigde, telt mee. Gefuseerde organisaties zijn aan beide kanten opgeteld.",
    ]
    out = held.left_out
    if any(out):
        told.append(f"Er vallen {out[0]} en {out[1]} organisaties af, omdat zij niet bevestigden. Niets is niet nul.")
    if held.withheld:
        told.append(
            f"{counted(held.withheld, 'kleine organisatie doet', 'kleine organisaties doen')} niet mee, omdat hun "
            "aantal anders uit twee cijfers is af te leiden."
        )
    return told


def caveats(found: Comparison) -> list[str]:
    """Say what else may explain a difference."""
    told = ["Ander seizoen: de dagen vallen niet in dezelfde tijd van het jaar."]
    months = (found.earlier.first_on.month, found.later.first_on.month)
    if months[0] == months[1]:
        told = []
    short = [each.label for each in (found.earlier, found.later) if each.days < 2 * DAYS_A_MONTH - 10]
    if short:
        told.append(f"Kort: een maand is weinig om op te bouwen ({', '.join(short)}).")
    if found.earlier.days != found.later.days:
        told.append(
            f"De metingen duren niet even lang: {found.earlier.days} en {found.later.days} dagen. "
            "Daarom staat alles per maand."
        )
    told += [
        "Eén veroorzaker of één gebeurtenis kan veel meldingen geven.",
        "Wat telt: " + found.later.definition,
    ]
    return told


def national_aim() -> str:
    """Return the national aim with the remark of the plan; without colour and without verdict."""
    found = Programme.objects.filter(is_current=True).first()
    if found is None or found.national_target_percent is None:
        return ""
    percent = f"{found.national_target_percent.normalize():f}".replace(".", ",").replace("-", "\N{MINUS SIGN}")
    year = f" in {found.national_target_year}" if found.national_target_year else ""
    return f"Landelijk streven: {percent}%{year}. {found.target_remark}".strip()
