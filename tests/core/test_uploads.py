"""Uploads: about forty files, judged by what they are; pictures come out without what was hidden in them."""

from __future__ import annotations

import hashlib
import importlib
import io
import os
import re
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from core import uploads
from core.models import StoredFile
from core.spreadsheets import write_xlsx
from core.uploads import accept_upload, clean_name, remove_orphans, store

SCRIPT = b"<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def private(settings: Any, tmp_path: Path) -> Path:
    """Keep the files of a test apart."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    return tmp_path / "private"


def picture(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (8, 6), **options: Any) -> bytes:
    """Return a small picture."""
    buffer = io.BytesIO()
    Image.new(mode, size, "red" if mode in ("RGB", "RGBA") else 1).save(buffer, kind, **options)
    return buffer.getvalue()


def located() -> bytes:
    """Return a photo that tells where it was taken, and stands on its side."""
    exif = Image.Exif()
    exif[0x010F] = "Camera van Jansen"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=exif)


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda document: None, **options: Any) -> bytes:
    """Return a small PDF file."""
    buffer = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(buffer, **options)
    return buffer.getvalue()


def root(**entries: Any) -> Callable[[pikepdf.Pdf], None]:
    """Return a change that adds entries to the root of a PDF file."""

    def change(document: pikepdf.Pdf) -> None:
        for name, value in entries.items():
            document.Root[f"/{name}"] = document.make_indirect(value)

    return change


def _attach(document: pikepdf.Pdf) -> None:
    document.attachments["virus.exe"] = b"MZ"


def _empty(document: pikepdf.Pdf) -> None:
    del document.pages[0]


def _button(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    annotation = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action, Rect=[0, 0, 9, 9])
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(annotation)])


def action(kind: str, **entries: Any) -> pikepdf.Dictionary:
    """Return an action of a PDF file."""
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **entries)


def office(main: str, extra: dict[str, bytes] | None = None, **options: Any) -> bytes:
    """Return a small Office file."""
    parts = {"[Content_Types].xml": b"<Types/>", main: b"<document/>"} | (extra or {})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", **options) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


DOCX, PPTX = "word/document.xml", "ppt/presentation.xml"
JS = pikepdf.String("app.alert(1)")

GOOD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "png": ("a.png", picture),
    "png with alpha": ("a.png", lambda: picture(mode="RGBA")),
    "png with palette": ("a.png", lambda: picture(mode="P")),
    "jpg": ("a.jpg", lambda: picture("JPEG")),
    "jpeg in capitals": ("A.JPEG", lambda: picture("JPEG")),
    "grey jpg": ("a.jpg", lambda: picture("JPEG", mode="L")),
    "webp": ("a.webp", lambda: picture("WEBP")),
    "photo with a place": ("a.jpg", located),
    "pdf": ("a.pdf", pdf),
    "pdf that opens at a page": ("a.pdf", lambda: pdf(root(OpenAction=action("GoTo")))),
    "docx": ("a.docx", lambda: office(DOCX)),
    "pptx": ("a.pptx", lambda: office(PPTX)),
    "xlsx": ("a.xlsx", lambda: write_xlsx(headers=["a"], rows=[["b"]])),
    "txt": ("a.txt", "Zoë schreef dit.".encode),
    "txt from windows": ("a.txt", lambda: "Zoë schreef dit.".encode("cp1252")),
    "csv": ("a.csv", lambda: b"naam;code\r\n"),
}

BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "svg": ("a.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "html": ("a.html", lambda: SCRIPT),
    "exe": ("a.exe", lambda: b"MZ"),
    "zip": ("a.zip", lambda: office(DOCX)),
    "gif": ("a.gif", lambda: picture("GIF")),
    "docm": ("a.docm", lambda: office(DOCX)),
    "no suffix": ("bestand", lambda: b"x"),
    "two suffixes": ("a.png.html", picture),
    "empty": ("a.png", lambda: b""),
    "too large": ("a.txt", lambda: b"x" * (10 * 1024 * 1024 + 1)),
    "html called png": ("a.png", lambda: SCRIPT),
    "jpg called png": ("a.png", lambda: picture("JPEG")),
    "gif that is html, called jpg": ("a.jpg", lambda: b"GIF89a/*" + SCRIPT),
    "cut off png": ("a.png", lambda: picture(size=(200, 200))[:60]),
    "picture of too many dots": ("a.png", lambda: picture(mode="1", size=(8000, 8000))),
    "moving picture": (
        "a.webp",
        lambda: picture("WEBP", save_all=True, append_images=[Image.new("RGB", (8, 6), "blue")]),
    ),
    "pdf not at byte 0": ("a.pdf", lambda: b"GIF89a" + pdf()),
    "pdf that is html": ("a.pdf", lambda: SCRIPT + pdf()),
    "cut off pdf": ("a.pdf", lambda: pdf()[:90]),
    "pdf with a script at opening": ("a.pdf", lambda: pdf(root(OpenAction=action("JavaScript", JS=JS)))),
    "pdf with a hidden script": (
        "a.pdf",
        lambda: pdf(root(Extra=action("JavaScript", JS=JS)), object_stream_mode=pikepdf.ObjectStreamMode.generate),
    ),
    "pdf that starts a program": ("a.pdf", lambda: pdf(_button)),
    "pdf that goes elsewhere": ("a.pdf", lambda: pdf(root(OpenAction=action("URI", URI=pikepdf.String("https://x"))))),
    "pdf with a file in it": ("a.pdf", lambda: pdf(_attach)),
    "pdf with a form of scripts": ("a.pdf", lambda: pdf(root(AcroForm=pikepdf.Dictionary(XFA=pikepdf.String("x"))))),
    "pdf without pages": ("a.pdf", lambda: pdf(_empty)),
    "pdf with a password": ("a.pdf", lambda: pdf(encryption=pikepdf.Encryption(owner="x", user="y"))),
    "docx with macros": ("a.docx", lambda: office(DOCX, {"word/vbaProject.bin": b"x"})),
    "docx with an object": ("a.docx", lambda: office(DOCX, {"word/embeddings/oleObject1.bin": b"x"})),
    "docx with entities": ("a.docx", lambda: office(DOCX, {"word/a.xml": b"<!DOCTYPE x>"})),
    "docx called macro enabled": (
        "a.docx",
        lambda: office(DOCX, {"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}),
    ),
    "docx bomb": ("a.docx", lambda: office(DOCX, {"x.bin": b"\0" * 9_000_000}, compression=zipfile.ZIP_DEFLATED)),
    "xlsx called docx": ("a.docx", lambda: write_xlsx(headers=["a"], rows=[])),
    "zip called docx": ("a.docx", lambda: office("a.txt")),
    "text called docx": ("a.docx", lambda: b"x"),
    "docx that is a script": ("a.docx", lambda: b"#!/bin/sh\n" + office(DOCX)),
    "program called txt": ("a.txt", lambda: b"MZ\x00\x01"),
    "txt with an escape": ("a.txt", lambda: b"\x1b[31mrood"),
}


def offer(name: str, content: bytes) -> StoredFile:
    """Offer a file."""
    return accept_upload(upload=SimpleUploadedFile(name, content), actor=None)


def test_there_are_enough_files() -> None:
    assert len(GOOD) + len(BAD) >= 50


@pytest.mark.parametrize(("name", "make"), GOOD.values(), ids=GOOD.keys())
def test_a_good_file_is_stored(db: None, name: str, make: Callable[[], bytes]) -> None:
    stored = offer(name, make())
    content = stored.read()
    assert stored.size == len(content)
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.path.name == stored.key.hex
    assert stored.path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(("name", "make"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_with_a_sentence(db: None, private: Path, name: str, make: Callable[[], bytes]) -> None:
    with pytest.raises(ValidationError) as refusal:
        offer(name, make())
    [sentence] = refusal.value.messages
    assert sentence.endswith(".")
    assert not StoredFile.objects.exists()
    assert not list(private.rglob("*"))


def test_half_a_picture_is_refused_also_after_a_document_was_made(db: None) -> None:
    importlib.import_module("weasyprint")
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # what that import does, and what would let half a picture through
    with pytest.raises(ValidationError):
        offer("a.png", picture(size=(200, 200))[:60])


def test_where_a_photo_was_taken_is_gone(db: None) -> None:
    original = located()
    assert b"Jansen" in original
    kept = offer("a.jpg", original).read()
    assert b"Jansen" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert not opened.getexif()
        assert opened.size == (6, 8), "it was turned upright first"


@pytest.mark.parametrize(("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.webp", "WEBP")])
def test_what_hides_behind_a_picture_is_gone(db: None, name: str, kind: str) -> None:
    polyglot = picture(kind) + SCRIPT
    assert SCRIPT not in offer(name, polyglot).read()
    assert SCRIPT in polyglot


def test_what_hides_behind_a_pdf_is_gone(db: None) -> None:
    assert SCRIPT not in offer("a.pdf", pdf() + b"\n" + SCRIPT).read()


def test_without_the_checks_they_would_pass(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the same files are stored as they are when nobody looks inside."""
    monkeypatch.setattr(uploads, "_CHECKS", dict.fromkeys(uploads.KINDS, lambda content, kind: content))
    passed = 0
    for name, make in BAD.values():
        try:
            offer(name, make())
            passed += 1
        except ValidationError:
            continue
    assert passed >= 25


