"""Odd input is refused with a sentence: every form and every parameter, by every role that may reach it.

`VPT_FUZZ_SEED` sends other requests; `VPT_FUZZ_SIZE` more of them than each field and each parameter once. What is
wrong is told with the whole request.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.urls import reverse

from tests.fuzz.requests import Request
from tests.fuzz.values import FILES
from tests.fuzz.walk import Fuzz
from tests.permissions.case import Case, load_builders, make_case
from tests.permissions.expectations import load
from tests.permissions.walk import undone

SEED = int(os.environ.get("VPT_FUZZ_SEED") or 2014)
SIZE = int(os.environ.get("VPT_FUZZ_SIZE") or 0)
ODD_INPUT = "core.middleware.OddInputMiddleware"
PAGES, MODELS = load()


@pytest.fixture(scope="module")
def own(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Build one side of the matrix of rights with all its objects, and leave nothing behind."""
    builders = load_builders()
    settled = override_settings(
        ACCOUNT_RATE_LIMITS=False, MFA_RATE_LIMITS=False, PRIVATE_ROOT=tmp_path_factory.mktemp("private")
    )
    with django_db_blocker.unblock(), settled, undone():
        case = make_case("Gemeente Eigendam", "EIG", is_other=False)
        for key in sorted({page.args for page in PAGES.values() if page.args} & set(builders)):
            case.get(key)
        yield case


@pytest.fixture(scope="module")
def fuzz(own: Case) -> Fuzz:
    """Read every page once."""
    found = Fuzz(own, SEED)
    found.explore(PAGES, MODELS)
    return found


def test_odd_input_is_refused_with_a_sentence(fuzz: Fuzz, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    size = SIZE or len(fuzz.makers)
    wrong = fuzz.run(size)
    names = sum(map(len, fuzz.parameters.values()))
    with capsys.disabled():
        print(
            f"\nFuzz: seed {SEED}, {fuzz.requests} requests on {len(fuzz.makers)} things: {len(fuzz.forms)} forms "
            f"and {names} parameters "
            f"in {time.monotonic() - began:.0f} s, {len(wrong)} wrong; answers {dict(sorted(fuzz.answers.items()))}"
        )
    assert not wrong, f"VPT_FUZZ_SEED={SEED} VPT_FUZZ_SIZE={size} repeats this\n\n" + "\n\n".join(wrong[:40])


def test_there_is_something_to_try(fuzz: Fuzz) -> None:
    assert len(fuzz.makers) >= 1500
    assert len(fuzz.forms) >= 150
    assert {"na", "voor", "q", "o", "page"} <= {name for names in fuzz.parameters.values() for name in names}


def test_without_the_middleware_odd_input_is_an_error(fuzz: Fuzz) -> None:
    """The negative control: the same kind of requests, with the guard taken out."""
    without = [name for name in settings.MIDDLEWARE if name != ODD_INPUT]
    odd = [
        Request("anonymous", "GET", reverse(name), cookie=r'sessionid="aaaaaaaaaaaa\000b"')
        for name, page in sorted(PAGES.items())
        if not page.args
    ]
    with override_settings(MIDDLEWARE=without):
        unguarded = Fuzz(fuzz.own, SEED)
        wrong = [problem for request in odd for problem in unguarded.ask(request)]
    assert any(problem.startswith("answers 5") for problem in wrong)
    assert not [problem for request in odd for problem in fuzz.ask(request)]


@pytest.mark.parametrize(("name", "content", "kind"), FILES, ids=[name[-20:] for name, _, _ in FILES])
def test_the_command_says_what_is_wrong_with_a_workbook(
    own: Case, name: str, content: bytes, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "bijlage.xlsx"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        call_command("import_matrix", str(path))
    assert str(refusal.value).endswith(".")
