"""What the documents name is there: files, classes of an app, and each decision in the list of decisions."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"
FILE = re.compile(r"`((?:\w+/)+[\w.-]+\.(?:py|toml|html|md))`")
MODEL = re.compile(rf"`({'|'.join(settings.OWN_APPS)})\.([A-Z]\w+)`")


def missing(text: str) -> set[str]:
    """Return the files and models that a text names and that are not there."""
    files = {name for name in FILE.findall(text) if not (ROOT / name).exists()}
    models = {f"{app}.{name}" for app, name in MODEL.findall(text) if name.lower() not in apps.all_models[app]}
    return files | models


def test_documents_name_what_is_there() -> None:
    found = {path.name: missing(path.read_text(encoding="utf-8")) for path in DOCS.rglob("*.md")}
    assert len(found) > 15
    assert {name: words for name, words in found.items() if words} == {}


def test_a_name_that_went_away_would_be_seen() -> None:
    text = "`incidents/models/incident.py` `incidents.Incident` `incidents/gone.py` `incidents.Gone`"
    assert missing(text) == {"incidents/gone.py", "incidents.Gone"}


def test_each_decision_stands_in_the_list_under_its_number() -> None:
    listed = re.findall(r"^(\d+)\. \[.+\]\((\d{4}-[\w-]+\.md)\)$", (DOCS / "adr" / "README.md").read_text(), re.M)
    pages = sorted(path.name for path in (DOCS / "adr").glob("0*.md"))
    assert [name for _, name in listed] == pages
    assert [int(number) for number, _ in listed] == [int(name[:4]) for name in pages] == [*range(1, len(pages) + 1)]
