"""Finds every form and parameter, sends odd requests and says what was wrong with the answers."""

from __future__ import annotations

import random
import re
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.admin.helpers import AdminForm, InlineAdminFormSet
from django.db import connection
from django.forms import BaseForm, BaseFormSet
from django.http import QueryDict
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils.html import escape
from structlog.testing import capture_logs

from participants.access import Role
from tests.fuzz import pages, requests
from tests.fuzz.requests import Maker, Request
from tests.fuzz.values import SCRIPT, is_ordinary
from tests.helpers import sign_in
from tests.permissions.case import ROLES, Case
from tests.permissions.expectations import Expectation
from tests.permissions.walk import body, quiet, undone

SIGNING_IN = "signing in"
REFUSALS = {400, 403, 404, 409, 410, 413, 415, 429}
ENGLISH = re.compile(r"\b(This field|Enter a|Select a|Ensure|is not one of|is required|Please|must be|Not Found)\b")
SAMPLES = {"ShowcaseForm"}  # always shows its own faults, and takes nothing
OF_THE_ADMIN = ("o", "q", "p", "all", "e", "_popup", "_to_field", "_changelist_filters", "pk", "id__gt", "onzin__x")


@dataclass(frozen=True)
class Page:
    """One address and who may reach it."""

    name: str
    url: str
    roles: tuple[str, ...]
    args: tuple[Any, ...] = ()


