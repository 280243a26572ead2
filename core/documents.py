"""Makes documents: one template gives a page and an accessible PDF (PDF/UA-1), without ever touching the network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from core.staticdata import data_uri

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

STYLESHEET = "css/pdf.css"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document in both forms."""

    html: str
    pdf: bytes


def render_pdf(template: str, context: dict[str, Any]) -> Rendered:
    """Render a template that extends `pdf/base.html` to HTML and to a tagged PDF.

    Only `data:` addresses are fetched; own pictures and fonts are put in as such (`{{ … }}` of `core.staticdata`).
    Takes 30 ms a letter and more for tables: call it from a job, never in a request.
    """
    html = render_to_string(template, context)
    return Rendered(html, html_to_pdf(html))


def html_to_pdf(html: str) -> bytes:
    """Return HTML of our own as a tagged PDF/UA-1 file."""
    from weasyprint import CSS, HTML  # takes 2.5 s to import: only the worker needs it
    from weasyprint.urls import URLFetcher

    fonts = _fonts()
    fetcher = URLFetcher(allowed_protocols=["data"], allow_redirects=False)
    sheet = CSS(string=stylesheet(), font_config=fonts, url_fetcher=fetcher)
    document = HTML(string=html, url_fetcher=fetcher, base_url=None)
    pdf: bytes = document.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")
    return pdf


@cache
def _fonts() -> FontConfiguration:
    from weasyprint.text.fonts import FontConfiguration  # slow import, see above

    return FontConfiguration()


def stylesheet() -> str:
    """Return the style of documents, with own fonts as data in front of it."""
    found = finders.find(STYLESHEET)
    if found is None:
        raise FileNotFoundError(STYLESHEET)
    return font_faces() + Path(found).read_text(encoding="utf-8")


@cache
def font_faces() -> str:
    """Return @font-face rules for the portal's own font; nothing when it is not there, the fallback serves then."""
    uri = data_uri(FONT)
    return f'@font-face{{font-family:"Source Sans 3";font-weight:200 900;src:url({uri})}}\n' if uri else ""


FONT = "fonts/source-sans-3-latin-wght-normal.woff2"