def test_only_the_kinds_that_are_asked_for(db: None) -> None:
    with pytest.raises(ValidationError, match="Kies een van: pdf"):
        accept_upload(upload=SimpleUploadedFile("a.png", picture()), actor=None, kinds=["pdf"])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("verslag.pdf", "verslag.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\map\\verslag.pdf", "verslag.pdf"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("", ""),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_kind() -> None:
    assert clean_name("x" * 400 + ".pdf").endswith(".pdf")
    assert len(clean_name("x" * 400 + ".pdf")) <= 150
    assert len(clean_name("x" * 400)) <= 150


def test_orphans_are_swept_and_files_with_a_row_stay(db: None) -> None:
    kept = store(name="a.txt", content=b"x", mimetype="text/plain", actor=None)
    gone = store(name="b.txt", content=b"y", mimetype="text/plain", actor=None)
    StoredFile.objects.filter(pk=gone.pk).delete()
    assert remove_orphans() == 0, "a young file may belong to a transaction that still runs"
    for row in (kept, gone):
        os.utime(row.path, (0, 0))
    assert remove_orphans() == 1
    assert kept.path.exists()
    assert not gone.path.exists()


def test_the_scanner_sees_all_and_is_obeyed(db: None, virus_scanner: list[bytes]) -> None:
    text = b"schoon " * 20_000
    assert offer("a.txt", text).size == len(text)
    assert virus_scanner == [text]


def test_a_virus_is_refused(db: None, virus_scanner: list[bytes]) -> None:
    with pytest.raises(ValidationError, match="virusscanner heeft"):
        offer("a.txt", b"EICAR")


def test_without_a_scanner_in_reach_nothing_is_taken(db: None, settings: Any) -> None:
    settings.UPLOAD_SCANNER = "tcp://127.0.0.1:1"
    with pytest.raises(ValidationError, match="niet bereikbaar"):
        offer("a.txt", b"x")


@pytest.mark.parametrize("drips", [False, True])
def test_a_scanner_that_stalls_gives_a_sentence_in_time(
    db: None, stalling_scanner: threading.Event, monkeypatch: pytest.MonkeyPatch, drips: bool
) -> None:
    monkeypatch.setattr(uploads, "SCAN_SECONDS", 0.4)
    if drips:
        stalling_scanner.set()
    began = time.monotonic()
    with pytest.raises(ValidationError, match="antwoordt niet op tijd"):
        offer("a.txt", b"x" * 300_000)
    assert time.monotonic() - began < 5, "all steps share one term"


def test_a_scan_is_given_up_well_before_the_database_gives_up(settings: Any) -> None:
    options = settings.DATABASES["default"]["OPTIONS"]["options"]
    limit = re.search(r"idle_in_transaction_session_timeout=(\d+)", options)
    assert limit is not None
    assert int(limit[1]) / 1000 / 2 >= uploads.SCAN_SECONDS
