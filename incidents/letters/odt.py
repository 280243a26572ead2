"""Writes a letter as OpenDocument: real styles and headings, Dutch, without fields or macros."""

from __future__ import annotations

import io
from typing import Any

from incidents.letters.composing import Letter

MIMETYPE = "application/vnd.oasis.opendocument.text"
_BODY = "Text_20_body"


def write(letter: Letter) -> bytes:
    """Return the letter as the bytes of an .odt file."""
    from odfdo import Document, Paragraph  # slow to import, and few requests need it

    document = Document("text")
    _prepare(document, letter)
    body = document.body
    body.clear()
    for line in letter.sender:
        body.append(Paragraph(line, style="Afzender"))
    for place, line in enumerate(letter.addressee):
        body.append(Paragraph(line, style="Adres" if place == 0 else "Afzender"))
    body.append(Paragraph(letter.place_and_day, style="Adres" if letter.addressee else _BODY))
    body.append(Paragraph(f"Ons kenmerk: {letter.reference}", style=_BODY))
    _write_text(body, letter)
    for line in letter.closing:
        body.append(Paragraph(line, style="Slot"))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _write_text(body: Any, letter: Letter) -> None:
    from odfdo import List, ListItem, Paragraph

    body.append(_heading(1, letter.subject if letter.is_letter else letter.title))
    if not letter.is_letter:
        body.append(Paragraph(letter.subject, style=_BODY))
    for block in letter.blocks:
        if block.kind == "heading":
            body.append(_heading(2, block.text))
        elif block.kind == "list":
            lines = List(style="List_20_1")
            for line in block.lines:
                lines.append(ListItem(Paragraph(line, style=_BODY)))
            body.append(lines)
        else:
            body.append(Paragraph(block.text, style=_BODY))


def _heading(level: int, text: str) -> Any:
    from odfdo import Header

    heading = Header(level, text)
    heading.set_attribute("text:style-name", f"Heading_20_{level}")  # the argument of Header for it is not written
    return heading


def _prepare(document: Any, letter: Letter) -> None:
    """Set paper, language, styles and what the file says of itself."""
    from odfdo import Style

    meta = document.meta
    meta.title, meta.subject, meta.language = letter.title, letter.reference, "nl-NL"
    meta.creator = meta.initial_creator = letter.organisation
    for style in document.get_styles("paragraph") + document.get_styles("graphic"):
        for part in style.get_elements("style:text-properties"):
            if part.get_attribute("fo:language"):
                part.set_attribute("fo:language", "nl")
                part.set_attribute("fo:country", "NL")
    document.get_style("paragraph", "Standard").set_properties(
        {"style:font-name": "Liberation Sans", "fo:font-size": "11pt"}, area="text"
    )
    for page in document.get_styles("page-layout"):
        for part in page.get_elements("style:page-layout-properties"):
            part.set_attribute("fo:page-width", "210mm")
            part.set_attribute("fo:page-height", "297mm")
            for side in ("top", "bottom", "left", "right"):
                part.set_attribute(f"fo:margin-{side}", "25mm")
    for name, top, bottom in (("Afzender", "0mm", "0mm"), ("Adres", "9mm", "0mm"), ("Slot", "0mm", "10mm")):
        made = Style("paragraph", name=name, display_name=name, parent_style="Standard")
        made.set_properties({"fo:margin-top": top, "fo:margin-bottom": bottom}, area="paragraph")
        document.insert_style(made)
