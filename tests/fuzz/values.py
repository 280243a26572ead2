"""What nobody should send, and somebody does."""

from __future__ import annotations

import io
import random
import zipfile
from urllib.parse import quote_plus

SCRIPT = "<script>alert(1)</script>"
BIDI = "\u202e\u05e9\u05dc\u05d5\u05dd"  # turned round, and written from right to left

TEXTS = [
    *["", "  ", "x" * 10_000, "é" * 300, "😀👩‍👩‍👧", BIDI, SCRIPT, f'"{SCRIPT}', f"'>{SCRIPT}", "' OR 1=1 --"],
    *['"; DROP TABLE core_job; --', "%s %(x)s %", "{{ 7*7 }}{% x %}", "../../etc/passwd", "a\r\nSet-Cookie: x=1"],
    *["\u2028", "\ufeff", "\ufffd", "\x1b", "\x7f", "\x0b", "a,b,,c", "1;2", "[]", "{}", "null", "true", "zzz", "-zzz"],
    *["[x](javascript:alert(1))", "![a](data:text/html,x)", "*" * 3000, "> " * 500, "[" * 2000],
]
NUMBERS = [
    *["-1", "0", "-0", "1.5", "1,5", "1.000,50", "1e309", "-1e309", "1e9", "NaN", "sNaN", "Infinity", "-inf", "+5"],
    *["0x10", "1_000", "٣", "²", "１２", "½", str(2**31), str(2**63), str(-(2**63) - 1), "9" * 40, "9" * 5000],
    *["0." + "0" * 50 + "1", "1e-400", "99999999999.999", "987654321", "1 2", "€ 5"],
]
DATES = [
    *["31-2-2015", "0-0-0", "1-1-99999", "2015-02-31", "0000-00-00", "99999-01-01", "1-1-0001", "0001-01-01"],
    *["31-12-9999", "9999-12-31", "2015-13-01", "1-1-1", "29-2-2015", "2015-03", "2015-W60", "q5 2015", "kwartaal 9"],
    *["voorjaar 99999", "tussen 31-12-2015 en 1-1-2015", "week 99 2015", "12:60", "25:00", "24:00", "00:00:00.9999999"],
    *["0001-01-01T00:00", "9999-12-31T23:59", "2015-03-29T02:30", "2015-03-01T25:00", "31 februari 2015", "maart 0"],
    *["1e5-1-1", "-1-1-2015", "2015-06-01/2015-05-01"],
]
KEYS = [
    *["0", "-1", "987654321", str(2**63), str(2**64), "1.0", "abc", "None", "00000000-0000-0000-0000-000000000000"],
    *["{00000000-0000-0000-0000-000000000000}", "urn:uuid:x", "vreemd", "__all__", "pk", "id__gt", "1,2"],
]
ADDRESSES = [
    *["a@b", "@", "jan@voorbeeld.example\nBcc: x@y.nl", "a" * 300 + "@b.nl", "jan@xn--.example", "jän@vöörbeeld.nl"],
    *["javascript:alert(1)", "http://[::1", "http://[x]/", "http://a:99999/", "//evil.example", "http://\u2100.nl"],
    *["https://evil.example", "mailto:x@y.nl", "/\\evil.example", "http://" + "a." * 300 + "nl", "ftp://a\u0130.nl"],
]
RAW = [b"%00", b"a%00b", b"%ED%A0%80", b"%ff", b"%c3%28", b"%F4%90%80%80", b"\xff", b"%"]
"""Bytes that no text has: sent as they are."""

Value = str | bytes
ALL: list[Value] = [*TEXTS, *NUMBERS, *DATES, *KEYS, *ADDRESSES, *RAW]
FOR_KIND: dict[str, list[str]] = {
    "number": NUMBERS,
    "date": DATES,
    "datetime-local": DATES,
    "time": DATES,
    "month": DATES,
    "select": KEYS,
    "radio": KEYS,
    "hidden": KEYS + NUMBERS,
    "email": ADDRESSES,
    "url": ADDRESSES,
}


def pick(rng: random.Random, kind: str = "") -> Value:
    """Choose an odd value, half of the time one that hurts this kind of field."""
    fitting = FOR_KIND.get(kind)
    return rng.choice(fitting) if fitting and rng.random() < 0.5 else rng.choice(ALL)


def is_ordinary(value: object) -> bool:
    """Tell whether a text has only characters that a page shows as they were typed."""
    return (
        isinstance(value, str) and value.isprintable() and bool(value.strip()) and not ({"\ufffd", "\ufeff"} & {*value})
    )


def encoded(pairs: list[tuple[str, Value]]) -> bytes:
    """Write a query or a form; bytes go as they are."""
    return b"&".join(quote_plus(name).encode() + b"=" + _encoded(value) for name, value in pairs)


def _encoded(value: Value) -> bytes:
    return value if isinstance(value, bytes) else quote_plus(value).encode()


BOUNDARY = "grens0123456789"
File = tuple[str, bytes, str]


def multipart(pairs: list[tuple[str, Value]], files: list[tuple[str, File]]) -> bytes:
    """Write a form with files; bytes go as they are."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + (value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass"))
        for name, value in pairs
    ] + [
        f'Content-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: {kind}\r\n\r\n'.encode()
        + content
        for name, (file, content, kind) in files
    ]
    line = f"--{BOUNDARY}".encode()
    return b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def _zip(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


_WORKBOOK = _zip("xl/workbook.xml", b"<workbook>" + b"x" * 500)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES: list[File] = [
    ("leeg.pdf", b"", "application/pdf"),
    ("leeg.xlsx", b"", XLSX),
    ("tekst.xlsx", b"geen werkboek", XLSX),
    ("half.xlsx", _WORKBOOK[: len(_WORKBOOK) // 2], XLSX),
    ("geen-blad.xlsx", _WORKBOOK, XLSX),
    ("half.docx", b"PK\x03\x04" + b"\0" * 40, "application/octet-stream"),
    ("plaatje.png", b"\x89PNG\r\n\x1a\n" + b"\xff" * 60, "image/png"),
    ("plaatje.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
    ("half.pdf", b"%PDF-1.7\n1 0 obj\n<<", "application/pdf"),
    ("pagina.pdf", f"<html>{SCRIPT}</html>".encode(), "application/pdf"),
    ("teken.svg", f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>".encode(), "image/svg+xml"),
    ("programma.exe", b"MZ" + b"\0" * 60, "application/octet-stream"),
    ("../../weg.pdf", b"%PDF-1.4", "application/pdf"),
    ("x" * 300 + ".pdf", b"%PDF-1.4", "application/pdf"),
    (".pdf", b"%PDF-1.4", "application/pdf"),
    ("geen", b"a;b\n1;2", "text/csv"),
    ("kapot.csv", b'a;"b\n\xff\xfe;=1+1', "text/csv"),
    ("tekst.txt", b"\xff\xfe\0\0", "text/plain"),
    ("gewoon.txt", b"gewone tekst", "text/plain"),
]