@dataclass
class Fuzz:
    """The portal, everything that may be sent to it, and what came of it."""

    own: Case
    seed: int
    clients: dict[str, Client] = field(default_factory=dict)
    makers: list[Maker] = field(default_factory=list)
    requests: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    forms: dict[tuple[object, ...], tuple[str, pages.Form]] = field(default_factory=dict)
    parameters: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for role in Role:
            self.clients[str(role)] = sign_in(Client(raise_request_exception=False), self.own.users[role])
        self.clients["anonymous"] = Client(raise_request_exception=False)
        signing_in = self.clients[SIGNING_IN] = Client(raise_request_exception=False)
        signing_in.post(reverse("account_login"), {"email": self.own.users[Role.REPORTER].email})

    # --- What there is -----------------------------------------------------------------------------------------------

    def explore(self, expectations: dict[str, Expectation], models: dict[str, dict[str, str]]) -> None:
        """Read every page as every role that may, and make what can be sent out of it."""
        found = [*self._pages(expectations), *self._admin_pages(models)]
        for page in found:
            for role in page.roles:
                self._read(page, role)
        for page in found:
            names = self.parameters.get(urlsplit(page.url).path, {})
            self.makers += requests.parameter_makers(page.roles[0], page.url, names)
            if page.args:
                self.makers.append(_paths(page))
            if not page.name.startswith("admin:"):
                self.makers.append(requests.cookie_maker(page.roles[0], page.url))
        for role, form in self.forms.values():
            self.makers += requests.form_makers(role, form)

    def _pages(self, expectations: dict[str, Expectation]) -> Iterator[Page]:
        for name, page in sorted(expectations.items()):
            args = self.own.args(page.args) if page.args else ()
            reached = [role for role in ROLES if page.own[role] == 200 or role in page.post]
            if _signs_in(name):
                reached.append(SIGNING_IN)
            yield Page(name, reverse(name, args=args), tuple(reached or ROLES[:1]), args)

    def _admin_pages(self, models: dict[str, dict[str, str]]) -> Iterator[Page]:
        yield Page("admin:index", reverse("admin:index"), (ROLES[0],))
        for label, rights in sorted(models.items()):
            app, model = label.split(".")
            roles = tuple(sorted(rights))[:2]
            if not roles:
                continue
            for kind in ("changelist", "add", "import", "export"):
                if kind in {"changelist", "add"} or _exchanges(label):
                    yield Page(f"admin:{label} {kind}", reverse(f"admin:{app}_{model}_{kind}"), roles)
            registered = next(one for one in admin.site._registry if one._meta.label_lower == label)
            row = registered._base_manager.first()
            for kind in ("change", "delete", "history") if row is not None else ():
                url = reverse(f"admin:{app}_{model}_{kind}", args=[row.pk])
                yield Page(f"admin:{label} {kind}", url, roles, (row.pk,))

    def _read(self, page: Page, role: str) -> None:
        self.requests += 1
        with self._asked(page), undone(), quiet(), capture_logs():
            response = self._client(role).get(page.url)
            text = body(response) if "html" in response.get("Content-Type", "") else ""
        assert response.status_code < 500, f"{page.name} as {role} answers {response.status_code}"
        reader = pages.read(page.url, text)
        for form in reader.forms:
            if _is_ours(form.action):
                self.forms.setdefault(form.key, (role, form))
        for path, pairs in reader.parameters.items():
            self.parameters.setdefault(path, {}).update(pairs)
        if response.status_code == 405:
            form = pages.Form(page.url, "POST")
            self.forms.setdefault((page.name,), (role, form))

    @contextmanager
    def _asked(self, page: Page) -> Iterator[None]:
        """Remember which parameters the page asks for, also those that no link on it has."""
        names = self.parameters.setdefault(urlsplit(page.url).path, {})
        if page.name.endswith((" changelist", " export")):
            names.update(dict.fromkeys(OF_THE_ADMIN, ""))
        with mock.patch.multiple(QueryDict, get=_noting(names, "get"), getlist=_noting(names, "getlist")):
            yield
        names.pop("csrfmiddlewaretoken", None)

    def _client(self, role: str) -> Client:
        return self.clients[role]

    # --- Sending -----------------------------------------------------------------------------------------------------

    def run(self, size: int) -> list[str]:
        """Send so many odd requests: each thing at least once, in an order that the seed decides."""
        wrong: list[str] = []
        order = list(range(len(self.makers)))
        random.Random(self.seed).shuffle(order)
        for number in range(max(size, 0)):
            maker = self.makers[order[number % len(order)]]
            request = maker(random.Random(f"{self.seed}:{number}"))
            wrong += [f"[{number}] {problem}\n  {request}" for problem in self.ask(request)]
        return wrong

    def ask(self, request: Request) -> list[str]:
        """Send one request, look at where it leads, and undo what it did."""
        self.requests += 1
        client = self._client(request.role)
        cookies = client.cookies.copy()
        with undone(), quiet(), capture_logs():
            response: Any = client.generic(
                request.method,
                request.url.split("?")[0],
                request.body,
                content_type=request.content_type,
                QUERY_STRING=(request.query or urlsplit(request.url).query.encode()).decode("latin-1"),
                **({"HTTP_COOKIE": request.cookie} if request.cookie else {}),
            )
            problems = list(self._judge(request, response))
            if request.method == "POST" and response.status_code < 400 and not connection.needs_rollback:
                problems += self._constraints()
            if response.status_code in {301, 302, 303} and _is_ours(response["Location"]):
                self.requests += 1
                problems += [f"{problem} (after it)" for problem in self._look(client.get(response["Location"]))]
        client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
        self.answers[response.status_code] += 1
        return problems

    def _constraints(self) -> list[str]:
        """Look at what the database would check at the end of the request."""
        try:
            connection.check_constraints()
        except Exception as error:
            return [f"the database refuses at the end: {error}"]
        return []

    def _judge(self, request: Request, response: Any) -> Iterator[str]:
        yield from self._look(response)
        text = body(response)
        is_page = "html" in response.get("Content-Type", "")
        is_ours = (is_page and 'lang="nl"' in text) or _tells_a_system(response)
        if response.status_code in REFUSALS and request.method != "HEAD" and not is_ours:
            yield f"{response.status_code} without a page of ours: {text[:200]!r}"
        if request.method == "POST" and response.status_code == 200 and is_page:
            yield from self._kept(request, response, text)

    def _look(self, response: Any) -> Iterator[str]:
        """Say what is wrong with any answer: an error of ours, or a script that runs."""
        text = body(response)
        if response.status_code >= 500 or getattr(response, "exc_info", None):
            info = getattr(response, "exc_info", None)
            trace = "".join(traceback.format_exception(*info)[-8:]) if info else ""
            yield f"answers {response.status_code}\n{trace[-2500:]}"
        if "html" in response.get("Content-Type", "") and SCRIPT in text:
            place = text.index(SCRIPT)
            yield f"a script stands in the page: {text[place - 150 : place + 60]!r}"

    def _kept(self, request: Request, response: Any, text: str) -> Iterator[str]:
        """Say which errors are not told or not Dutch, and which typed texts are lost."""
        for form in _refused_forms(response):
            for name, errors in form.errors.items():
                for error in map(str, errors):
                    if ENGLISH.search(error):
                        yield f"{type(form).__name__}.{name} says {error!r}"
                    if escape(error) not in text and error not in text:
                        yield f"{type(form).__name__}.{name} does not tell {error!r}"
            for name, value in request.typed.items():
                if name in {form.add_prefix(one) for one in form.fields} and is_ordinary(value):
                    assert isinstance(value, str)
                    if escape(value) not in text and escape(value.strip()) not in text and value not in text:
                        yield f"{type(form).__name__}.{name} lost what was typed: {value[:60]!r}"


