"""Takes files in: only kinds that are allowed, checked by what they are and not by what they say they are.

Pictures are drawn anew, so that what hides in them is gone, and their EXIF data with it. PDF files may not run
anything. Office files may hold no macros, links or embedded files. What passes is stored outside the web root under a
name of our own.
"""

from __future__ import annotations

import hashlib
import io
import os
import socket
import time
import uuid
import zipfile
from collections.abc import Callable, Collection, Iterable
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from core.encryption import encrypt_bytes
from core.models import StoredFile
from core.oddinput import is_odd
from core.spreadsheets import why_package_refused

OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "pdf": "application/pdf",
    "docx": OFFICE + "wordprocessingml.document",
    "xlsx": OFFICE + "spreadsheetml.sheet",
    "pptx": OFFICE + "presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "txt": "text/plain",
    "csv": "text/csv",
}
ALLOWED: frozenset[str] = frozenset(KINDS)
_MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
MAX_PIXELS = 40_000_000
MAX_PDF_OBJECTS = 200_000
ORPHAN_AFTER = 3600.0

_KINDS_SENTENCE = "Dit soort bestand kan niet worden geplaatst. Kies een van: {}."
_BROKEN = "Dit bestand is beschadigd of is niet wat de naam zegt. Open het, sla het opnieuw op en probeer het nog eens."
_ACTIVE = "Dit bestand bevat onderdelen die iets kunnen uitvoeren. Sla het zonder die onderdelen op."


def accept_upload(
    *, upload: UploadedFile[bytes], actor: Any, kinds: Collection[str] = ALLOWED, neutral_name: str = ""
) -> StoredFile:
    """Check a file and store it; the row belongs to the caller's transaction.

    With `neutral_name` the file is sensitive: it is kept encrypted, and under that name with its own ending.

    Raises:
        ValidationError: with a Dutch sentence that says what is wrong and what to do.
    """
    name = clean_name(upload.name or "")
    kind = PurePosixPath(name).suffix.lstrip(".").lower()
    if kind not in kinds or kind not in KINDS:
        raise ValidationError(_KINDS_SENTENCE.format(", ".join(sorted(kinds))), code="kind")
    content = upload.read(settings.UPLOAD_MAX_BYTES + 1)
    if len(content) > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise ValidationError(f"Dit bestand is te groot. Kies een bestand van ten hoogste {most} MB.", code="size")
    if not content:
        raise ValidationError("Dit bestand is leeg. Kies een ander bestand.", code="empty")
    checked = _CHECKS[kind](content, kind)
    scan(checked)
    kept = f"{neutral_name}.{kind}" if neutral_name else name
    return store(name=kept, content=checked, mimetype=KINDS[kind], actor=actor, is_encrypted=bool(neutral_name))


def clean_name(name: str) -> str:
    """Return a file name that is only a name: no folders, no odd characters, at most 150 long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(char for char in last if char.isprintable() and not is_odd(char) and char not in '<>:"|?*').strip()
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:140]}{dot}{suffix[:9]}" if stem else plain[:150]


def store(*, name: str, content: bytes, mimetype: str, actor: Any, is_encrypted: bool = False) -> StoredFile:
    """Write bytes of our own or checked ones to the private folder, and return their row.

    The file is complete on disk before its row can be seen; without its row it is swept up after an hour.
    """
    written = encrypt_bytes(content) if is_encrypted else content
    row = StoredFile(
        name=name,
        mimetype=mimetype,
        size=len(content),
        sha256=hashlib.sha256(written).hexdigest(),
        is_encrypted=is_encrypted,
        uploaded_by=actor if getattr(actor, "pk", None) else None,
    )
    _write(row.path, written)
    row.save(force_insert=True)
    return row


def replace(row: StoredFile, written: bytes) -> None:
    """Put other bytes on disk for the same file, in the caller's transaction; the old ones go after the commit."""
    old = row.path
    row.key, row.sha256 = uuid.uuid4(), hashlib.sha256(written).hexdigest()
    _write(row.path, written)
    row.save(update_fields=["key", "sha256"])
    transaction.on_commit(lambda: old.unlink(missing_ok=True))


