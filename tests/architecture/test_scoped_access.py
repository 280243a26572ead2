"""Pages never read rows of an organisation without narrowing them to who asks: tried on the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from participants.checks import is_scoped, own_models

ROOT = Path(settings.BASE_DIR)
DOORS = ("views", "forms", "resources", "documents", "feeds", "api", "today")
MANAGERS = {"objects", "_default_manager", "_base_manager"}
NARROWS = {"reachable", "none"}
KEYS = {
    "incidents/api/once.py": "asked by a key, which has one organisation and no user",
    "incidents/api/reads.py": "asked by a key, which has one organisation and no user",
}
"""Doors that know no user; each read in them names its organisation, and the second wall holds the same line."""
FETCHES = {"get_object_or_404", "get_list_or_404", "aget_object_or_404"}


def _door_files() -> list[Path]:
    files = [path for app in settings.OWN_APPS for path in (ROOT / app).rglob("*.py")]
    return [*filter(_is_door, files), *(ROOT / "vpt_portal").glob("*.py")]


def _is_door(path: Path) -> bool:
    """Tell whether a page reads through this file: by its name, or by the folder that has the place of such a file."""
    _, *folders, _ = path.relative_to(ROOT).parts
    return path.stem.split("_")[0] in DOORS or bool({*folders} & {*DOORS, "templatetags"})


def _scoped_names() -> set[str]:
    return {model.__name__ for model in own_models() if is_scoped(model)}


def unscoped_reads(source: str, scoped: set[str]) -> Iterator[tuple[int, str]]:
    """Yield line and text of each read of a scoped model that is not narrowed."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and _named(node.value, scoped):
            parent = parents.get(node)
            if not (isinstance(parent, ast.Attribute) and parent.attr in NARROWS):
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call) and _called(node.func) in FETCHES and node.args:
            if _named(node.args[0], scoped):
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.ClassDef) and node.name != "Meta":
            for line in node.body:
                if not (isinstance(line, ast.Assign) and _named(line.value, scoped)):
                    continue
                if any(isinstance(target, ast.Name) and target.id == "model" for target in line.targets):
                    yield line.lineno, ast.unparse(line)


def _named(node: ast.AST, names: set[str]) -> bool:
    return (isinstance(node, ast.Name) and node.id in names) or (isinstance(node, ast.Attribute) and node.attr in names)


def _called(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@pytest.mark.parametrize("path", _door_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_narrow_what_they_read(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    found = [f"{line}: {text}" for line, text in unscoped_reads(path.read_text(encoding="utf-8"), _scoped_names())]
    if name in KEYS:
        assert found, f"{name} reads nothing without .reachable(…) any more: take it from KEYS"
    else:
        assert not found, f"{name} reads without .reachable(user, capability):\n" + "\n".join(found)


def test_folders_of_doors_are_seen() -> None:
    names = {str(path.relative_to(ROOT)) for path in _door_files()}
    assert {"incidents/views/listing.py", "incidents/forms/parts.py", "incidents/today.py", *KEYS} <= names


@pytest.mark.parametrize(
    "line",
    [
        "Person.objects.all()",
        "Person.objects.filter(pk=1)",
        "models.Person.objects.get(pk=1)",
        "Person._default_manager.all()",
        "get_object_or_404(Person, pk=1)",
        "class PeopleView(ListView):\n    model = Person",
    ],
)
def test_this_test_sees_a_door_that_stands_open(line: str) -> None:
    assert list(unscoped_reads(line, {"Person"}))


@pytest.mark.parametrize(
    "line",
    [
        "Person.objects.reachable(user, capability).filter(pk=1)",
        "Person.objects.none()",
        "Sector.objects.all()",
        "get_object_or_404(Person.objects.reachable(user, capability), pk=1)",
        "class F(ModelForm):\n    class Meta:\n        model = Person",
    ],
)
def test_this_test_lets_a_narrowed_read_pass(line: str) -> None:
    assert not list(unscoped_reads(line, {"Person"}))
