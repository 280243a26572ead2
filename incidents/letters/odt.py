"""Writes a letter as OpenDocument: real styles and headings, Dutch, without fields or macros."""

from __future__ import annotations

import io
from typing import Any

from incidents.letters.composing import Letter
from incidents.letters.filling import Block

MIMETYPE = "application/vnd.oasis.opendocument.text"
_BODY, _LAST, _LAST_POINT = "Text_20_body", "Laatste", "Laatste_20_punt"
_PARAGRAPHS = {
    "Afzender": {"fo:margin-top": "0mm", "fo:margin-bottom": "0mm"},
    "Adres": {"fo:margin-top": "9mm", "fo:margin-bottom": "0mm"},
    "Punt": {"fo:margin-top": "0mm", "fo:margin-bottom": "0.3mm"},
    "Laatste punt": {"fo:margin-top": "0mm", "fo:margin-bottom": "2.5mm"},
    "Laatste": {"fo:margin-top": "0mm", "fo:margin-bottom": "3mm", "fo:keep-with-next": "always"},
    "Groet": {"fo:margin-top": "0mm", "fo:margin-bottom": "0mm", "fo:keep-with-next": "always"},
    "Slot": {"fo:margin-top": "14mm", "fo:margin-bottom": "0mm"},
    "Schrijfregel": {"fo:margin-top": "2mm", "fo:margin-bottom": "0mm"},
    "Laatste schrijfregel": {"fo:margin-top": "2mm", "fo:margin-bottom": "4mm"},
}
"""The spaces around paragraphs; the last one and the greeting stay with the signature on one page."""
_TAB = (
    '<style:tab-stops><style:tab-stop style:position="160mm" style:type="right" style:leader-style="dotted" '
    'style:leader-text="."/></style:tab-stops>'
)
_BULLETS = (
    '<text:list-style style:name="Opsomming"><text:list-level-style-bullet text:level="1" text:bullet-char="•">'
    '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
    '<style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="8mm" '
    'fo:text-indent="-5mm" fo:margin-left="8mm"/></style:list-level-properties>'
    "</text:list-level-style-bullet></text:list-style>"
)


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
    body.append(Paragraph(letter.place_and_day, style="Adres"))
    body.append(_labelled("Ons kenmerk", letter.reference))
    _write_text(body, letter)
    for line in letter.closing[:-1]:
        body.append(Paragraph(line, style="Groet"))
    for line in letter.closing[-1:]:
        body.append(Paragraph(line, style="Slot"))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _write_text(body: Any, letter: Letter) -> None:
    from odfdo import Paragraph

    body.append(_heading(1, letter.subject if letter.is_letter else letter.title))
    if not letter.is_letter:
        body.append(Paragraph(letter.subject, style=_BODY))
    for place, block in enumerate(letter.blocks, start=1):
        is_last = place == len(letter.blocks) and bool(letter.closing)
        _write_block(body, block, _LAST if is_last else _BODY)


def _write_block(body: Any, block: Block, style: str) -> None:
    from odfdo import List, ListItem, Paragraph

    if block.kind == "heading":
        body.append(_heading(2, block.text))
    elif block.kind == "list":
        lines = List(style="Opsomming")
        for place, line in enumerate(block.lines, start=1):
            lines.append(ListItem(Paragraph(line, style=_LAST_POINT if place == len(block.lines) else "Punt")))
        body.append(lines)
    elif block.kind == "lines":
        for _ in block.lines[1:]:
            body.append(Paragraph("\t", style="Schrijfregel"))
        body.append(Paragraph("\t", style="Laatste_20_schrijfregel"))
    else:
        body.append(Paragraph(block.text, style=style))


def _heading(level: int, text: str) -> Any:
    from odfdo import Header

    heading = Header(level, text)
    heading.set_attribute("text:style-name", f"Heading_20_{level}")  # the argument of Header for it is not written
    return heading


def _labelled(label: str, value: str) -> Any:
    from odfdo import Paragraph, Span

    paragraph = Paragraph("", style=_BODY)
    paragraph.append(Span(f"{label}:", style="Vet"))
    paragraph.append(f" {value}")
    return paragraph


def _prepare(document: Any, letter: Letter) -> None:
    """Set paper, language, styles and what the file says of itself."""
    meta = document.meta
    meta.title, meta.subject, meta.language = letter.title, letter.reference, "nl-NL"
    meta.creator = meta.initial_creator = letter.organisation
    for style in document.get_styles("paragraph") + document.get_styles("graphic"):
        for part in style.get_elements("style:text-properties"):
            if part.get_attribute("fo:language"):
                part.set_attribute("fo:language", "nl")
                part.set_attribute("fo:country", "NL")
    for page in document.get_styles("page-layout"):
        for part in page.get_elements("style:page-layout-properties"):
            part.set_attribute("fo:page-width", "210mm")
            part.set_attribute("fo:page-height", "297mm")
            for side, width in (("top", "20mm"), ("bottom", "20mm"), ("left", "25mm"), ("right", "25mm")):
                part.set_attribute(f"fo:margin-{side}", width)
    _set_styles(document)


def _set_styles(document: Any) -> None:
    """Give the styles the look of the Word file, and take the numbers of chapters away: a letter has none."""
    from odfdo import Element, Style

    for level in document.get_part("styles.xml").get_elements("//text:outline-level-style"):
        level.set_attribute("style:num-format", "")
        for name in ("style:num-suffix", "text:display-levels", "loext:num-list-format"):
            level.set_attribute(name, None)
    standard = document.get_style("paragraph", "Standard")
    standard.set_properties({"style:font-name": "Liberation Sans", "fo:font-size": "10.5pt"}, area="text")
    standard.set_properties({"fo:line-height": "115%", "fo:orphans": "2", "fo:widows": "2"}, area="paragraph")
    for name, size in (("Heading 1", "14pt"), ("Heading 2", "12pt")):
        heading = document.get_style("paragraph", name.replace(" ", "_20_"))
        heading.set_properties({"fo:font-size": size, "fo:font-style": "normal", "fo:color": "#14425f"}, area="text")
        heading.set_properties({"fo:margin-top": "3.5mm", "fo:margin-bottom": "1mm"}, area="paragraph")
    for name, settings in _PARAGRAPHS.items():
        made = Style("paragraph", name=name.replace(" ", "_20_"), display_name=name, parent_style="Standard")
        made.set_properties(settings, area="paragraph")
        document.insert_style(made)
    for name in ("Schrijfregel", "Laatste_20_schrijfregel"):
        rule = document.get_style("paragraph", name).get_element("style:paragraph-properties")
        rule.append(Element.from_tag(_TAB))
    bold = Style("text", name="Vet", display_name="Vet")
    bold.set_properties({"fo:font-weight": "bold"}, area="text")
    document.insert_style(bold)
    document.insert_style(Element.from_tag(_BULLETS))
