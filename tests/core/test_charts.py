"""Charts: fit for a strict policy, readable without sight, kept by content, drawn without a cache too."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import altair
import pytest

from core import charts

SPEC: dict[str, Any] = {
    "data": {"values": [{"m": "mei", "n": 1234.5}, {"m": "juni", "n": 4}]},
    "mark": {"type": "bar", "clip": True},
    "encoding": {"x": {"field": "m", "type": "nominal"}, "y": {"field": "n", "type": "quantitative"}},
}


@pytest.fixture(autouse=True)
def no_cache(settings: Any) -> None:
    """Draw each chart anew."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def test_it_says_what_it_shows_and_holds_no_style() -> None:
    svg = charts.render_chart(SPEC, title="In mei < juni", description="Mei & juni")
    root = ET.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert [child.tag.partition("}")[2] for child in root][:2] == ["title", "desc"]
    assert [child.text for child in root][:2] == ["In mei < juni", "Mei & juni"]
    assert root.attrib["aria-labelledby"] == " ".join(child.attrib["id"] for child in list(root)[:2])
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|#123456", svg)
    assert "currentColor" in svg


def test_numbers_are_dutch() -> None:
    assert "1.200" in charts.render_chart(SPEC, title="a", description="b")


def test_two_charts_on_a_page_keep_their_own_names() -> None:
    one = charts.render_chart(SPEC, title="a", description="b")
    other = charts.render_chart({**SPEC, "height": 100}, title="a", description="b")
    names = [set(re.findall(r'\sid="([^"]+)"', svg)) for svg in (one, other)]
    assert all(names)
    assert not names[0] & names[1]
    for svg, own in zip((one, other), names, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= own


def test_it_takes_an_altair_chart() -> None:
    chart = altair.Chart(altair.Data(values=[{"m": "mei", "n": 3}])).mark_bar().encode(x="m:N", y="n:Q")
    assert charts.render_chart(chart, title="a", description="b").startswith("<svg")


def test_style_becomes_attributes_and_foreign_roles_go() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="8"><g style="fill: red; font-family: x" '
        'aria-label="mark" role="graphics-symbol" onclick="x()"><use href="#a"/>'
        '<path id="a" clip-path="url(#a)"/></g></svg>'
    )
    group = ET.fromstring(charts.clean_svg(svg, "t", "d", key="k"))[2]
    assert group.attrib == {"fill": "red", "font-family": charts.FONT}
    assert group[0].attrib == {"href": "#a-k"}
    assert group[1].attrib == {"id": "a-k", "clip-path": "url(#a-k)"}


class Broken:
    """A cache that is down."""

    def get(self, key: str) -> str:
        """Fail."""
        raise ConnectionError

    def set(self, key: str, value: str, seconds: int) -> None:
        """Fail."""
        raise ConnectionError


def test_a_broken_cache_is_a_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "cache", Broken())
    assert charts.render_chart(SPEC, title="a", description="b").startswith("<svg")


class Counting:
    """A cache in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        """Return what was kept."""
        return self.kept.get(key)

    def set(self, key: str, value: str, seconds: int) -> None:
        """Keep."""
        self.kept[key] = value


def test_the_same_content_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(charts, "cache", Counting())
    monkeypatch.setattr(charts, "_draw", lambda spec, title, description: drawn.append(title) or f"<svg>{title}</svg>")
    for title in ("a", "a", "b"):
        charts.render_chart(SPEC, title=title, description="")
    assert drawn == ["a", "b"]


def test_a_chart_fetches_nothing() -> None:
    spec = {**SPEC, "data": {"url": "https://voorbeeld.example/cijfers.json"}}
    with pytest.raises(ValueError, match=r"(?i)url|not allowed|denied|failed|load"):
        charts.render_chart(spec, title="a", description="b")


def test_a_fresh_process_draws_beside_its_work(caplog: pytest.LogCaptureFixture) -> None:
    """The first chart is drawn in a thread that keeps no process alive; one that fails only leaves a line."""
    with caplog.at_level("INFO", logger="core.charts"):
        thread = charts.warm_up()
        thread.join(60)
    assert thread.daemon
    assert "ready to draw" in caplog.text


def test_a_first_chart_that_fails_stops_nothing(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> str:
        raise ValueError("no drawing here")

    monkeypatch.setattr(charts, "_draw", refuse)
    charts.warm_up().join(60)
    assert "no chart could be drawn" in caplog.text
