"""Every template compiles, and none holds what the content security policy refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Engine, engines
from django.template.exceptions import TemplateSyntaxError

from vpt_portal import navigation

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FREE = ("email", "pdf")  # a mail has its style inlined, a PDF is never sent to a browser
INLINE = {
    "style attribute": re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE),
    "handler": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on[:\w-]*\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "from elsewhere": re.compile(r"(?:src|srcset)\s*=\s*[\"']https?:|<link[^>]+href\s*=\s*[\"']https?:", re.IGNORECASE),
}


def _names() -> list[str]:
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


def _is_for_browser(name: str) -> bool:
    return not set(Path(name).parts[:-1]) & set(FREE)


def faults(text: str) -> list[str]:
    """Return which forbidden things a template holds."""
    without_tags = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    return [name for name, pattern in INLINE.items() if pattern.search(without_tags)]


@pytest.mark.parametrize("name", _names())
def test_compiles(name: str) -> None:
    """A template that nobody opened yet has no broken tag."""
    engines["django"].engine.get_template(name)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", [name for name in _names() if _is_for_browser(name)])
def test_has_nothing_inline(name: str) -> None:
    """Style in style sheets, behaviour in files."""
    assert faults((TEMPLATES / name).read_text()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<p style="color:red">', "style attribute"),
        ("<style>p{}</style>", "style element"),
        ("<script>x</script>", "inline script"),
        ('<a href="#" onclick="x()">', "handler"),
        ('<div hx-on:click="x()">', "hx-on"),
        ('<a href="javascript:x()">', "script address"),
        ('<img src="https://elders.example/x.png">', "from elsewhere"),
    ],
)
def test_control_what_is_inline_is_found(text: str, expected: str) -> None:
    """The check above sees each kind."""
    assert expected in faults(text)


def test_control_a_broken_template_is_found() -> None:
    """Compiling fails on an unknown tag."""
    with pytest.raises(TemplateSyntaxError):
        Engine.get_default().from_string("{% no_such_tag %}")


def test_every_named_icon_is_in_the_set() -> None:
    """A name with a typing error would leave an empty place."""
    kept = set(re.findall(r'<symbol id="([^"]+)"', (Path(settings.BASE_DIR) / "static/img/icons.svg").read_text()))
    texts = [path.read_text() for path in TEMPLATES.rglob("*.html")]
    named = {name for text in texts for name in re.findall(r'{% icon "([^"]+)"', text)}
    named |= {name for text in texts for name in re.findall(r'{% tile [^%]*?\sicon_name="([^"]+)"', text)}
    named |= {item.icon for item in navigation.NAVIGATION}
    assert named - kept == set()
