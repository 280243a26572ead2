"""Makes documents: one template gives a page and an accessible PDF (PDF/UA-1), without ever touching the network."""

from __future__ import annotations

import atexit
import base64
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from core.staticdata import data_uri

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

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
    from weasyprint import HTML  # takes 2.5 s to import: only the worker needs it

    document = HTML(string=html, url_fetcher=closed_fetcher())
    pdf: bytes = document.write_pdf(stylesheets=[_sheet()], font_config=_fonts(), pdf_variant="pdf/ua-1")
    return pdf


def closed_fetcher() -> URLFetcher:
    """Return a fetcher that reads `data:` addresses and nothing else: no network, no files, no redirects."""
    from weasyprint.urls import URLFetcher  # slow import, see above

    return URLFetcher(allowed_protocols=["data"], allow_redirects=False)


@cache
def _fonts() -> FontConfiguration:
    from weasyprint.text.fonts import FontConfiguration  # slow import, see above

    atexit.register(_fonts.cache_clear)  # its clean-up fails when modules are gone already
    atexit.register(_sheet.cache_clear)
    return FontConfiguration()


@cache
def _sheet() -> CSS:
    """Read style and fonts once a process."""
    from weasyprint import CSS  # slow import, see above

    return CSS(string=stylesheet(), font_config=_fonts(), url_fetcher=closed_fetcher())


def stylesheet() -> str:
    """Return the style of documents, with own fonts as data in front of it."""
    found = finders.find(STYLESHEET)
    if found is None:
        raise FileNotFoundError(STYLESHEET)
    return font_faces() + Path(found).read_text(encoding="utf-8")


FONT = "fonts/source-sans-3-latin-wght-normal.woff2"
FONT_EXTRA = "fonts/source-sans-3-latin-ext-wght-normal.woff2"
WEIGHTS = (400, 600, 700)


@cache
def font_faces() -> str:
    """Return @font-face rules for the portal's own font; nothing when it is not there, the fallback serves then.

    The font is cut into fixed weights once a process: left variable it is cut anew for every document, which takes
    longer than a short letter.
    """
    found, extra = finders.find(FONT), data_uri(FONT_EXTRA)
    rules = [_face("Source Sans 3", str(weight), _fixed(found, weight)) for weight in WEIGHTS if found]
    if extra:
        rules.append(_face("Source Sans 3 Extra", "400", extra))
    return "".join(rules)


def _face(family: str, weight: str, uri: str) -> str:
    return f'@font-face{{font-family:"{family}";font-weight:{weight};src:url({uri})}}\n'


def _fixed(path: str, weight: int) -> str:
    """Return one weight of a variable font as a `data:` address."""
    from fontTools.ttLib import TTFont  # comes with WeasyPrint, and is as slow to import
    from fontTools.varLib.instancer import instantiateVariableFont

    font = instantiateVariableFont(TTFont(path), {"wght": weight}, updateFontNames=False)
    font.flavor = None
    buffer = io.BytesIO()
    font.save(buffer)
    return f"data:font/ttf;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"