def remove(row: StoredFile) -> None:
    """Delete a file with its row, in the caller's transaction; the bytes go after the commit, or with the sweep."""
    path = row.path
    row.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.chmod(0o640)
    part.rename(path)


def _image(content: bytes, kind: str) -> bytes:
    """Draw the picture anew: only its dots survive."""
    wanted = {"png": "PNG", "webp": "WEBP"}.get(kind, "JPEG")
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint switches this on for its whole process
    try:
        with Image.open(io.BytesIO(content), formats=[wanted]) as picture:
            if picture.width * picture.height > MAX_PIXELS or getattr(picture, "n_frames", 1) > 1:
                raise ValidationError("Deze afbeelding is te groot of beweegt. Kies een kleinere.", code="pixels")
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(_BROKEN, code="broken") from error
    modes = ("RGB", "L") if wanted == "JPEG" else ("RGB", "RGBA", "L", "LA")
    drawn = upright if upright.mode in modes else upright.convert("RGB" if wanted == "JPEG" else "RGBA")
    fresh = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
    buffer = io.BytesIO()
    fresh.save(buffer, wanted, **({"quality": 88} if wanted != "PNG" else {"optimize": False}))
    return buffer.getvalue()


_ACTIVE_NAMES = {
    *("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA", "/AA"),
    *("/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Movie", "/Sound", "/Rendition"),
}


def _pdf(content: bytes, kind: str) -> bytes:
    """Read every object; refuse whatever runs, opens or sends something, and write the file anew."""
    if not content.startswith(b"%PDF-"):
        raise ValidationError(_BROKEN, code="broken")
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if len(document.objects) > MAX_PDF_OBJECTS:
                raise ValidationError("Deze pdf bestaat uit te veel onderdelen.", code="size")
            if any(_is_active(found) for found in document.objects) or _opens_by_itself(document):
                raise ValidationError(_ACTIVE, code="active")
            if not document.pages:
                raise ValidationError(_BROKEN, code="broken")
            buffer = io.BytesIO()
            document.save(buffer)
    except pikepdf.PasswordError as error:
        raise ValidationError("Deze pdf is beveiligd met een wachtwoord. Haal dat eraf.", code="locked") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError, TypeError) as error:
        raise ValidationError(_BROKEN, code="broken") from error
    return buffer.getvalue()


def _opens_by_itself(document: pikepdf.Pdf) -> bool:
    """Tell whether opening does more than show a page."""
    action = document.Root.get("/OpenAction")
    return isinstance(action, pikepdf.Dictionary) and action.get("/S") not in (None, pikepdf.Name.GoTo)


def _is_active(found: Any) -> bool:
    """Look through one object and what stands directly in it; references are objects of their own."""
    waiting = [found]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Name) and str(part) in _ACTIVE_NAMES:
            return True
        if isinstance(part, pikepdf.Stream):
            part = part.stream_dict
        if isinstance(part, pikepdf.Dictionary):
            for key, value in part.items():
                if key in _ACTIVE_NAMES:
                    return True
                waiting += [] if getattr(value, "is_indirect", False) else [value]
        elif isinstance(part, pikepdf.Array):
            waiting += [value for value in part if not getattr(value, "is_indirect", False)]
    return False


def _office(content: bytes, kind: str) -> bytes:
    """Look at the package: the right main part, and nothing that is hidden, linked or can run."""
    if not content.startswith(b"PK\x03\x04"):
        raise ValidationError(_BROKEN, code="broken")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
            if not {"[Content_Types].xml", _MAIN_PART[kind]} <= names:
                raise ValidationError(_BROKEN, code="broken")
            reason = why_package_refused(package)
            if reason:
                raise ValidationError(f"Dit bestand is geweigerd: {reason}.", code="active")
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise ValidationError(_BROKEN, code="broken") from error
    return content


