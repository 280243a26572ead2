"""Documents: tagged, Dutch, with a title and bookmarks; and nothing in them reaches the network or a file."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.template import engines

from core import documents
from core.charts import render_chart
from core.staticdata import data_uri

SOURCE = """{% extends "pdf/base.html" %}{% block title %}Voortgang{% endblock %}
{% block header %}Voortgang{% endblock %}
{% block content %}<h1>Voortgang</h1><h2>Organisatie</h2><p>Tekst.</p><h3>Mensen</h3><p>Meer.</p>
<h2>Netwerk</h2>{{ svg|safe }}<table><caption>Cijfers</caption><tr><th scope="col">Maand</th></tr><tr><td>mei</td></tr>
</table>{% endblock %}"""
SPEC = {
    "data": {"values": [{"m": "mei", "n": 3}, {"m": "juni", "n": 4}]},
    "mark": "bar",
    "encoding": {"x": {"field": "m", "type": "nominal"}, "y": {"field": "n", "type": "quantitative"}},
}


@pytest.fixture(scope="module")
def pdf() -> Iterator[pikepdf.Pdf]:
    """Return one document with headings, a chart and a table."""
    svg = render_chart(SPEC, title="In juni meer", description="Mei 3, juni 4")
    html = engines["django"].from_string(SOURCE).render({"svg": svg})
    with pikepdf.open(io.BytesIO(documents.html_to_pdf(html))) as opened:
        yield opened


def test_it_is_tagged_dutch_and_has_a_title(pdf: pikepdf.Pdf) -> None:
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang) == "nl"
    assert str(pdf.docinfo["/Title"]) == "Voortgang"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_it_has_bookmarks_as_its_headings(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        first = outline.root[0]
        assert first.title == "Voortgang"
        assert [child.title for child in first.children] == ["Organisatie", "Netwerk"]
        assert [child.title for child in first.children[0].children] == ["Mensen"]


def test_its_structure_names_headings_tables_and_the_alt_text(pdf: pikepdf.Pdf) -> None:
    found = [
        node for node in pdf.objects if isinstance(node, pikepdf.Dictionary) and node.get("/Type") == "/StructElem"
    ]
    kinds = {str(node.S) for node in found}
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/Figure"} <= kinds
    alternatives = [str(node.Alt) for node in found if "/Alt" in node]
    assert any("In juni meer" in text for text in alternatives)


def test_it_carries_the_portals_own_font(pdf: pikepdf.Pdf) -> None:
    fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
    assert any("Source-Sans-3" in name for name in fonts), fonts


class Listener:
    """Counts who knocks."""

    def __init__(self) -> None:
        self.hits: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.port = self._socket.getsockname()[1]
        self._is_open = True
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while self._is_open:
            try:
                guest, _ = self._socket.accept()
            except OSError:
                continue
            with guest:
                guest.settimeout(1)
                self.hits.append(guest.recv(200))
                guest.sendall(b"HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    def close(self) -> None:
        """Stop listening."""
        self._is_open = False
        self._thread.join()
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Return a server that counts."""
    held = Listener()
    yield held
    held.close()


VECTORS = [
    '<img src="http://127.0.0.1:{port}/1">',
    '<link rel="stylesheet" href="http://127.0.0.1:{port}/2.css">',
    "<style>@import url(http://127.0.0.1:{port}/3.css);</style>",
    "<style>@font-face{{font-family:x;src:url(http://127.0.0.1:{port}/4.woff)}} p{{font-family:x}}</style>",
    '<p style="background:url(http://127.0.0.1:{port}/5)">x</p>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="http://127.0.0.1:{port}/6"/></svg>',
    '<link rel="attachment" href="http://127.0.0.1:{port}/7">',
    '<object data="http://127.0.0.1:{port}/8"></object>',
    '<embed src="http://127.0.0.1:{port}/9">',
]


def _page(port: int, secret: Path) -> str:
    vectors = "".join(vector.format(port=port) for vector in VECTORS)
    files = f'<img src="file://{secret}"><link rel="attachment" href="file://{secret}">'
    return f"<html lang=nl><head><title>x</title></head><body><h1>x</h1>{vectors}{files}<p>x</p></body></html>"


def _embedded(pdf: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [opened.attachments[name].get_file().read_bytes() for name in opened.attachments]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Return a file of this machine that no document may hold."""
    path = tmp_path / "geheim.txt"
    path.write_text("KANARIE")
    return path


def test_nothing_is_fetched(listener: Listener, secret: Path) -> None:
    pdf = documents.html_to_pdf(_page(listener.port, secret))
    assert listener.hits == []
    assert _embedded(pdf) == []


def test_an_open_fetcher_does_fetch(listener: Listener, secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the same page with the library's own fetcher reaches the server and the file."""
    from weasyprint.urls import URLFetcher

    monkeypatch.setattr(documents, "closed_fetcher", lambda: URLFetcher(timeout=2))
    pdf = documents.html_to_pdf(_page(listener.port, secret))
    assert len(listener.hits) >= 5
    assert b"KANARIE" in _embedded(pdf)


def test_own_files_go_in_as_data(settings: Any) -> None:
    assert data_uri("css/pdf.css").startswith("data:text/css;base64,")
    assert data_uri("css/bestaat-niet.css") == ""
    assert "url(http" not in documents.stylesheet()


def test_render_gives_both_forms(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "brief.html").write_text(
        '{% extends "pdf/base.html" %}{% block content %}<h1>{{ name }}</h1>{% endblock %}'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    rendered = documents.render_pdf("brief.html", {"name": "A & B <script>"})
    assert "A &amp; B &lt;script&gt;" in rendered.html
    assert rendered.pdf.startswith(b"%PDF-")
