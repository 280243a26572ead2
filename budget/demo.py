"""Loads the budget of the documents into the demonstration; costs beside the named ones are invented."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pikepdf

from budget.arithmetic import months_per_year, spread_evenly
from budget.models import BudgetAmount, BudgetLine, BudgetVersion, Cost, Grant, GrantYear
from core.demo import DemoWorld
from core.models import StoredFile
from core.uploads import store
from programme.models import PlanItem, Programme

GRANT = {2014: "50000.00", 2015: "50000.00", 2016: "25000.00"}
LEADER_TOTAL, SUPPORT_TOTAL, OTHER_TOTAL = Decimal("112500.00"), Decimal("5500.00"), Decimal("7000.00")
LINES = (
    ("projectleider", "Projectleider"),
    ("ondersteuning", "Administratieve ondersteuning"),
    ("overig", "Overige kosten"),
)
INVENTED = "verzonnen voor de demonstratie"


@dataclass(frozen=True, slots=True)
class CostSeed:
    """One cost. `amount` is a number, "PM" or empty; `files` says which pieces are there: b(on), p (betaalbewijs)."""

    line: str
    year: int
    text: str
    amount: str
    state: str = "planned"
    dated_on: date | None = None
    paid_on: date | None = None
    supplier: str = ""
    files: str = ""
    plan_item: str = ""
    source: str = INVENTED


def _leader() -> list[CostSeed]:
    """Return the leader's fee per quarter: paid, invoiced, committed and planned ones, so that each state occurs."""
    quarters = [(2014, q) for q in (2, 3, 4)] + [(2015, q) for q in (1, 2, 3, 4)] + [(2016, q) for q in (1, 2)]
    states = ["paid"] * 6 + ["invoiced", "committed", "planned"]
    found = []
    for (year, quarter), state in zip(quarters, states, strict=True):
        day = date(year, quarter * 3, 28)
        found.append(
            CostSeed(
                "projectleider",
                year,
                f"Projectleider, {quarter}e kwartaal {year}",
                "12500.00",
                state,
                day,
                day if state == "paid" else None,
                "Gemeente Gouda",
                "bp" if state == "paid" else "b" if state == "invoiced" else "",
            )
        )
    return found


COSTS = (
    *_leader(),
    CostSeed(
        "ondersteuning",
        2015,
        "Administratieve kracht, eerste half jaar",
        "2750.00",
        "paid",
        date(2015, 6, 26),
        date(2015, 7, 3),
        "Gemeente Gouda",
        "bp",
    ),
    CostSeed(
        "ondersteuning",
        2015,
        "Administratieve kracht, tweede half jaar",
        "2750.00",
        "committed",
        date(2015, 7, 1),
        None,
        "Gemeente Gouda",
    ),
    CostSeed(
        "overig",
        2014,
        "Bord met handtekeningen van de ambassadeurs",
        "600.00",
        "paid",
        date(2014, 9, 8),
        date(2014, 9, 19),
        "Bordenmakerij De Voorbeeldige",
        "bp",
        "Ambassadeursbijeenkomst 1, met bezoek van de minister",
        "bijlage 1 (bedrag); leverancier verzonnen",
    ),
    CostSeed(
        "overig",
        2014,
        "Drukwerk Join the Club 2",
        "187.35",
        "paid",
        date(2014, 10, 10),
        date(2014, 10, 24),
        "Drukkerij Letter & Lijn",
        "b",
        "Join the Club 2: melden en registreren",
    ),
    CostSeed(
        "overig",
        2015,
        "Lunch Join the Club 3",
        "412.50",
        "invoiced",
        date(2015, 1, 16),
        None,
        "Broodhuis Het Voorbeeld",
        "",
        "Join the Club 3: aangifte en verhaal op de dader",
    ),
    CostSeed(
        "overig",
        2015,
        "Trainingsacteur special wijkteams",
        "895.00",
        "committed",
        date(2015, 6, 1),
        None,
        "Toneelgroep Oefening",
        "",
        "Special 2 voor wijkteams: leren van elkaar",
    ),
    CostSeed(
        "overig",
        2015,
        "Special voor de ziekenhuissector",
        "PM",
        "planned",
        None,
        None,
        "",
        "",
        "Specials op verzoek: openbaar vervoer, ziekenhuizen, onderwijs",
        "bijlage 1",
    ),
    CostSeed(
        "overig",
        2016,
        "Apothekerskast inrichten",
        "",
        "planned",
        None,
        None,
        "",
        "",
        "Apothekerskast inrichten en beheren",
    ),
    CostSeed(
        "overig",
        2016,
        "Slotbijeenkomst: zaal en ontvangst",
        "1500.00",
        "planned",
        None,
        None,
        "",
        "",
        "Slotbijeenkomst: wat hebben we bereikt",
    ),
)

