"""Reads the forms and the query parameters of a page, as a browser would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

BUTTONS = {"submit", "button", "reset", "image"}
TYPED = {"text", "textarea", "email", "tel", "url", "search", "number", "date", "time", "datetime-local", "month"}


@dataclass
class Input:
    """One control of a form."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)

    @property
    def is_typed(self) -> bool:
        """Tell whether somebody types in it."""
        return self.kind in TYPED


@dataclass
class Form:
    """One form: where it goes and what it asks."""

    action: str
    method: str
    is_multipart: bool = False
    inputs: dict[str, Input] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def key(self) -> tuple[object, ...]:
        """Tell forms apart: a row of a list has the same form as the next."""
        path = "/".join("#" if part.isdigit() else part for part in urlsplit(self.action).path.split("/"))
        return path, self.method, tuple(sorted(self.inputs)), tuple(sorted({name for name, _ in self.buttons}))


class PageReader(HTMLParser):
    """Collects forms, and the parameters of links to pages of the portal."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.parameters: dict[str, set[tuple[str, str]]] = {}
        self._form: Form | None = None
        self._select: Input | None = None
        self._textarea: Input | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Follow the controls."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(
                urljoin(self.url, given.get("action", "") or self.url),
                given.get("method", "get").upper(),
                given.get("enctype", "").startswith("multipart"),
            )
            self.forms.append(self._form)
        elif tag == "a" and "?" in given.get("href", ""):
            self._link(urljoin(self.url, given["href"]))
        elif self._form is not None:
            self._control(self._form, tag, given)

    def _link(self, href: str) -> None:
        parts = urlsplit(href)
        if not parts.netloc and parts.path.startswith("/"):
            self.parameters.setdefault(parts.path, set()).update(parse_qsl(parts.query, keep_blank_values=True))

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given:
                self._select.chosen.append(given.get("value", ""))
        elif not name or name == "csrfmiddlewaretoken":
            return
        elif tag == "select":
            self._select = form.inputs.setdefault(name, Input(name, "select"))
        elif tag == "textarea":
            self._textarea = form.inputs.setdefault(name, Input(name, "textarea"))
        elif tag == "button" or (tag == "input" and given.get("type") in BUTTONS):
            form.buttons.append((name, given.get("value", "")))
        elif tag == "input":
            self._input(form, name, given)

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") or "text"
        found = form.inputs.setdefault(name, Input(name, kind))
        if kind in {"checkbox", "radio"}:
            found.options.append(given.get("value", "on"))
            if "checked" in given:
                found.chosen.append(given.get("value", "on"))
        else:
            found.value = given.get("value", "")
        form.is_multipart = form.is_multipart or kind == "file"

    def handle_endtag(self, tag: str) -> None:
        """Leave a control or a form."""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        """Take what stands in a text area."""
        if self._textarea is not None:
            self._textarea.value += data


def read(url: str, html: str) -> PageReader:
    """Return the forms and parameters of a page."""
    reader = PageReader(url)
    reader.feed(html)
    return reader