def _refused_forms(response: Any) -> list[BaseForm]:
    found: dict[int, BaseForm] = {}
    for context in response.context or []:
        for layer in getattr(context, "dicts", []):
            for form in [form for value in layer.values() for form in _forms(value)]:
                if type(form).__name__ not in SAMPLES and form.is_bound and form.errors:
                    found[id(form)] = form
    return list(found.values())


def _forms(value: Any) -> Iterator[BaseForm]:
    """Yield the forms in a value of a context: also those of tables, and those that the admin has wrapped."""
    if isinstance(value, BaseForm):
        yield value
    elif isinstance(value, AdminForm):
        yield value.form
    elif isinstance(value, BaseFormSet):
        yield from value.forms
    elif isinstance(value, InlineAdminFormSet):
        yield from value.formset.forms
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _forms(one)


def _noting(names: dict[str, str], method: str) -> Any:
    original = getattr(QueryDict, method)

    def noted(self: QueryDict, key: Any, *args: Any, **kwargs: Any) -> Any:
        names.setdefault(str(key), "")
        return original(self, key, *args, **kwargs)

    return noted


def _signs_in(name: str) -> bool:
    return name.startswith(("account_", "mfa_"))


def _exchanges(label: str) -> bool:
    from import_export.admin import ImportExportModelAdmin

    registered = {model._meta.label_lower: one for model, one in admin.site._registry.items()}
    return isinstance(registered[label], ImportExportModelAdmin)


def _paths(page: Page) -> Maker:
    if page.name.startswith("admin:"):
        app, model, kind = re.match(r"admin:(\w+)\.(\w+) (\w+)", page.name).groups()  # type: ignore[union-attr]
        name = f"admin:{app}_{model}_{kind}"
    else:
        name = page.name
    return requests.path_maker(page.roles[0], page.name, lambda args: reverse(name, args=args), page.args)


def _tells_a_system(response: Any) -> bool:
    """Tell whether a system or a phone is told in a sentence what is wrong."""
    if "json" not in response.get("Content-Type", "") or not response.content:
        return False
    told = response.json()
    return isinstance(told, dict) and str(told.get("detail") or told.get("words") or "").endswith((".", "!"))


def _is_ours(url: str) -> bool:
    parts = urlsplit(url)
    try:
        resolve(parts.path)
    except (Resolver404, ValueError):
        return False
    return parts.netloc in ("", "testserver") and parts.path.startswith("/")
