"""Looks for what may point at a person in free text: a gentle warning, never a refusal.

The text is not changed and nothing of it is kept; only the kinds of what was found are told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PHONE = re.compile(r"(?<![\d.,/-])(?:\+31|0031|0)[\s-]?(?:\d[\s-]?){8}\d(?!\d)")
_NUMBER = re.compile(r"(?<![\d.,/-])(?:\d[ .]?){8}\d(?![\d])")
_PLATE = re.compile(r"\b[A-Z0-9]{1,3}-[A-Z0-9]{1,3}-[A-Z0-9]{1,3}\b", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_TITLE = re.compile(
    r"\b(?:dhr|mevr?|meneer|mevrouw|de heer|heer|meester|dokter|dr|mw)\b\.?\s+"
    r"(?:(?:van|de|den|der|ter|ten|el|al|von|'t)\s+){0,3}[A-ZÀ-Þ][\w'’À-ÿ-]+",
)
_TITLE_START = re.compile(r"(?i:\b(?:dhr|mevr?|meneer|mevrouw|de heer|heer|dokter|dr|mw)\b)")
_CALLED = re.compile(r"(?i:\b(?:genaamd|heet|heette|heten|naam is|noemt zich)\b)[\s:]+[A-ZÀ-Þ][\w'’À-ÿ-]+")
_FULL = re.compile(
    r"\b[A-ZÀ-Þ][a-zà-ÿ'’]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?\s+"
    r"(?:(?:van|de|den|der|ter|ten|el|al|von|'t)\s+){0,3}[A-ZÀ-Þ][a-zà-ÿ'’]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?\b"
)
_ORDINARY = frozenset(
    "de het een er hij zij ze wij we ik dit dat die deze daar toen na bij op in om met voor door aan uit van te en "
    "maar mijn onze zijn haar hun ook nog al niet geen wie wat waar maandag dinsdag woensdag donderdag vrijdag "
    "zaterdag zondag januari februari maart april mei juni juli augustus september oktober november december "
    "gemeente politie balie hal slachtofferhulp nederland collega klant burger bezoeker wijkteam sociale dienst "
    "publiekszaken stadhuis gemeentehuis station centraal wet werk inkomen den haag bureau halt openbaar ministerie "
    "hollands midden veiligheidsregio nieuwjaarsdag tweede eerste koningsdag".split()
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that looks like it points at a person: what kind, and what to do instead."""

    kind: str
    advice: str


_ADVICE = {
    "naam": "een naam. Schrijf bijvoorbeeld ‘de bezoeker’ of ‘collega A’.",
    "telefoon": "een telefoonnummer. Laat het weg; het staat in uw eigen dossier.",
    "bsn": "een burgerservicenummer. Laat het weg; gebruik uw eigen zaaknummer.",
    "kenteken": "een kenteken. Laat het weg; geef het aan de politie.",
    "mailadres": "een e-mailadres. Laat het weg; het staat in uw eigen dossier.",
}


def find(text: str) -> list[Finding]:
    """Return what in this text looks like a name, telephone number, BSN, number plate or e-mail address."""
    found = {
        "naam": _has_name(text),
        "telefoon": bool(_PHONE.search(text)),
        "bsn": any(is_bsn(re.sub(r"\D", "", hit)) for hit in _NUMBER.findall(text)),
        "kenteken": any(_is_plate(hit) for hit in _PLATE.findall(text)),
        "mailadres": bool(_MAIL.search(text)),
    }
    return [Finding(kind, _ADVICE[kind]) for kind, is_found in found.items() if is_found]


def is_bsn(digits: str) -> bool:
    """Tell whether nine digits pass the eleven-test of a burgerservicenummer."""
    if len(digits) != 9 or not digits.isdigit() or set(digits) == {"0"}:
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 0


def _is_plate(text: str) -> bool:
    parts = text.split("-")
    joined = "".join(parts)
    is_mixed = any(char.isdigit() for char in joined) and any(char.isalpha() for char in joined)
    is_pure = all(part.isdigit() or part.isalpha() for part in parts)
    return len(joined) == 6 and is_mixed and is_pure


def _has_name(text: str) -> bool:
    if _CALLED.search(text) or any(_TITLE_START.match(hit.group()) for hit in _titles(text)):
        return True
    return any(_looks_like_name(hit.group()) for hit in _FULL.finditer(text))


def _titles(text: str) -> list[re.Match[str]]:
    lowered_titles = _TITLE_START.sub(lambda hit: hit.group().lower(), text)
    return list(_TITLE.finditer(lowered_titles))


def _looks_like_name(words: str) -> bool:
    capitals = [word for word in words.split() if word[:1].isupper()]
    return not any(word.lower() in _ORDINARY for word in capitals)
