"""What the page /onderdelen/ shows: every component in every state, with invented content."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator

from core.charts import Figure
from core.components import (
    CircleCell,
    CircleGrid,
    CircleRow,
    Light,
    TaskItem,
    Timeline,
    TimelineItem,
    build_timeline,
    choice_label,
)
from core.softdates import parse_soft_date
from core.today import TodayLine, Urgency

ICONS = (
    "shield people nine calendar drawers flag coin mail document tools check info warning clock user "
    "search plus pencil download upload arrow phone chart lock cross speech hand heart screen fist broken "
    "eye scales pin car house desk home grid menu minus chevron"
).split()


class ShowcaseForm(forms.Form):
    """One field of each kind that the portal uses."""

    name = forms.CharField(label="Naam van de bijeenkomst", help_text="Kort, zoals het in de uitnodiging staat.")
    email = forms.EmailField(label="Uw e-mailadres", required=False)
    day = forms.DateField(label="Datum", help_text="Bijvoorbeeld 17-6-2014.", localize=True)
    amount = forms.DecimalField(label="Bedrag in euro", required=False)
    sector = forms.ChoiceField(label="Sector", choices=[("", "Kies een sector"), ("a", "Gemeenten"), ("b", "Zorg")])
    kinds = forms.MultipleChoiceField(
        label="Wat gebeurde er?",
        help_text="Er mag meer dan één ding aan de hand zijn.",
        choices=[("a", "Schelden"), ("b", "Bedreigen"), ("c", "Vernielen"), ("d", "Online")],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "tiles"}),
    )
    severity = forms.ChoiceField(
        label="Hoe erg was het?",
        choices=[
            ("light", choice_label("Licht", "Een scheldpartij aan de balie.")),
            ("medium", choice_label("Middel", "Dreigen met een klacht en met de vuist op tafel.")),
            ("heavy", choice_label("Zwaar", "Duwen, slaan of een wapen tonen.")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="In eigen woorden",
        help_text="Geen namen. Gebruik uw eigen zaaknummer.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = forms.FileField(label="Bijlage", help_text="Pdf, Word of een foto, ten hoogste 10 MB.", required=False)
    agreed = forms.BooleanField(label="Ik heb dit met mijn leidinggevende besproken", help_text="Dat mag ook later.")


class ShowcaseFilter(forms.Form):
    """A form that narrows a list."""

    q = forms.CharField(label="Zoek", required=False)
    sector = forms.ChoiceField(label="Sector", choices=[("", "Alle sectoren"), ("a", "Gemeenten")], required=False)
    since = forms.DateField(label="Vanaf", required=False)


def _figure() -> Figure:
    counts = [("jan", 8), ("feb", 11), ("mrt", 6), ("apr", 14), ("mei", 9)]
    bars = "".join(
        f'<rect x="{60 + index * 110}" y="{200 - 12 * count}" width="64" height="{12 * count}" fill="#0c6169"/>'
        f'<text x="{92 + index * 110}" y="222" text-anchor="middle" font-size="16">{month}</text>'
        f'<text x="{92 + index * 110}" y="{192 - 12 * count}" text-anchor="middle" font-size="16">{count}</text>'
        for index, (month, count) in enumerate(counts)
    )
    svg = (
        f'<svg width="640" height="230" viewBox="0 0 640 230" role="img" aria-label="Voorvallen per maand">{bars}</svg>'
    )
    return Figure(
        title="In april werden de meeste voorvallen gemeld, vaker dan in elke andere maand",
        svg=svg,
        columns=["Maand", "Voorvallen"],
        rows=[[month, count] for month, count in counts],
        note="Verzonnen aantallen.",
    )


def _timeline() -> Timeline:
    items = [
        TimelineItem("Start met de koplopers", date(2014, 5, 1), date(2014, 6, 30), "mei/juni 2014", is_done=True),
        TimelineItem(
            "Eerste netwerkbijeenkomst",
            date(2014, 6, 17),
            date(2014, 7, 17),
            "17 juni of 17 juli 2014",
            note="Twee bronnen noemen een andere dag",
            baseline=(date(2014, 7, 17), date(2014, 7, 17)),
        ),
        TimelineItem("Tweede meting", date(2015, 3, 1), date(2015, 3, 31), "maart 2015"),
        TimelineItem("Huisbezoeken", date(2015, 7, 1), date(2016, 6, 30), "vanaf juli 2015 tot einde project"),
        TimelineItem(
            "Slotbijeenkomst",
            date(2016, 3, 1),
            date(2016, 5, 31),
            "voorjaar 2016",
            baseline=(date(2016, 1, 1), date(2016, 2, 15)),
        ),
        TimelineItem("Themabijeenkomsten", None, None, "ad hoc"),
    ]
    return build_timeline(
        items,
        first=date(2014, 4, 1),
        last=date(2016, 6, 30),
        today=date(2015, 4, 20),
        caption="De planning met ruimte waar het plan ruimte laat",
    )


def _grid() -> CircleGrid:
    return CircleGrid(
        caption="Drie organisaties zoeken nog een sponsor",
        columns=["Ambassadeur", "Sponsor", "Medewerker"],
        rows=[
            CircleRow(
                "Gemeente Rietveen",
                [CircleCell("filled", "M. de Wit"), CircleCell("open", "vrij", "#"), CircleCell("filled", "S. Bakker")],
                url="#",
                hint="Gemeenten",
            ),
            CircleRow(
                "Ziekenhuis De Plas",
                [CircleCell("none"), CircleCell("late", "al 6 weken vrij", "#"), CircleCell("partial", "1 van 2")],
                url="#",
                hint="Zorg",
            ),
            CircleRow("Scholengroep Veenrand", [CircleCell("filled"), CircleCell("open"), CircleCell("open")]),
        ],
    )


def _lines() -> list[TodayLine]:
    return [
        TodayLine(
            "Er lopen 2 klokken af zonder reactie naar de dader.", "#", "Bekijk", Urgency.OVERDUE, date(2015, 4, 18)
        ),
        TodayLine(
            "De bijeenkomst over nazorg heeft nog geen verslag.",
            "#",
            "Schrijf verslag",
            Urgency.SOON,
            date(2015, 4, 28),
        ),
        TodayLine("Uw kaart van maatregel schade wacht op bevestiging.", "#", "Bevestig", Urgency.WAITING),
    ]


def context() -> dict[str, Any]:
    """Return what the page needs; the second form is shown with its errors."""
    failing = ShowcaseForm({"name": "", "email": "geen adres", "day": "31-2-2015"}, auto_id="fout_%s")
    return {
        "figure": _figure(),
        "line": _timeline(),
        "grid": _grid(),
        "lines": _lines(),
        "lights": [
            Light("Reactie", "done", "brief verstuurd op 3 april"),
            Light("Aangifte", "late", "had 1 april gedaan moeten zijn", "#"),
            Light("Schade", "not_needed", "er is niets kapot"),
            Light("Nazorg", "todo"),
        ],
        "tasks": [
            TaskItem("Controleer wat binnenkwam", "#", "done", "36 van de 40 organisaties leverden."),
            TaskItem("Werk bijlage 1 bij", "#", "busy"),
            TaskItem("Sluit het geld", "#", "todo", "Twee bonnen ontbreken."),
            TaskItem("Maak het pakket", "", "blocked", "Kan na de stappen hierboven."),
            TaskItem("Verstuur naar het ministerie", "#", "late"),
        ],
        "descriptions": [("Organisatie", "Gemeente Rietveen"), ("Deelnemer sinds", date(2014, 5, 1)), ("Website", "")],
        "tones": ["neutral", "info", "good", "attention", "late"],
        "amounts": [("Projectleider", Decimal(112500)), ("Ondersteuning", Decimal(5500)), ("Overig", Decimal(7000))],
        "soft_dates": [parse_soft_date("17-6-'14"), parse_soft_date("voorjaar 2016"), None],
        "page": Paginator(range(400), 25).get_page(7),
        "form": ShowcaseForm(auto_id="leeg_%s", initial={"kinds": ["b"], "severity": "light", "agreed": True}),
        "failing": failing,
        "filter": ShowcaseFilter(auto_id="filter_%s"),
        "icons": ICONS,
    }
