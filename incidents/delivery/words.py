"""Words as other systems write them: how they are compared, and which of ours they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from incidents import vocabulary as own
from incidents.choices import (
    NO_AFTERCARE,
    NO_DAMAGE,
    NO_POLICE_REPORT,
    NO_REACTION,
    Accepted,
    Answer,
    Harm,
    LostDays,
    OffenderKnown,
    ReportedBy,
    Severity,
)

_NOT_A_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a text as it is compared: small letters, one space between words, no signs."""
    return _NOT_A_WORD.sub(" ", text[:200].casefold()).strip()


YES = frozenset({"ja", "j", "yes", "y", "true", "waar", "1", "x", "wel"})
NO = frozenset({"nee", "n", "no", "false", "onwaar", "0", "neen", "geen", "niet"})
NOTHING = frozenset({"", "nvt", "n v t", "niet van toepassing", "onbekend", "leeg", "null", "none", "nan"})
"""What people fill in where nothing is to be filled in; a list that has such a word keeps its own meaning."""

STATES = {"open": "open", "afgehandeld": "afgehandeld"}

CHOICES: dict[str, dict[str, str]] = {
    "kinds": dict(own.KINDS.choices()),
    "channel": dict(own.CHANNELS.choices()),
    "severity": dict(Severity.choices),
    "harm": dict(Harm.choices),
    "function_group": dict(own.FUNCTION_GROUPS.choices()),
    "cause": dict(own.CAUSES.choices()),
    "offender_known": dict(OffenderKnown.choices),
    "offender_relation": dict(own.RELATIONS.choices()),
    "answer": dict(Answer.choices),
    "actions_taken": dict(own.ACTIONS.choices()),
    "reaction_types": dict(own.REACTIONS.choices()),
    "police_contact": dict(own.POLICE_CONTACT.choices()),
    "report_filed_by": dict(own.REPORT_FILED_BY.choices()),
    "report_protection": dict(own.REPORT_PROTECTION.choices()),
    "prosecution_status": dict(own.PROSECUTION.choices()),
    "damage_kinds": {**dict(own.DAMAGE_KINDS.choices()), "geen": "geen schade"},
    "recovery_routes": dict(own.RECOVERY_ROUTES.choices()),
    "aftercare_by": dict(own.AFTERCARE_BY.choices()),
    "accepted": dict(Accepted.choices),
    "lost_days": dict(LostDays.choices),
    "reported_by_role": dict(ReportedBy.choices),
    "status": STATES,
    "no_reaction": dict(NO_REACTION.choices()),
    "no_police_report": dict(NO_POLICE_REPORT.choices()),
    "no_damage": dict(NO_DAMAGE.choices()),
    "no_aftercare": dict(NO_AFTERCARE.choices()),
}
"""The lists of the portal by name: code and Dutch label."""

