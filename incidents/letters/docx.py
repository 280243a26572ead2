"""Writes a letter as Word: real styles and headings, Dutch, without fields or macros."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from incidents.letters.composing import Letter

MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FONT = "Arial"  # in Word, and with the same widths in LibreOffice
_PARAGRAPHS = (
    ("Afzender", 0, 0),
    ("Adres", 24, 0),
    ("Dag", 24, 6),
    ("Groet", 4, 0),
    ("Slot", 40, 0),
    ("Schrijfregel", 6, 0),
)
"""The styles of a letter with the space above and below, in points."""


def write(letter: Letter) -> bytes:
    """Return the letter as the bytes of a .docx file."""
    from docx import Document  # takes a quarter of a second to import, and few requests need it

    document = Document()
    _prepare(document, letter)
    for line in letter.sender:
        document.add_paragraph(line, style="Afzender")
    if letter.addressee:
        document.add_paragraph("\n".join(letter.addressee), style="Adres")
    document.add_paragraph(letter.place_and_day, style="Dag")
    _labelled(document, "Ons kenmerk", letter.reference)
    document.add_heading(letter.subject if letter.is_letter else letter.title, level=1)
    if not letter.is_letter:
        document.add_paragraph(letter.subject)
    for block in letter.blocks:
        _write_block(document, block)
    if letter.closing:
        document.paragraphs[-1].paragraph_format.keep_with_next = True  # no signature alone on a page
        document.add_paragraph("\n".join(letter.closing[:-1]), style="Groet")
        document.add_paragraph(letter.closing[-1], style="Slot")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _write_block(document: Any, block: Any) -> None:
    if block.kind == "heading":
        document.add_heading(block.text, level=2)
    elif block.kind == "list":
        for line in block.lines:
            point = document.add_paragraph(line, style="List Bullet")
        point.paragraph_format.space_after = document.styles["Normal"].paragraph_format.space_after
    elif block.kind == "lines":
        for _ in block.lines:
            rule = document.add_paragraph("\t", style="Schrijfregel")
        rule.paragraph_format.space_after = 2 * document.styles["Schrijfregel"].paragraph_format.space_before
    else:
        document.add_paragraph(block.text)


def _labelled(document: Any, label: str, value: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(value)


def _prepare(document: Any, letter: Letter) -> None:
    """Set paper, language, styles and what the file says of itself."""
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(20)
    _set_styles(document)
    properties = document.core_properties
    properties.title, properties.subject = letter.title, letter.reference
    properties.author = properties.last_modified_by = letter.organisation
    properties.language, properties.comments, properties.keywords = "nl-NL", "", ""
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)


def _set_styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Mm, Pt, RGBColor

    styles = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10.5)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.15
    for name, size in (("Heading 1", 14), ("Heading 2", 12)):
        style = styles[name]
        style.font.size, style.font.bold = Pt(size), True
        style.font.color.rgb = RGBColor(0x14, 0x42, 0x5F)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(12), Pt(3)
        style.paragraph_format.keep_with_next = True
        _one_font(style)
    for name, before, after in _PARAGRAPHS:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_together = True
    styles["Groet"].paragraph_format.keep_with_next = True
    styles["List Bullet"].paragraph_format.space_after = Pt(3)
    room = styles["Schrijfregel"].paragraph_format.tab_stops
    room.add_tab_stop(Mm(160), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    _set_language(styles)


def _one_font(style: Any) -> None:
    """Take the theme's heading font away, which would win from the name."""
    from docx.oxml.ns import qn

    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    style.font.name = _FONT


def _set_language(styles: Any) -> None:
    """Say that the document is Dutch, for reading aloud and for the spelling check."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for holder in (defaults, styles["Normal"].element.get_or_add_rPr()):
        for old in holder.findall(qn("w:lang")):
            holder.remove(old)
        language = OxmlElement("w:lang")
        for name in ("w:val", "w:eastAsia", "w:bidi"):
            language.set(qn(name), "nl-NL")
        holder.append(language)
