"""The nine measures in the portal's own words, faithful to the plan: plain data, loaded by a migration.

`anchors` says per step what somebody would see on the work floor, so that two people choose the same step. The order
of the anchors is the order of the steps: nog niet, in voorbereiding, ingevoerd, werkt in de praktijk, geborgd.
"""

from __future__ import annotations

from typing import Final, TypedDict


class MeasureData(TypedDict):
    """One measure as it is loaded."""

    slug: str
    plan_number: int
    annex_number: int
    label: str
    annex_label: str
    regional_alias: str
    is_national: bool
    statement: str
    explanation: str
    first_step: str
    anchors: tuple[str, str, str, str, str]


ANCHOR_STEPS: Final = ("not_yet", "preparing", "introduced", "practised", "assured")

NINE_MEASURES: Final[tuple[MeasureData, ...]] = (
    {
        "slug": "norm",
        "plan_number": 1,
        "annex_number": 1,
        "label": "Norm",
        "annex_label": "norm stellen",
        "regional_alias": "",
        "is_national": True,
        "statement": "Vertel bezoekers, klanten en bewoners welk gedrag uw organisatie wel en niet aanvaardt.",
        "explanation": (
            "Wie de grens kent, weet ook wanneer hij eroverheen gaat. De norm staat in gewone woorden op plekken "
            "waar mensen hem zien: bij de balie, in brieven, op de website. Medewerkers kennen de norm ook en mogen "
            "ernaar handelen."
        ),
        "first_step": "Schrijf de norm in één zin op en bespreek hem in elk team.",
        "anchors": (
            "Er is geen norm op papier; iedereen trekt zijn eigen grens.",
            "Er ligt een concept van de norm en een team praat erover.",
            "De norm is vastgesteld en hangt of staat waar bezoekers hem zien.",
            "Medewerkers noemen de norm als iemand over de grens gaat.",
            "De norm komt elk jaar terug in het overleg en bij nieuwe medewerkers.",
        ),
    },
    {
        "slug": "melden",
        "plan_number": 2,
        "annex_number": 3,
        "label": "Melden",
        "annex_label": "melden",
        "regional_alias": "",
        "is_national": True,
        "statement": "Moedig medewerkers aan om elk voorval te melden, ook als het klein lijkt.",
        "explanation": (
            "Een voorval dat niemand meldt, bestaat voor de organisatie niet. Melden moet kort zijn en iets opleveren: "
            "wie meldt, hoort binnen enkele dagen wat ermee is gedaan."
        ),
        "first_step": "Spreek af waar en bij wie medewerkers melden, en vertel dat in elk teamoverleg.",
        "anchors": (
            "Medewerkers weten niet waar zij een voorval kunnen melden.",
            "De weg om te melden is bedacht, maar nog niet bekend.",
            "Elke medewerker kan melden en weet hoe dat gaat.",
            "Er komen meldingen uit alle teams en elke melder krijgt antwoord.",
            "Leidinggevenden bespreken meldingen vast in het werkoverleg.",
        ),
    },
    {
        "slug": "registreren",
        "plan_number": 3,
        "annex_number": 4,
        "label": "Registreren",
        "annex_label": "registreren",
        "regional_alias": "",
        "is_national": True,
        "statement": "Leg alle voorvallen tegen medewerkers vast op één plek.",
        "explanation": (
            "Met een register ziet u wat er gebeurt, waar en hoe vaak. Het doel is dat elk voorval erin staat. Een "
            "stijging van het aantal is dan eerst een teken dat mensen beter melden."
        ),
        "first_step": "Kies één register en één persoon die het bijhoudt.",
        "anchors": (
            "Voorvallen worden niet of verspreid vastgelegd.",
            "Er is een register gekozen; de inrichting loopt.",
            "Alle meldingen komen in één register.",
            "Het register is volledig en de cijfers worden elk kwartaal bekeken.",
            "De directie stuurt op de cijfers en neemt ze op in het jaarverslag.",
        ),
    },
    {
        "slug": "trainen",
        "plan_number": 4,
        "annex_number": 2,
        "label": "Trainen",
        "annex_label": "trainen",
        "regional_alias": "",
        "is_national": True,
        "statement": "Leer medewerkers hoe zij agressie voorkomen en wat zij doen als het toch gebeurt.",
        "explanation": (
            "Wie geoefend heeft, blijft rustiger. Een training past bij het werk: aan de balie, aan de telefoon, op "
            "straat of bij mensen thuis. Herhalen is nodig, anders zakt het weg."
        ),
        "first_step": "Bepaal welke functies het meeste risico lopen en plan voor hen een training.",
        "anchors": (
            "Er is geen training.",
            "De training is gekozen en de groepen zijn bekend.",
            "De medewerkers met het meeste risico zijn getraind.",
            "Medewerkers gebruiken het geleerde en oefenen het opnieuw.",
            "Training staat in het opleidingsplan, met geld en een herhaling elk jaar.",
        ),
    },
    {
        "slug": "reageren",
        "plan_number": 5,
        "annex_number": 6,
        "label": "Reageren",
        "annex_label": "reageren naar dader",
        "regional_alias": "",
        "is_national": True,
        "statement": "Laat de dader binnen 48 uur merken dat zijn gedrag niet wordt aanvaard.",
        "explanation": (
            "Snel reageren laat zien dat de norm echt geldt. Dat kan met een gesprek, een brief, een waarschuwing of "
            "een verbod om binnen te komen. Het geeft de medewerker steun en maakt herhaling minder waarschijnlijk."
        ),
        "first_step": "Spreek af wie namens de organisatie reageert en maak één voorbeeldbrief.",
        "anchors": (
            "Er volgt meestal geen reactie naar de dader.",
            "Er zijn voorbeeldbrieven en er is bedacht wie reageert.",
            "Na elk voorval met een bekende dader volgt een reactie.",
            "De reactie gaat bijna altijd binnen 48 uur de deur uit.",
            "De termijn wordt gemeten en de vervanging bij afwezigheid is geregeld.",
        ),
    },
    {
        "slug": "aangifte",
        "plan_number": 6,
        "annex_number": 5,
        "label": "Aangifte",
        "annex_label": "aangifte doen",
        "regional_alias": "",
        "is_national": True,
        "statement": "Zorg dat van elk strafbaar feit aangifte wordt gedaan, zo veel mogelijk door de werkgever.",
        "explanation": (
            "Aangifte doen is voor een medewerker alleen vaak een drempel. De werkgever kan de aangifte doen of "
            "meegaan. Vaste contactpersonen bij politie en Openbaar Ministerie helpen als het vastloopt."
        ),
        "first_step": "Noteer wie in uw organisatie aangifte doet en wie uw contactpersoon bij de politie is.",
        "anchors": (
            "Aangifte wordt aan de medewerker overgelaten.",
            "Er is besproken wanneer en hoe de werkgever aangifte doet.",
            "De werkgever doet of begeleidt de aangifte.",
            "Bij elk strafbaar feit is aangifte gedaan of is opgeschreven waarom niet.",
            "De lijn met politie en Openbaar Ministerie wordt elk jaar nagelopen.",
        ),
    },
    {
        "slug": "schade",
        "plan_number": 7,
        "annex_number": 7,
        "label": "Schade",
        "annex_label": "schade verhalen",
        "regional_alias": "",
        "is_national": True,
        "statement": "Laat de dader de schade van medewerker en organisatie betalen.",
        "explanation": (
            "Schade is meer dan een kapotte ruit: ook verzuim, een bril of een jas tellen mee. De organisatie regelt "
            "het verhalen, zodat de medewerker niet zelf met de dader hoeft te praten."
        ),
        "first_step": "Zoek uit wie in uw organisatie schade kan verhalen en hoe dat moet worden aangevraagd.",
        "anchors": (
            "Schade blijft bij de organisatie of de medewerker liggen.",
            "Er is uitgezocht hoe schade kan worden verhaald.",
            "Er is een vaste werkwijze om schade te verhalen.",
            "Bij elk voorval met schade wordt de werkwijze gevolgd.",
            "De uitkomsten worden bijgehouden en de werkwijze wordt daarop aangepast.",
        ),
    },
    {
        "slug": "nazorg",
        "plan_number": 8,
        "annex_number": 8,
        "label": "Nazorg",
        "annex_label": "nazorg (benadeelde en team)",
        "regional_alias": "",
        "is_national": True,
        "statement": "Vang medewerkers die slachtoffer zijn op, en vergeet hun team niet.",
        "explanation": (
            "Opvang begint op de dag zelf en stopt niet na één gesprek. Na enkele weken vraagt iemand opnieuw hoe het "
            "gaat. Ook collega's die erbij waren, kunnen opvang nodig hebben."
        ),
        "first_step": "Wijs opvangers aan en zet hun telefoonnummer op de plek waar wordt gemeld.",
        "anchors": (
            "Opvang hangt af van wie er toevallig is.",
            "Er worden opvangers gezocht of opgeleid.",
            "Elke medewerker weet wie hem na een voorval opvangt.",
            "Na elk voorval is er opvang op de dag zelf en een gesprek later.",
            "De opvang wordt geëvalueerd met de mensen die haar kregen.",
        ),
    },
    {
        "slug": "preventie",
        "plan_number": 9,
        "annex_number": 9,
        "label": "Preventie",
        "annex_label": "hospitality",
        "regional_alias": "hospitality",
        "is_national": False,
        "statement": "Richt de organisatie zo in dat agressie minder kans krijgt.",
        "explanation": (
            "Deze negende maatregel komt uit de regio zelf; de landelijke lijst heeft er acht. Duidelijke brieven, "
            "korte wachttijden, een rustige ontvangstruimte en een gastvrije ontvangst voorkomen veel boosheid. In "
            "bijlage 1 heet deze maatregel hospitality."
        ),
        "first_step": "Loop als bezoeker door uw eigen gebouw en noteer wat irritatie oproept.",
        "anchors": (
            "Er is nog niet gekeken waar boosheid ontstaat.",
            "De knelpunten bij ontvangst, wachten en brieven zijn bekend.",
            "De belangrijkste knelpunten zijn opgelost.",
            "Bezoekers merken het verschil en medewerkers melden minder irritatie.",
            "Preventie weegt mee bij elke verbouwing, elke brief en elk nieuw rooster.",
        ),
    },
)