def _text(content: bytes, kind: str) -> bytes:
    """Text must be text: UTF-8 or Western European, without control characters, stored as UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if is_odd(text) or any(ord(char) < 32 and char not in "\t\r\n\f" for char in text) or "�" in text:
        raise ValidationError(_BROKEN, code="broken")
    return text.encode("utf-8")


Check = Callable[[bytes, str], bytes]
_CHECKS: dict[str, Check] = {
    **dict.fromkeys(("png", "jpg", "jpeg", "webp"), _image),
    **dict.fromkeys(("docx", "xlsx", "pptx"), _office),
    **dict.fromkeys(("txt", "csv"), _text),
    "pdf": _pdf,
}

SCAN_SECONDS = 15.0
"""How long a scan may take, from calling to the answer. A request is one transaction, and the database ends it when it
waits longer than its own limit (see the settings): a scanner that stalls gives a sentence well before that."""
_NOT_SCANNED = "De virusscanner is niet bereikbaar. Uw bestand is niet geplaatst; probeer het later opnieuw."
_TOO_SLOW = "De virusscanner antwoordt niet op tijd. Uw bestand is niet geplaatst; probeer het later opnieuw."
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


def scan(content: bytes) -> None:
    """Offer the bytes to clamd when `UPLOAD_SCANNER` names one (`tcp://host:3310` or `unix:///path`).

    Raises:
        ValidationError: unless the answer is exactly OK.
    """
    scan_pieces(content[start : start + _CHUNK] for start in range(0, len(content), _CHUNK))


def scan_pieces(pieces: Iterable[bytes]) -> None:
    """Do the same with a file that comes in pieces and is never in memory as a whole.

    Raises:
        ValidationError: unless the answer is exactly OK.
    """
    if not settings.UPLOAD_SCANNER:
        return
    try:
        answer = _ask_scanner(pieces)
    except TimeoutError as error:
        raise ValidationError(_TOO_SLOW, code="scanner") from error
    except OSError as error:
        raise ValidationError(_NOT_SCANNED, code="scanner") from error
    if answer != b"stream: OK":
        raise ValidationError("De virusscanner heeft dit bestand geweigerd.", code="virus")


def _ask_scanner(pieces: Iterable[bytes]) -> bytes:
    """Send the pieces and return the answer; every step has what is left of the time for all of them."""
    address = urlsplit(settings.UPLOAD_SCANNER)
    is_unix = address.scheme == "unix"
    family = socket.AF_UNIX if is_unix else socket.AF_INET
    until = time.monotonic() + SCAN_SECONDS
    with socket.socket(family, socket.SOCK_STREAM) as connection:

        def within_time() -> socket.socket:
            if (left := until - time.monotonic()) <= 0:
                raise TimeoutError
            connection.settimeout(left)
            return connection

        within_time().connect(address.path if is_unix else (address.hostname, address.port or 3310))
        within_time().sendall(b"zINSTREAM\0")
        for piece in pieces:
            within_time().sendall(len(piece).to_bytes(4, "big") + piece)
        within_time().sendall(b"\0\0\0\0")
        answer = b""
        while not answer.endswith((b"\0", b"\n")) and len(answer) < _LONGEST_ANSWER:
            if not (more := within_time().recv(_LONGEST_ANSWER)):
                break
            answer += more
    return answer.rstrip(b"\0\n")


def remove_orphans(*, older_than: float = ORPHAN_AFTER) -> int:
    """Delete files without a row: their transaction was undone, or the process died before it."""
    root = Path(settings.PRIVATE_ROOT) / StoredFile.folder
    limit = time.time() - older_than
    old = [path for path in root.glob("??/*") if path.is_file() and path.stat().st_mtime < limit]
    known = {key.hex for key in StoredFile.objects.values_list("key", flat=True)} if old else set()
    gone = [path for path in old if path.name not in known]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