# year, text, partner, value, hours
IN_KIND = (
    (2014, "Zaal voor Join the Club 2", "Gemeente Alphen aan den Rijn", "450.00", None),
    (2015, "Spreker over aangifte doen", "Openbaar Ministerie", None, "3.00"),
    (2015, "Voorbereiding door deelnemers", "deelnemers aan de bijeenkomsten", None, "120.50"),
    (2015, "Vergaderruimte ambassadeurs", "Groene Hart Ziekenhuis", "275.00", "1.50"),
)


def load(world: DemoWorld) -> None:
    """Make the grant, two versions, the costs in every state and what was given for free."""
    programme = Programme.objects.current()
    if programme is None or Grant.objects.filter(programme=programme).exists():
        return
    grant = _grant(programme)
    lines = {
        code: BudgetLine.objects.create(grant=grant, code=code, name=name, order=order)
        for order, (code, name) in enumerate(LINES, 1)
    }
    _versions(grant, lines, programme)
    items = {item.title: item for item in PlanItem.objects.filter(programme=programme)}
    for seed in COSTS:
        _cost(grant, lines, items, seed, world)
    for year, text, partner, value, hours in IN_KIND:
        Cost.objects.create(
            grant=grant,
            year=year,
            description=text,
            supplier=partner,
            amount_kind="empty",
            is_in_kind=True,
            in_kind_value=Decimal(value) if value else None,
            in_kind_hours=Decimal(hours) if hours else None,
            source=INVENTED,
        )


def _grant(programme: Programme) -> Grant:
    grant = Grant.objects.create(
        programme=programme,
        name="Bijdrage van het ministerie van BZK",
        awarded_total=sum(map(Decimal, GRANT.values())),
        remark="De documenten noemen geen subsidieregeling. Vraag het ministerie welke regels gelden.",
    )
    GrantYear.objects.bulk_create(
        GrantYear(grant=grant, year=year, amount=Decimal(amount)) for year, amount in GRANT.items()
    )
    return grant


def _versions(grant: Grant, lines: dict[str, BudgetLine], programme: Programme) -> None:
    """Make an invented first set-up, and the budget of the plan with the leader spread evenly over the months."""
    leader = spread_evenly(LEADER_TOTAL, months_per_year(programme.starts_on, programme.ends_on))
    first = BudgetVersion.objects.create(
        grant=grant,
        name="Versie 1",
        dated_on=date(2014, 10, 15),
        reason=f"Verdeling zonder ondersteuning ({INVENTED}).",
    )
    second = BudgetVersion.objects.create(
        grant=grant,
        name="Versie 2",
        dated_on=date(2015, 2, 17),
        is_current=True,
        reason="Herzien plan: ondersteuning in 2015 en een looptijd tot juni 2016. De bijlage kan nog veranderen.",
    )
    for version, extra in ((first, OTHER_TOTAL + SUPPORT_TOTAL), (second, OTHER_TOTAL)):
        rows: list[tuple[BudgetLine, int | None, Decimal]] = [
            (lines["projectleider"], year, amount) for year, amount in leader.items()
        ]
        rows.append((lines["overig"], None, extra))
        if version is second:
            rows.append((lines["ondersteuning"], 2015, SUPPORT_TOTAL))
        BudgetAmount.objects.bulk_create(
            BudgetAmount(version=version, line=line, year=year, amount=amount) for line, year, amount in rows
        )


def _cost(
    grant: Grant, lines: dict[str, BudgetLine], items: dict[str, PlanItem], seed: CostSeed, world: DemoWorld
) -> None:
    kind = {"PM": "pm", "": "empty"}.get(seed.amount, "amount")
    Cost.objects.create(
        grant=grant,
        line=lines[seed.line],
        year=seed.year,
        description=seed.text,
        amount_kind=kind,
        amount=Decimal(seed.amount) if kind == "amount" else None,
        state=seed.state,
        dated_on=seed.dated_on,
        paid_on=seed.paid_on,
        supplier=seed.supplier,
        receipt=_file(f"Factuur {seed.text}", world) if "b" in seed.files else None,
        payment_proof=_file(f"Betaalbewijs {seed.text}", world) if "p" in seed.files else None,
        plan_item=items.get(seed.plan_item),
        source=seed.source,
    )


def _file(title: str, world: DemoWorld) -> StoredFile:
    """Store an empty page as a stand-in for a receipt."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    buffer = io.BytesIO()
    document.save(buffer)
    actor = world.accounts.get("project_leader")
    return store(name=f"{title}.pdf", content=buffer.getvalue(), mimetype="application/pdf", actor=actor)
