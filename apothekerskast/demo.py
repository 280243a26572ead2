"""The cupboard of the demonstration: invented material in every state, one drawer left empty."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from apothekerskast.models import (
    Borrowing,
    Drawer,
    Effort,
    Helped,
    Item,
    Kind,
    Permission,
    Status,
    Theme,
    Wish,
)
from apothekerskast.search import learn_words
from core.demo import DemoWorld

_P, _L, _G = Kind.PRACTICE, Kind.LETTER, Kind.GUIDE

# title, kind, drawers, themes, summary, audience, effort, outcome, organisation, days ago, status
_ITEMS: list[tuple[str, Kind, str, str, str, str, Effort, str, str, int, Status]] = [
    (
        "Huisregels op één poster",
        Kind.FACTSHEET,
        "norm",
        "gastvrijheid",
        "Vijf huisregels in gewone taal, met pictogrammen, voor bij de ingang en de balie.",
        "balie en spreekkamers",
        Effort.MINUTES,
        "Baliemedewerkers verwijzen naar de poster in plaats van in discussie te gaan.",
        "GDA",
        320,
        Status.PUBLISHED,
    ),
    (
        "De norm in elk ontvangstbewijs",
        _P,
        "norm",
        "",
        "Eén zin over gewenst gedrag onder elke afspraakbevestiging.",
        "publiekszaken",
        Effort.HOURS,
        "Bezoekers kennen de norm voordat zij binnenkomen.",
        "LDN",
        200,
        Status.PUBLISHED,
    ),
    (
        "Melden in twee minuten: oefening voor het werkoverleg",
        Kind.TRAINING,
        "melden registreren",
        "",
        "Een half uur oefenen met drie voorvallen die iedereen kent.",
        "alle teams",
        Effort.HOURS,
        "Het aantal meldingen van scheldpartijen steeg; de drempel is lager.",
        "GHZ",
        150,
        Status.PUBLISHED,
    ),
    (
        "Wat is een voorval? Kaartje voor in de portemonnee",
        Kind.FACTSHEET,
        "melden",
        "",
        "Zeven vormen van agressie met bij elke vorm een voorbeeld van de werkvloer.",
        "buitendienst",
        Effort.MINUTES,
        "",
        "GDA",
        90,
        Status.PUBLISHED,
    ),
    (
        "Training omgaan met agressie in drie dagdelen",
        Kind.TRAINING,
        "trainen",
        "",
        "Opzet, rollenspelen en beoordelingsformulier voor een eigen training met een acteur.",
        "baliemedewerkers en handhavers",
        Effort.PROJECT,
        "Deelnemers herkennen spanning eerder en vragen sneller hulp.",
        "LDN",
        410,
        Status.PUBLISHED,
    ),
    (
        "Waarschuwingsbrief na schelden of dreigen",
        _L,
        "reageren",
        "",
        "Brief met open plekken voor datum, plaats en norm; geen namen in het bestand.",
        "leidinggevenden",
        Effort.MINUTES,
        "De reactie is meestal binnen een dag de deur uit.",
        "GDA",
        260,
        Status.PUBLISHED,
    ),
    (
        "Ordegesprek voeren: gespreksleidraad",
        _G,
        "reageren",
        "wijkteams",
        "Zes stappen voor het gesprek met de veroorzaker, met zinnen die werken.",
        "leidinggevenden en wijkteams",
        Effort.HOURS,
        "",
        "GHZ",
        45,
        Status.PUBLISHED,
    ),
    (
        "Pandverbod opleggen en vastleggen",
        Kind.PROTOCOL,
        "reageren",
        "ziekenhuizen",
        "Wie beslist, hoe lang, en hoe de receptie weet dat het geldt zonder een lijst met namen.",
        "beveiliging en receptie",
        Effort.DAYS,
        "",
        "GHZ",
        500,
        Status.PUBLISHED,
    ),
    (
        "Aangifte doen op naam van de werkgever",
        _G,
        "aangifte",
        "",
        "De zeven W-vragen, domicilie op het werkadres en de VPT-code op één A4.",
        "leidinggevenden",
        Effort.HOURS,
        "Aangiften zijn vollediger; de medewerker staat er niet alleen voor.",
        "GDA",
        120,
        Status.PUBLISHED,
    ),
    (
        "Opvang in de eerste 72 uur",
        Kind.PROTOCOL,
        "nazorg",
        "",
        "Wie belt wanneer, wat u vraagt en wat u juist niet vraagt in het eerste gesprek.",
        "collegiale opvang",
        Effort.HOURS,
        "Elke betrokken collega kreeg binnen een dag een telefoontje.",
        "GHZ",
        75,
        Status.PUBLISHED,
    ),
    (
        "Nazorg voor het hele team",
        _P,
        "nazorg",
        "wijkteams",
        "Korte nabespreking na een zwaar voorval, zonder schuldvraag.",
        "teamleiders",
        Effort.HOURS,
        "",
        "LDN",
        20,
        Status.PUBLISHED,
    ),
    (
        "Gastvrije balie: inrichting en wachttijd",
        _P,
        "preventie",
        "gastvrijheid",
        "Checklist voor zichtlijnen, vluchtweg, wachtruimte en uitleg over de wachttijd.",
        "publiekszaken",
        Effort.DAYS,
        "Minder ergernis over wachten; medewerkers voelen zich veiliger.",
        "GDA",
        230,
        Status.PUBLISHED,
    ),
    (
        "Snelle start voor wijkteams",
        _G,
        "norm nazorg preventie",
        "wijkteams snelle-start",
        "Teamnorm, nazorg en aansluiten bij het protocol van de gemeente, in drie stappen.",
        "sociale wijkteams",
        Effort.HOURS,
        "",
        "",
        60,
        Status.PUBLISHED,
    ),
    (
        "Deurbelcamera bij het wijkgebouw",
        _P,
        "preventie",
        "",
        "Ervaringen met een camera bij de ingang, met aandacht voor privacy.",
        "beheerders",
        Effort.DAYS,
        "",
        "GHZ",
        3,
        Status.OFFERED,
    ),
    (
        "Filmpje: nee zeggen aan de balie",
        Kind.FILM,
        "trainen",
        "",
        "Drie minuten over grenzen stellen, gemaakt met eigen medewerkers.",
        "balie",
        Effort.MINUTES,
        "",
        "LDN",
        2,
        Status.OFFERED,
    ),
    (
        "Reclame voor een cursus",
        Kind.TRAINING,
        "trainen",
        "",
        "Folder van een bureau.",
        "",
        Effort.DAYS,
        "",
        "LDN",
        100,
        Status.DECLINED,
    ),
    (
        "Registratieformulier op papier",
        Kind.PROTOCOL,
        "registreren",
        "",
        "Het oude papieren formulier; vervangen door het portaal.",
        "alle teams",
        Effort.MINUTES,
        "",
        "GDA",
        700,
        Status.ARCHIVED,
    ),
]

_BODY = """## Zo gebruikt u het

