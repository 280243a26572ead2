"""Each component renders, says its state in words and escapes what it is given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from core.charts import Figure
from core.components import (
    CircleCell,
    CircleGrid,
    CircleRow,
    Light,
    TaskItem,
    TimelineItem,
    build_timeline,
    choice_label,
    error_lines,
    share,
)
from core.softdates import parse_soft_date
from core.today import TodayLine, Urgency

EVIL = '<script>alert("x")</script>"\'><img src=x>'


def render(source: str, **context: object) -> str:
    """Render a template as a page would."""
    return Template(source).render(Context({"request": RequestFactory().get("/"), "csrf_token": "t", **context}))


class EvilForm(forms.Form):
    """A form of which every word that a reader sees is hostile."""

    name = forms.CharField(label=EVIL, help_text=EVIL)
    choice = forms.ChoiceField(label=EVIL, choices=[(EVIL, EVIL)], widget=forms.RadioSelect)
    group = forms.MultipleChoiceField(
        label=EVIL, choices=[(EVIL, [(EVIL, EVIL)])], widget=forms.CheckboxSelectMultiple(attrs={"class": "tiles"})
    )
    box = forms.BooleanField(label=EVIL, help_text=EVIL)
    select = forms.ChoiceField(label=EVIL, choices=[(EVIL, EVIL)])
    file = forms.FileField(label=EVIL, help_text=EVIL)
    text = forms.CharField(label=EVIL, widget=forms.Textarea, required=False)

    def clean(self) -> None:
        """Refuse with what was typed."""
        self.add_error("name", EVIL)
        self.add_error(None, EVIL)


EVIL_LINE = TimelineItem(EVIL, date(2014, 1, 1), None, EVIL, EVIL, EVIL, is_done=True)
EVIL_GRID = CircleGrid(EVIL, [EVIL], [CircleRow(EVIL, [CircleCell(EVIL, EVIL, EVIL)], EVIL, EVIL)], EVIL)

TAGS = {
    "page_header": "{% page_header x lead=x kicker=x %}{{ x }}{% endpage_header %}",
    "breadcrumb": "{% breadcrumbs %}{% breadcrumb x x %}{% breadcrumb x %}{% endbreadcrumbs %}",
    "icon": "{% icon x x %}",
    "notice": "{% notice title=x tone=x %}{{ x }}{% endnotice %}",
    "card": "{% card title=x url=x kicker=x %}{{ x }}{% endcard %}",
    "tile": "{% tile x x x x %}",
    "badge": "{% badge x x %}",
    "stat": "{% stat x x note=x url=x %}",
    "lights": "{% lights lights %}",
    "empty_state": "{% empty_state x x x x %}",
    "task_list": "{% task_list tasks %}",
    "today_list": "{% today_list lines %}",
    "description_list": "{% description_list pairs %}",
    "data_table": "{% data_table caption=x %}<tbody><tr><td>{{ x }}</td></tr></tbody>{% enddata_table %}",
    "figure": "{% figure figure %}",
    "circle_grid": "{% circle_grid grid %}",
    "timeline": "{% timeline line %}",
    "progress_bar": "{% progress_bar 1 2 x %}",
    "clock": "{% clock 1 2 x %}",
    "steps": "{% steps 1 2 x %}",
    "form_page": "{% form_page form x x %}",
    "filter_form": "{% filter_form form x %}",
    "crispy": "{% form_errors form %}{% crispy form %}",
    "soft_date": "{% soft_date soft %}",
    "markdown": "{{ x|markdown }}",
}


@pytest.mark.parametrize("name", TAGS)
def test_escapes_every_argument(name: str) -> None:
    """No word that somebody typed becomes markup."""
    html = render(
        TAGS[name],
        x=EVIL,
        lights=[Light(EVIL, EVIL, EVIL, EVIL)],
        tasks=[TaskItem(EVIL, EVIL, EVIL, EVIL), TaskItem(EVIL)],
        lines=[TodayLine(EVIL, EVIL, EVIL)],
        pairs=[(EVIL, EVIL)],
        figure=Figure(EVIL, "<svg></svg>", [EVIL], [[EVIL, EVIL]], EVIL),
        grid=EVIL_GRID,
        line=build_timeline([EVIL_LINE], first=date(2014, 1, 1), last=date(2015, 1, 1), caption=EVIL),
        form=EvilForm({"choice": EVIL}),
        soft=parse_soft_date("mei 2014").__class__(EVIL, "open", None, None),
    )
    assert "alert" in html or name == "icon"
    assert "<script" not in html
    assert "<img" not in html
    assert "\"'><" not in html


def test_control_an_unescaped_argument_is_seen() -> None:
    """The check above turns red when a template forgets to escape."""
    assert "<script" in render("{{ x|safe }}", x=EVIL)


def test_lights_are_told_in_words() -> None:
    """A light is read without its colour."""
    states = ["todo", "done", "not_needed", "late"]
    html = render("{% lights lights %}", lights=[Light("Aangifte", state) for state in states])
    assert all(word in html for word in ("te doen", "klaar", "niet nodig", "te laat"))


def test_badge_falls_back_to_neutral() -> None:
    """An unknown tone never becomes a class."""
    assert render('{% badge "oud" "rood" %}') == '<span class="badge tone-neutral">oud</span>'


def test_today_list_gives_sentence_date_and_button() -> None:
    """A line says what, by when and where to act."""
    line = TodayLine("Er lopen 2 klokken af.", "/voorvallen/", "Bekijk", Urgency.OVERDUE, date(2015, 4, 18))
    html = render("{% today_list lines %}", lines=[line])
    assert "Te laat, had klaar moeten zijn op" in html
    assert "18 april 2015" in html
    assert 'href="/voorvallen/"' in html


def test_description_list_tells_that_a_value_is_missing() -> None:
    """Zero is a value, nothing is told as such."""
    html = render("{% description_list pairs %}", pairs=[("Leeg", ""), ("Nul", 0)])
    assert html.count("niet ingevuld") == 1
    assert "<dd>0</dd>" in html


def test_breadcrumbs_without_crumbs_are_left_out() -> None:
    """A page without a trail has no empty landmark."""
    assert render("{% breadcrumbs %}  {% endbreadcrumbs %}") == ""


def test_pagination_keeps_the_filter_and_writes_plain_numbers() -> None:
    """Page 1200 is 1200 in the address, whatever the language writes."""
    page = Paginator(range(2000), 1).get_page(1200)
    request = RequestFactory().get("/", {"q": "a&b", "page": "3"})
    html = Template("{% pagination page %}").render(Context({"request": request, "page": page}))
    assert "?q=a%26b&amp;page=1201" in html
    assert "page=3" not in html
    assert 'aria-current="page"' in html


def test_pagination_of_a_single_page_is_left_out() -> None:
    """Nothing to turn, nothing shown."""
    assert render("{% pagination page %}", page=Paginator([1], 25).get_page(1)).strip() == ""


def test_empty_bar_has_no_fill() -> None:
    """Nothing done shows an empty bar and says so."""
    html = render('{% progress_bar 0 10 "Kaarten" %}')
    assert "0 van 10" in html
    assert "bar-fill" not in html


@pytest.mark.parametrize(("left", "tone"), [(40, "good"), (10, "attention"), (0, "late"), (-3, "late")])
def test_clock_shows_urgency(left: int, tone: str) -> None:
    """The bar empties and its tone follows."""
    assert f"tone-{tone}" in render("{% clock left 48 'tekst' %}", left=left)


@pytest.mark.parametrize(("value", "total", "expected"), [(1, 2, 50), (3, 2, 100), (-1, 2, 0), (1, 0, 0)])
def test_share_stays_between_0_and_100(value: int, total: int, expected: int) -> None:
    """No bar leaves its frame."""
    assert share(value, total) == expected


def test_timeline_places_soft_dates() -> None:
    """A bar runs from the earliest to the latest day; what has no day is listed apart."""
    items = [TimelineItem("half", date(2014, 7, 2), date(2014, 12, 31)), TimelineItem("ooit", None, None, "ad hoc")]
    line = build_timeline(items, first=date(2014, 1, 1), last=date(2015, 1, 1), today=date(2016, 1, 1))
    assert (line.bars[0].x, line.bars[0].width) == (499, 501)
    assert line.today is None
    assert [item.text for item in line.undated] == ["ad hoc"]


def test_form_puts_label_hint_error_and_field_in_this_order() -> None:
    """The pattern: label, hint, error, field; and the error is tied to the field."""

    class Form(forms.Form):
        name = forms.CharField(label="Naam", help_text="Zoals u heet.")
        note = forms.CharField(label="Notitie", required=False)

    html = render("{% form_page form %}", form=Form({"name": ""}))
    places = [
        html.index(text) for text in ("Naam</label>", "Zoals u heet.", 'id="id_name_error"', '<input type="text"')
    ]
    assert places == sorted(places)
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "(niet verplicht)" in html
    assert "*</span>" not in html
    assert "novalidate" in html


def test_error_summary_links_to_fields_once() -> None:
    """The summary stands once, its links land on a field, a group of choices included."""

    class Form(forms.Form):
        kind = forms.ChoiceField(label="Soort?", choices=[("a", "A")], widget=forms.RadioSelect)

    form = Form({})
    html = render("{% form_errors form %}{% crispy form %}", form=form)
    assert html.count("error-summary") == 1
    assert 'href="#id_kind_0"' in html
    assert 'id="id_kind_0"' in html
    assert error_lines(form)[0].lead == "Soort?"


def test_choice_label_escapes() -> None:
    """Both parts of a label are text."""
    assert "<script" not in choice_label(EVIL, EVIL)


def test_euro_is_dutch_and_leaves_nothing_empty() -> None:
    """No amount is not zero."""
    assert render("{{ a|euro }}|{{ b|euro }}", a=Decimal("1234.5"), b=None) == "€\N{NO-BREAK SPACE}1.234,50|"
