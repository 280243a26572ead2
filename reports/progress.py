"""Gathers the progress report from the apps: four sections, each opening with the sentence that says it all.

Every figure comes from the same function as the page on which it stands elsewhere; figures about incidents come
suppressed from `incidents.figures` and are never counted here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils.text import capfirst

from apothekerskast.models import Borrowing, Item
from budget.figures import current_grant, overview
from core.charts import Figure, render_chart
from core.text import counted, euro
from incidents.figures.charts import region_figure
from incidents.figures.region import region_totals
from incidents.rounds.report import comparison_figures
from measures.figures import PROGRESS_RULE, MeasureDistribution, distribution, participating_ids, progress
from measures.models import State
from meetings.models import Meeting, MeetingStatus
from participants.access import Role
from participants.models import Organisation, Seat
from programme.figures import ResultsOverview, current_programme, decisions, planning_summary, results_overview
from programme.models import Programme
from reports.assurance import assurance_section
from reports.documents import ProgressReport, Section

_AS_MADE = "Resultaten, besluiten, begroting en bijlage 1 staan hier zoals ze waren toen dit rapport werd gemaakt."
_STATE_COLOURS = ["#c9d3da", "#9cc3dc", "#5f9fc6", "#1f76a8", "#0b4768"]


def progress_report(on: date) -> ProgressReport:
    """Return the progress report with the state of a day."""
    programme = current_programme()
    return ProgressReport(
        region=programme.region_name if programme else "De regio",
        programme=programme.name if programme else "Veilige Publieke Taak",
        on=on,
        sections=[
            _organisation(programme, on),
            _measures(on),
            _network(on),
            assurance_section(programme, on),
        ],
    )


def _organisation(programme: Programme | None, on: date) -> Section:
    if programme is None:
        return Section("organisatie", "Organisatie", "Het programma is nog niet ingevuld.")
    results, planning = results_overview(programme), planning_summary(programme.plan_items.all(), on)
    facts = [
        ("Beoogde resultaten", results.sentence),
        ("Planning", planning.sentence),
        ("Besluiten", f"{len(decisions(programme))} besluiten van bestuur, gemeenten en ministerie zijn vastgelegd."),
    ]
    figures = [_results_table(results), *_budget_tables()]
    return Section("organisatie", "Organisatie", results.sentence, facts, figures, [_AS_MADE])


def _results_table(results: ResultsOverview) -> Figure:
    rows: list[list[object]] = [
        [result.number, result.title, result.get_state_display(), result.next_step or "–"] for result in results.results
    ]
    return Figure("De beoogde resultaten en hun stand", "", ["Nr.", "Resultaat", "Stand", "Volgende stap"], rows)


def _budget_tables() -> list[Figure]:
    """The budget to the cent, with the carry-over as a line of its own."""
    grant = current_grant()
    if grant is None:
        return []
    found = overview(grant)
    years = [str(year) for year in found.years]
    rows: list[list[object]] = [
        ["Subsidie", *(euro(each.granted) for each in found.carry.years), euro(found.carry.granted)]
    ]
    rows += [
        [str(row.line), *(euro(cell.budgeted) for cell in row.cells), euro(row.total.budgeted)] for row in found.rows
    ]
    rows.append(["Naar volgend jaar", *(euro(each.carried) for each in found.carry.years), "–"])
    rows.append(["Vastgelegd of betaald", *(euro(cell.used) for cell in found.year_totals), euro(found.total.used)])
    title = f"Van {euro(grant.awarded_total)} subsidie is {euro(found.total.used)} vastgelegd of betaald"
    return [Figure(title, "", ["Regel", *years, "Totaal"], rows, note=" ".join(found.carry.sentences))]


def _measures(on: date) -> Section:
    ids = participating_ids(on)
    found = progress(ids, on)
    if found.percentage is None:
        sentence = "Nog geen organisatie heeft de negen maatregelen ingevuld."
    else:
        sentence = f"Van alle maatregelen die van toepassing zijn, is {found.percentage}% ingevoerd of verder."
    facts = [
        ("Deelnemers", str(found.organisations)),
        ("Van toepassing", f"{found.applicable} maatregelen bij alle deelnemers samen"),
        ("Ingevoerd of verder", str(found.introduced)),
        ("Nog niet ingevuld", str(found.unanswered)),
    ]
    figures = [_distribution_figure(on), _incident_figure(on), *comparison_figures(on)]
    return Section("maatregelen", "Negen maatregelen", sentence, facts, figures, [PROGRESS_RULE])


def _distribution_figure(on: date) -> Figure:
    found = distribution(on)
    steps = [state for state in State if state != State.NOT_APPLICABLE]
    columns = ["Maatregel", *(str(state.label) for state in steps), "niet van toepassing", "niet ingevuld"]
    rows: list[list[object]] = [
        [
            each.measure.label.capitalize(),
            *(each.counts[state] for state in steps),
            each.counts[State.NOT_APPLICABLE],
            each.unanswered,
        ]
        for each in found
    ]
    furthest = max(found, key=lambda each: each.introduced, default=None)
    title = (
        f"‘{furthest.measure.label.capitalize()}’ is het verst: bij {furthest.introduced} van de "
        f"{furthest.applicable} organisaties ingevoerd of verder"
        if furthest and furthest.introduced
        else "Nog geen maatregel is ergens ingevoerd"
    )
    return Figure(title, _distribution_chart(found, steps, title), columns, rows)


def _distribution_chart(found: Iterable[MeasureDistribution], steps: Sequence[State], title: str) -> str:
    values = [
        {
            "maatregel": each.measure.label.capitalize(),
            "stand": str(state.label),
            "stap": at,
            "aantal": each.counts[state],
            "volgorde": order,
        }
        for order, each in enumerate(found)
        for at, state in enumerate(steps)
    ]
    spec = {
        "data": {"values": values},
        "mark": {"type": "bar", "height": 16},
        "width": 460,
        "height": {"step": 24},
        "encoding": {
            "y": {"field": "maatregel", "type": "nominal", "sort": {"field": "volgorde"}, "title": None},
            "x": {
                "field": "aantal",
                "type": "quantitative",
                "title": "aantal organisaties",
                "axis": {"tickMinStep": 1},
            },
            "color": {
                "field": "stand",
                "type": "nominal",
                "sort": [str(state.label) for state in steps],
                "scale": {"domain": [str(state.label) for state in steps], "range": _STATE_COLOURS},
                "legend": {"orient": "bottom", "title": None, "columns": 3},
            },
            "order": {"field": "stap", "type": "quantitative"},
        },
    }
    return render_chart(
        spec, title=title, description="Per maatregel het aantal organisaties op elke stap; de tabel geeft de getallen."
    )


def _incident_figure(on: date) -> Figure:
    """Registered incidents of the region in the last twelve months, as disclosure control lets them through."""
    table = region_totals(until=on, by="kind")
    rows: list[list[object]] = [list(row) for row in table.shown()]
    title = "Geregistreerde voorvallen in de twaalf maanden die vaststaan"
    note = (
        "Een • staat voor een getal dat te klein is om te tonen, of waarmee zo'n getal is terug te rekenen. Een maand "
        "staat vast een maand na afloop; wat later is gemeld, telt niet meer mee. Meer geregistreerde voorvallen "
        "betekent niet dat er meer agressie is: een stijging was verwacht en gewenst."
    )
    columns = ["Maand", *map(capfirst, table.headings)]
    svg = region_figure(table).svg if rows else ""
    return Figure(title, svg, columns, rows, note=note)


def _network(on: date) -> Section:
    participants = Organisation.objects.participating(on)
    sectors = Counter(participants.values_list("sector__name", flat=True))
    signed = participants.filter(commitment_signed_on__lte=on).count()
    held = Meeting.objects.dated().filter(status=MeetingStatus.HELD, first_day__lte=on, organisation__isnull=True)
    shelf = Item.objects.published().filter(published_on__lte=on).count()
    borrowed = Borrowing.objects.filter(borrowed_on__lte=on).count()
    total = sum(sectors.values())
    sentence = f"{total} organisaties uit {len(sectors)} sectoren doen mee; {signed} zetten hun handtekening."
    facts = [
        ("Bijeenkomsten gehouden", str(held.count())),
        ("Apothekerskast", f"{counted(shelf, 'item', 'items')}, {borrowed} keer geleend"),
        ("Lege zetels", _empty_seats(on)),
    ]
    rows: list[list[object]] = [
        [name, number] for name, number in sorted(sectors.items(), key=lambda row: (-row[1], row[0]))
    ]
    figures = [_growth_figure(on, total), Figure("Deelnemers per sector", "", ["Sector", "Organisaties"], rows)]
    return Section("netwerk", "Netwerk", sentence, facts, figures)


def _empty_seats(on: date) -> str:
    empty = Counter(Seat.objects.empty(on).values_list("role", flat=True))
    parts = [f"{number} {Role(role).label}" for role, number in sorted(empty.items())]
    return ", ".join(parts) or "geen"


def _growth_figure(on: date, total: int) -> Figure:
    """How the network grew: the number of participants on each day that it changed."""
    spans = list(Organisation.objects.filter(joined_on__lte=on).values_list("joined_on", "ended_on"))
    points = [(day, _taking_part(spans, day)) for day in _days_of_change(spans, on)]
    title = f"Het netwerk telt nu {total} organisaties"
    values = [{"dag": day.isoformat(), "organisaties": number} for day, number in points]
    spec = {
        "data": {"values": values},
        "mark": {"type": "line", "interpolate": "step-after", "point": True},
        "width": 460,
        "height": 170,
        "encoding": {
            "x": {"field": "dag", "type": "temporal", "title": None, "axis": {"format": "%Y", "labelAngle": 0}},
            "y": {"field": "organisaties", "type": "quantitative", "title": "organisaties"},
        },
    }
    svg = render_chart(spec, title=title, description="Aantal deelnemers op elke dag dat het veranderde.")
    return Figure(title, svg, ["Dag", "Organisaties"], [[f"{day:%d-%m-%Y}", number] for day, number in points])


def _taking_part(spans: list[tuple[date, date | None]], day: date) -> int:
    return sum(joined <= day and (ended is None or ended >= day) for joined, ended in spans)


def _days_of_change(spans: list[tuple[date, date | None]], on: date) -> list[date]:
    """Return the days on which somebody joined or had left, at most the latest twenty, and the last day itself."""
    joined = {joined for joined, _ in spans}
    left = {ended + timedelta(days=1) for _, ended in spans if ended is not None and ended < on}
    return sorted({*sorted(joined | left)[-20:], on})
