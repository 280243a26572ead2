"""Looks for what may point at a person in free text: a gentle warning, never a refusal.

The text is not changed and nothing of it is kept; only the kinds of what was found are told. The patterns are written
so that a browser reads them too: a phone without signal warns by the same rules (`static/js/incidents-privacy.js`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from incidents.privacy_words import FIRST_NAMES, ORDINARY, PARTICLES, PLATE_WORDS, TITLES

_LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"
_CAPITAL = "A-ZÀ-ÖØ-Þ"
_GAP = r"[\s\u00a0]"
_NAME = rf"[{_CAPITAL}][{_LETTER}'’]+(?:-[{_CAPITAL}][{_LETTER}'’]+)*"
_LINK = rf"(?:(?:{'|'.join(PARTICLES)}){_GAP}+){{0,3}}"
_PHONE_GAP = r"[\s\u00a0.\-]{0,3}"
_DIGIT_GAP = r"[ .\-\u00a0]?"

PATTERNS: dict[str, str] = {
    "date": (
        r"(?<![0-9])(?:[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:19|20)[0-9]{2}"
        r"|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})(?![0-9])"
    ),
    "phone": (
        rf"(?<![0-9{_LETTER}.,/-])(?:(?:\+|00)[1-9](?:{_PHONE_GAP}(?:\(0\){_PHONE_GAP})?[0-9]){{9,12}}"
        rf"|\(?0[1-9](?:\)?{_PHONE_GAP}[0-9]){{8}})(?![0-9])"
    ),
    "number": rf"(?<![0-9{_LETTER}.,/-])(?:[0-9]{_DIGIT_GAP}){{8}}[0-9](?![0-9{_LETTER}]|[.,][0-9])",
    "told_bsn": rf"(?:bsn|burgerservicenummer|sofinummer)[^0-9]{{0,12}}((?:[0-9]{_DIGIT_GAP}){{7,8}}[0-9])(?![0-9])",
    "plate": (  # looked for at each place, because an ordinary word may stand before it
        rf"(?<![0-9{_LETTER}-])(?=((?:[0-9]{{1,3}}|[A-Za-z]{{1,3}})(-|{_GAP}|)(?:[0-9]{{1,3}}|[A-Za-z]{{1,3}})"
        rf"\2(?:[0-9]{{1,3}}|[A-Za-z]{{1,3}})(?![0-9{_LETTER}-])))"
    ),
    "mail": rf"[{_LETTER}0-9_.+-]+@[{_LETTER}0-9-]+\.[{_LETTER}0-9.]+",
    "account": (
        rf"(?<![{_LETTER}0-9_.@])[A-Za-z]{{2}}[0-9]{{2}}{_GAP}?[A-Za-z]{{4}}{_GAP}?"
        rf"(?:[0-9]{_GAP}?){{9}}[0-9](?![0-9])"
    ),
    "postcode": rf"(?<![0-9{_LETTER}-])[1-9][0-9]{{3}}{_GAP}?[A-Z]{{2}}(?![0-9{_LETTER}])",
    "titled": rf"(?<![{_LETTER}])(?:{'|'.join(TITLES)})(?:\.{_GAP}*|{_GAP}+){_LINK}([{_LETTER}][{_LETTER}'’-]+)",
    "called": (
        rf"(?<![{_LETTER}])(?:genaamd|heet|heette|heten|naam is|noemt zich){_GAP}*:?{_GAP}+"
        rf"{_LINK}([{_LETTER}][{_LETTER}'’-]+)"
    ),
    "initials": rf"(?<![{_LETTER}.])(?:[{_CAPITAL}]\.{_GAP}?){{1,5}}{_LINK}({_NAME})",
    "behind": rf"(?<![{_LETTER}])({_NAME}),{_GAP}?(?:[{_CAPITAL}]\.){{1,5}}",
    "run": rf"(?<![{_LETTER}])({_NAME})(?:{_GAP}+{_LINK}{_NAME})+",
    "word": rf"(?<![{_LETTER}'’-])[{_CAPITAL}][{_LETTER}]+(?![{_LETTER}'’-])",
}
"""No `\\b`, `\\w` or inline flags: those mean something else in a browser."""
_ANY_CASE = frozenset({"titled", "called", "told_bsn"})
_PLATE_SHAPES = frozenset({(2, 2, 2), (2, 3, 1), (1, 3, 2), (3, 2, 1), (1, 2, 3)})
_READ = {name: re.compile(source, re.IGNORECASE if name in _ANY_CASE else 0) for name, source in PATTERNS.items()}
_SPLIT = re.compile(f"{_GAP}+")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that looks like it points at a person: what kind, and what to do instead."""

    kind: str
    advice: str


