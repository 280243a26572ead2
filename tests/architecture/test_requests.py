"""Two habits that look right and refuse a sound request: an empty form counts as sent, and HEAD is a way of reading."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory

from core.params import posted

ROOT = Path(settings.BASE_DIR)
HABITS = {r"request\.POST or ": "use core.params.posted(request)", r"\brequire_GET\b": "use require_safe"}


def _habits(source: str) -> list[str]:
    return [advice for pattern, advice in HABITS.items() if re.search(pattern, source)]


def test_views_take_an_empty_form_as_sent_and_answer_head() -> None:
    files = [path for app in (*settings.OWN_APPS, "vpt_portal") for path in sorted((ROOT / app).rglob("*.py"))]
    found = {str(path.relative_to(ROOT)): _habits(path.read_text(encoding="utf-8")) for path in files}
    assert len(found) > 100
    assert {path: advice for path, advice in found.items() if advice} == {}


def test_the_search_finds_both_habits() -> None:
    assert len(_habits("@require_GET\ndef a(request):\n    form = AForm(request.POST or None)")) == 2


def test_an_empty_form_is_sent() -> None:
    def sent(request: HttpRequest) -> bool:
        return posted(request) is not None

    assert sent(RequestFactory().post("/"))
    assert not sent(RequestFactory().get("/"))