1. Lees eerst de uitleg en bespreek die met uw leidinggevende.
2. Pas de tekst aan uw eigen organisatie aan.
3. Vertel collega's waar zij het vinden.

## Waar u op let

- Gebruik geen namen van betrokkenen.
- Spreek af wie het bijhoudt.

{summary}
"""

_BORROWINGS = [
    ("Huisregels op één poster", "GHZ", 200, Helped.YES, "Hangt nu op alle poli's."),
    ("Huisregels op één poster", "LDN", 40, "", ""),
    ("Waarschuwingsbrief na schelden of dreigen", "LDN", 120, Helped.PARTLY, "De toon hebben we aangepast."),
    ("Training omgaan met agressie in drie dagdelen", "GDA", 35, "", ""),
    ("Opvang in de eerste 72 uur", "GDA", 10, "", ""),
    ("Ordegesprek voeren: gespreksleidraad", "ALP", 8, "", ""),
]
_WISHES = [("bodycam op straat", 12), ("voorbeeld schadeformulier", 4)]


def load(world: DemoWorld) -> None:
    """Fill the cupboard once; the drawer of recovering damage stays empty on purpose."""
    if Item.objects.exists():
        return
    for row in _ITEMS:
        _item(world, row)
    _borrow(world)
    for text, days in _WISHES:
        wish = Wish.objects.create(text=text, wished_by=world.accounts.get("coordinator"))
        Wish.objects.filter(pk=wish.pk).update(wished_at=world.now - timedelta(days=days))


def _item(world: DemoWorld, row: tuple[str, Kind, str, str, str, str, Effort, str, str, int, Status]) -> None:
    title, kind, drawers, themes, summary, audience, effort, outcome, code, days, status = row
    day = world.today - timedelta(days=days)
    is_shelved = status in (Status.PUBLISHED, Status.ARCHIVED)
    item = Item.objects.create(
        title=title,
        kind=kind,
        summary=summary,
        audience=audience,
        effort=effort,
        outcome=outcome,
        body=_BODY.format(summary=summary),
        source_organisation=world.organisations.get(code),
        source="" if code else "Landelijk expertisecentrum",
        permission=Permission.OWN if code else Permission.GRANTED,
        status=status,
        offered_by=world.accounts.get("coordinator" if code == "GDA" else "coordinator_other"),
        published_on=day if is_shelved else None,
        review_on=day + timedelta(days=365) if is_shelved else None,
        decline_reason="Dit is reclame; de kast is voor ervaringen van elkaar." if status == Status.DECLINED else "",
    )
    moment = timezone.make_aware(datetime.combine(day, time(10)))
    Item.objects.filter(pk=item.pk).update(offered_at=moment)
    item.drawers.set(Drawer.objects.filter(slug__in=drawers.split()))
    item.themes.set(Theme.objects.filter(slug__in=themes.split()))
    if status == Status.PUBLISHED:
        learn_words(item)


def _borrow(world: DemoWorld) -> None:
    for title, code, days, helped, remark in _BORROWINGS:
        organisation = world.organisations.get(code)
        if organisation is not None:
            Borrowing.objects.create(
                item=Item.objects.get(title=title),
                organisation=organisation,
                borrowed_on=world.today - timedelta(days=days),
                borrowed_by=world.accounts.get("coordinator"),
                helped=helped,
                remark=remark,
            )
