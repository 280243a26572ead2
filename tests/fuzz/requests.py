"""Makes odd requests out of forms and parameters; the same seed and number give the same request."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.fuzz.pages import Form, Input
from tests.fuzz.values import BOUNDARY, FILES, RAW, SCRIPT, File, Value, encoded, multipart, pick

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
PLAIN = {
    "email": "jan@voorbeeld.example",
    "number": "3",
    "date": "2015-03-01",
    "time": "10:30",
    "datetime-local": "2015-03-01T10:30",
    "url": "https://voorbeeld.example/",
    "tel": "070 123 45 67",
}


@dataclass(frozen=True)
class Request:
    """One request as it goes over the line; `typed` is what stood in the text fields of the form."""

    role: str
    method: str
    url: str
    query: bytes = b""
    body: bytes = b""
    content_type: str = URLENCODED
    typed: dict[str, Value] = field(default_factory=dict)
    what: str = ""
    cookie: str = ""

    def __str__(self) -> str:
        return (
            f"{self.role}: {self.method} {self.url[:300]}\n    {self.what}\n    query={self.query[:300]!r}\n"
            f"    body={self.body[:900]!r} ({len(self.body)} bytes, {self.content_type}) cookie={self.cookie!r}"
        )


Maker = Callable[[random.Random], Request]


def parameter_makers(role: str, url: str, names: dict[str, str]) -> Iterator[Maker]:
    """Yield what to ask of one page: each parameter odd, and the query as a whole."""
    for name in sorted(names):
        yield _odd_parameter(role, url, name)
    yield _odd_query(role, url, sorted(names))


def _odd_parameter(role: str, url: str, name: str) -> Maker:
    def make(rng: random.Random) -> Request:
        pairs: list[tuple[str, Value]] = [(name, pick(rng)) for _ in range(rng.choice([1, 1, 1, 2]))]
        return Request(role, "GET", url, query=encoded(pairs), what=f"?{name}= is odd")

    return make


def _odd_query(role: str, url: str, names: list[str]) -> Maker:
    def make(rng: random.Random) -> Request:
        pairs: list[tuple[str, Value]] = [
            [("onbekend", pick(rng))],
            [(f"a{number}", "1") for number in range(1500)],
            [(name, pick(rng)) for name in names] or [("x[y]", "1")],
            [("\x00", "a")],
        ][rng.randrange(4)]
        return Request(role, rng.choice(["GET", "GET", "HEAD"]), url, query=encoded(pairs), what="odd query")

    return make


COOKIES = ("sessionid", "csrftoken", "messages", "vertrouwd")
ODD_COOKIES = (r'"aaaaaaaaaaaa\000b"', r'"\355\240\200"', r'"\377"', "x" * 3000, '"', "a" * 32, "")


def cookie_maker(role: str, url: str) -> Maker:
    """Return a maker of requests with a cookie that we did not give."""

    def make(rng: random.Random) -> Request:
        cookie = f"{rng.choice(COOKIES)}={rng.choice(ODD_COOKIES)}"
        return Request(role, "GET", url, what="odd cookie", cookie=cookie)

    return make


def path_maker(role: str, name: str, reverse: Callable[[tuple[object, ...]], str], args: tuple[object, ...]) -> Maker:
    """Return a maker of addresses about things that do not exist."""

    def make(rng: random.Random) -> Request:
        marked = tuple(_marker(value, number) for number, value in enumerate(args))
        url = reverse(marked)
        place = rng.randrange(len(args))
        for number, value in enumerate(args):
            odd = pick(rng, "hidden") if number == place else str(value)
            text = "".join(f"%{byte:02X}" for byte in odd) if isinstance(odd, bytes) else quote(odd[:2000], safe="")
            url = url.replace(str(marked[number]), text.replace("%2F", "/"), 1)
        return Request(role, rng.choice(["GET", "POST"]), url, what=f"{name} about something odd")

    return make


def _marker(value: object, number: int) -> object:
    return 777_000_111 + number if isinstance(value, int) else value


def form_makers(role: str, form: Form) -> Iterator[Maker]:
    """Yield what to do to one form: each field odd, and the form as a whole."""
    kinds: dict[str, Input] = {}
    for name, one in form.inputs.items():
        kinds.setdefault(re.sub(r"\d+", "#", name), one)  # a row of a table has the same fields as the next
    for one in kinds.values():
        yield _odd_field(role, form, one)
    yield _whole(role, form, WHOLE if form.method == "POST" else QUERY)
    if form.method == "POST":
        yield _whole(role, form, (_wrong_type, _broken_body, _script, _all_odd))


Pairs = list[tuple[str, Value]]


def _filled(rng: random.Random, form: Form) -> Pairs:
    """Fill in the form as somebody would: what stands in it stays, some of what is empty is typed."""
    pairs: Pairs = []
    for one in form.inputs.values():
        if one.kind in {"select", "radio", "checkbox"}:
            values = (
                one.chosen if one.chosen or rng.random() < 0.3 else rng.sample(one.options, min(1, len(one.options)))
            )
            pairs += [(one.name, value) for value in values]
        elif one.kind != "file":
            is_left = one.value or not one.is_typed or rng.random() < 0.3
            pairs.append((one.name, one.value if is_left else PLAIN.get(one.kind, rng.choice(["Gewone tekst", "12"]))))
    if form.buttons:
        pairs.append(rng.choice(form.buttons))
    return pairs


def _send(rng: random.Random, role: str, form: Form, pairs: Pairs, what: str, files: list[tuple[str, File]]) -> Request:
    if form.method != "POST":
        return Request(role, "GET", form.action.split("?")[0], query=encoded(pairs), what=what)
    typed = {name: value for name, value in pairs if name in form.inputs and form.inputs[name].is_typed}
    if files or (form.is_multipart and rng.random() < 0.8):
        raw: Pairs = [(name, value) for name, value in pairs]
        return Request(role, "POST", form.action, b"", multipart(raw, files), MULTIPART, typed, what)
    return Request(role, "POST", form.action, b"", encoded(pairs), URLENCODED, typed, what)


def _odd_field(role: str, form: Form, one: Input) -> Maker:
    def make(rng: random.Random) -> Request:
        pairs = _filled(rng, form)
        if one.kind == "file":
            return _send(rng, role, form, pairs, f"file in {one.name}", [(one.name, rng.choice(FILES))])
        kept = [pair for pair in pairs if pair[0] != one.name]
        values = [pick(rng, one.kind) for _ in range(rng.choice([1, 1, 1, 1, 2]))]
        return _send(rng, role, form, kept + [(one.name, value) for value in values], f"{one.name} is odd", [])

    return make


Change = Callable[[random.Random, str, Form], Request]


def _whole(role: str, form: Form, changes: Sequence[Change]) -> Maker:
    return lambda rng: rng.choice(changes)(rng, role, form)


def _missing(rng: random.Random, role: str, form: Form) -> Request:
    pairs = _filled(rng, form)
    left = [] if rng.random() < 0.4 else rng.sample(pairs, len(pairs) // 2)
    return _send(rng, role, form, left, "fields are missing", [])


def _repeated(rng: random.Random, role: str, form: Form) -> Request:
    pairs = _filled(rng, form)
    again: Pairs = [(name, pick(rng)) for name, _ in pairs for _ in range(2)]
    return _send(rng, role, form, pairs + again, "fields are repeated", [])


def _all_odd(rng: random.Random, role: str, form: Form) -> Request:
    texts: Pairs = [(name, _text(rng, one.kind)) for name, one in form.inputs.items() if one.kind != "hidden"]
    kept = [pair for pair in _filled(rng, form) if form.inputs.get(pair[0], Input("", "")).kind == "hidden"]
    return _send(rng, role, form, kept + texts, "every field is odd", [])


def _text(rng: random.Random, kind: str) -> Value:
    value = pick(rng, kind)
    return SCRIPT if isinstance(value, bytes) else value[:3000]


def _script(rng: random.Random, role: str, form: Form) -> Request:
    pairs: Pairs = [
        (name, SCRIPT if name in form.inputs and form.inputs[name].kind in {"text", "textarea"} else value)
        for name, value in _filled(rng, form)
    ]
    return _send(rng, role, form, pairs, "a script in every text", [])


def _too_many(rng: random.Random, role: str, form: Form) -> Request:
    many: Pairs = [(f"a{number}", "1") for number in range(1500)]
    return _send(rng, role, form, _filled(rng, form) + many, "too many fields", [])


def _wrong_type(rng: random.Random, role: str, form: Form) -> Request:
    content_type, body = rng.choice(
        [
            ("application/json", b'{"a": [1, {"b": null}]}'),
            ("application/json", b'{"a": "\\ud800"}'),
            ("application/json", b"[" * 5000),
            ("text/plain", b"a=b"),
            ("application/xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            ("", b"a=b"),
            ("onzin", encoded(_filled(rng, form))),
            (URLENCODED + "; charset=utf-16", encoded(_filled(rng, form))),
            (URLENCODED + "; charset=onzin", encoded(_filled(rng, form))),
            ("multipart/form-data", b"a=b"),
            ("multipart/form-data; boundary=" + "x" * 300, b"a=b"),
        ]
    )
    return Request(role, "POST", form.action, b"", body, content_type, {}, "wrong content type")


def _broken_body(rng: random.Random, role: str, form: Form) -> Request:
    pairs = _filled(rng, form)
    if rng.random() < 0.3:
        body = rng.choice(RAW) + b"=1&" + encoded(pairs) + b"&" + rng.choice(RAW)
        return Request(role, "POST", form.action, b"", body, URLENCODED, {}, "broken characters")
    whole = multipart(pairs, [("bestand", rng.choice(FILES))])
    return Request(
        role, "POST", form.action, b"", whole[: rng.randrange(len(whole))], MULTIPART, {}, "truncated multipart"
    )


WHOLE = (_missing, _missing, _repeated, _all_odd, _too_many)
QUERY = (_missing, _repeated, _all_odd)