ADVICE = {
    "naam": "een naam. Schrijf bijvoorbeeld ‘de bezoeker’ of ‘collega A’.",
    "telefoon": "een telefoonnummer. Laat het weg; het staat in uw eigen dossier.",
    "bsn": "een burgerservicenummer. Laat het weg; gebruik uw eigen zaaknummer.",
    "kenteken": "een kenteken. Laat het weg; geef het aan de politie.",
    "mailadres": "een e-mailadres. Laat het weg; het staat in uw eigen dossier.",
    "rekening": "een rekeningnummer. Laat het weg; het staat in uw eigen dossier.",
    "adres": "een adres. Laat het weg; schrijf bijvoorbeeld ‘bij iemand thuis’.",
}


def find(text: str) -> list[Finding]:
    """Return what in this text looks like a name, a number of a person, a plate or an address."""
    plain = _READ["date"].sub(" ; ", text)
    found = {
        "naam": _has_name(plain),
        "telefoon": bool(_READ["phone"].search(plain)),
        "bsn": _has_bsn(plain),
        "kenteken": any(_is_plate(hit.group(1)) for hit in _READ["plate"].finditer(plain)),
        "mailadres": bool(_READ["mail"].search(plain)),
        "rekening": bool(_READ["account"].search(plain)),
        "adres": bool(_READ["postcode"].search(plain)),
    }
    return [Finding(kind, ADVICE[kind]) for kind, is_found in found.items() if is_found]


def find_all(*texts: str) -> list[Finding]:
    """Return what several texts of one report hold, each kind once."""
    return list(dict.fromkeys(finding for text in texts for finding in find(text)))


def for_the_phone() -> dict[str, Any]:
    """Return the rules as a browser reads them."""
    return {
        "patterns": {name: [source, "gi" if name in _ANY_CASE else "g"] for name, source in PATTERNS.items()},
        "plateShapes": sorted("".join(map(str, shape)) for shape in _PLATE_SHAPES),
        "plateWords": sorted(PLATE_WORDS),
        "ordinary": sorted(ORDINARY),
        "particles": sorted(PARTICLES),
        "firstNames": sorted(FIRST_NAMES),
        "advice": ADVICE,
    }


def is_bsn(digits: str) -> bool:
    """Tell whether nine digits pass the eleven-test of a burgerservicenummer."""
    if len(digits) != 9 or not (digits.isascii() and digits.isdigit()) or set(digits) == {"0"}:
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 0


def _has_bsn(text: str) -> bool:
    told = [hit.group(1) for hit in _READ["told_bsn"].finditer(text)]
    numbers = [hit.group() for hit in _READ["number"].finditer(text)]
    return any(is_bsn(re.sub("[^0-9]", "", number).zfill(9)) for number in told + numbers)


def _is_plate(text: str) -> bool:
    """Tell whether letters and digits stand as on a Dutch plate: three groups, six in all, not all of one kind."""
    groups = re.findall("[0-9]+|[A-Za-z]+", text)
    is_dashed = "-" in text
    if not is_dashed and text != text.upper():
        return False
    shape = tuple(len(group) for group in groups)
    words = {group.lower() for group in groups if group.isalpha()}
    return (
        shape in _PLATE_SHAPES and any(group.isdigit() for group in groups) and bool(words) and not words & PLATE_WORDS
    )


def _has_name(text: str) -> bool:
    for name in ("titled", "called", "initials", "behind"):
        if any(_is_name_word(hit.group(1)) for hit in _READ[name].finditer(text)):
            return True
    if any(_is_name_run(hit.group()) for hit in _READ["run"].finditer(text)):
        return True
    return any(hit.group() in FIRST_NAMES for hit in _READ["word"].finditer(text))


def _is_name_word(word: str) -> bool:
    return word[0] != word[0].lower() and word.lower() not in ORDINARY


def _is_name_run(words: str) -> bool:
    """Tell whether two words of a name stand together in a row of words with a capital; van and de may be between."""
    before = False
    for word in _SPLIT.split(words):
        if word.lower() in PARTICLES and word == word.lower():
            continue
        is_name = _is_name_word(word)
        if is_name and before:
            return True
        before = is_name
    return False