_OTHER_WORDS: dict[str, dict[str, str]] = {
    "kinds": {
        "verbaal": "verbale agressie|verbaal geweld|schelden|uitschelden|beledigen|belediging|schreeuwen|kleineren",
        "bedreiging": "bedreigd|dreigen|dreiging|bedreiging met geweld|mondelinge bedreiging|schriftelijke bedreiging",
        "intimidatie": "intimideren|stalking|stalken|belaging|lastigvallen|lastig vallen|psychische agressie",
        "discriminatie": "discriminerend|racisme|discriminerende uitlating",
        "fysiek": "fysieke agressie|fysiek geweld|geweld|slaan|duwen|schoppen|bijten|bespugen|lichamelijke agressie",
        "vernieling": "vernielen van spullen|agressie tegen goederen|zaakbeschadiging|schade aan eigendommen",
        "online": "sociale media|social media|online agressie|digitale agressie|filmen en plaatsen",
        "hinder": "hinderlijk gedrag|non verbaal|nonverbaal|overlast|ordeverstoring",
        "seksueel": "seksueel intimiderend|seksuele agressie|seksueel geweld|ongewenste aanraking",
        "wapen": "met wapen|wapen getoond|wapengebruik|steekwapen|vuurwapen",
        "doxing": "doxxing|adres verspreid",
        "mishandeling": "zware mishandeling|poging tot doodslag|ernstig geweld",
        "overig": "anders|overige|overige agressie|iets anders namelijk",
    },
    "channel": {
        "balie": "spreekkamer|publieksbalie|aan de balie|loket|spreekuur|wachtkamer|receptie",
        "straat": "openbare ruimte|buiten|op straat|openbare weg",
        "huisbezoek": "bij de klant thuis|thuis bij klant|op huisbezoek",
        "voertuig": "openbaar vervoer|bus|trein|ov|in de bus|dienstvoertuig",
        "telefoon": "telefonisch|per telefoon|klantcontactcentrum",
        "brief": "e mail|email|mail|per mail|schriftelijk|per brief",
        "online": "sociale media|social media|internet|digitaal",
        "zorglocatie": "spoedeisende hulp|seh|ziekenhuis|zorginstelling|poli|afdeling zorg",
        "gebouw": "elders in gebouw|in het gebouw|kantoor|hal|school",
        "prive": "prive|privé|privéomgeving|thuis|woonadres medewerker",
        "anders": "overig|overige|elders|onbekend",
    },
    "severity": {
        "licht": "hinderlijk|laag|gering|1|beperkt|niet ernstig",
        "middel": "ernstig|gemiddeld|matig|2|midden|normaal",
        "zwaar": "zeer ernstig|hoog|3|zware|groot",
        "onbekend": "nvt|niet ingevuld|n v t",
    },
    "harm": {
        "geen": "nee|niet",
        "licht": "licht letsel|ja licht|pijn|schrik|emotie",
        "behandeling": "letsel|behandeling|ehbo|arts|huisarts",
        "ernstig": "zwaar letsel|ziekenhuisopname|zwaar",
        "onbekend": "weet niet|nvt",
    },
    "offender_known": {
        "ja": "bekend|yes|j",
        "nee": "onbekende|niet bekend|n|no|anoniem",
        "deels": "gedeeltelijk|deels bekend",
    },
    "offender_relation": {
        "burger": "klant|bezoeker|inwoner|client|cliënt|burger klant",
        "patient": "familie van patient|patient",
        "huurder": "bewoner",
        "reiziger": "passagier",
        "ouder": "leerling|verzorger|student",
        "overig": "anders|overige",
    },
    "function_group": {
        "balie": "baliemedewerkster|medewerker balie|publieksmedewerker|medewerker burgerzaken|receptionist",
        "handhaving": "handhaver|boa|toezichthouder|handhaver boa|buitengewoon opsporingsambtenaar",
        "consulent": "klantmanager|consulent|casemanager|inkomensconsulent|medewerker werk en inkomen",
        "wijkteam": "wijkteammedewerker|wijkteam",
        "vervoer": "chauffeur|conducteur|buschauffeur",
        "wonen": "woonconsulent|huismeester",
        "zorg": "verpleegkundige|arts|verzorgende",
        "onderwijs": "leraar|leerkracht|docent",
        "bestuur": "wethouder|burgemeester|raadslid|bestuurder",
        "overig": "anders|overige|onbekend",
    },
    "cause": {
        "besluit": "afwijzing|besluit|negatief besluit|afgewezen aanvraag",
        "wachten": "wachttijd|wachten",
        "handhaving": "boete|bekeuring|controle",
        "geld": "uitkering|geld|financieel",
        "invloed": "alcohol|drugs|alcohol of drugs|onder invloed van alcohol of drugs",
        "verward": "verward persoon|psychisch",
        "overig": "anders|overige",
    },
    "police_contact": {
        "geen": "nee|n|niet",
        "ter_plaatse": "112|politie gebeld|politie ter plaatse|ja",
        "melding": "gemeld bij politie|melding gedaan",
        "aangifte": "aangifte|aangifte gedaan bij politie",
    },
    "report_filed_by": {"medewerker": "slachtoffer|werknemer|medewerker", "werkgever": "organisatie|namens werkgever"},
    "reaction_types": {
        "gesprek": "gesprek|aangesproken|mondelinge waarschuwing",
        "waarschuwing": "brief|waarschuwing|schriftelijke waarschuwing",
        "pandverbod": "toegangsontzegging|gebouwverbod|lokaalverbod|ontzegging",
        "beperking": "beperkte dienstverlening|contactbeperking",
    },
    "damage_kinds": {
        "goederen": "materieel|materiële schade|materiele schade|spullen|goederen",
        "letsel": "letselschade|persoonlijk letsel",
        "immaterieel": "immaterieel|smartengeld",
        "geen": "nee|n|niet",
    },
    "aftercare_by": {
        "opvangteam": "bot|bedrijfsopvangteam|collega|collegiaal|opvangteam",
        "arbodienst": "bedrijfsarts|arbo|arboarts",
        "shn": "slachtofferhulp",
        "leidinggevende": "manager|teamleider",
        "extern": "psycholoog|extern",
    },
    "lost_days": {
        "geen": "nee|0|geen verzuim",
        "1-3": "1 3|1 t m 3 dagen",
        "4-14": "4 14|4 t m 14 dagen",
        "14+": "14|meer dan 14",
    },
    "reported_by_role": {
        "zelf": "slachtoffer|medewerker|betrokkene|melder zelf",
        "namens": "namens medewerker|collega|namens iemand anders|getuige",
        "leidinggevende": "manager|teamleider|leidinggevende",
        "centraal": "centrale melder|coordinator|coördinator|beveiliging",
    },
    "status": {
        "open": "gemeld|nieuw|in behandeling|lopend|wacht|wacht op derden|in onderzoek|heropend|actief",
        "afgehandeld": "gesloten|afgesloten|klaar|gereed|afgerond|geanonimiseerd|closed",
    },
}


def lookup(name: str) -> dict[str, str]:
    """Return which code each word of a list means: codes, labels and words of other systems, all plain."""
    return _lookup(CHOICES[name], _OTHER_WORDS.get(name, {}), is_answer=name in ("answer", "accepted"))


def _lookup(labels: Mapping[str, str], others: Mapping[str, str], *, is_answer: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    if is_answer:
        found |= dict.fromkeys(YES, "ja") | dict.fromkeys(NO, "nee")
    for code, more in others.items():
        found |= dict.fromkeys(_plains(more.split("|")), code)
    found |= {plain(label): code for code, label in labels.items()}
    return found | {plain(code): code for code in labels}


def _plains(words: Iterable[str]) -> list[str]:
    return [plain(word) for word in words]
