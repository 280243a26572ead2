"""Mails: one subject, one text, one HTML version with its style inside, safe against what people typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.mails import render_mail

TEXT = "Onderwerp: Uitnodiging voor {{ name|safe }}\n\nBeste {{ name|safe }},\n\nU bent welkom.\n"
HTML = """{% extends "email/base.html" %}{% block content %}<h1>Uitnodiging</h1><p>Beste {{ name }},</p>
<p><a class="button" href="{{ site_url }}/a">Ik kom</a></p>{% endblock %}"""


@pytest.fixture
def template(settings: Any, tmp_path: Path) -> str:
    """Return the name of a mail of two templates."""
    (tmp_path / "uitnodiging.txt").write_text(TEXT)
    (tmp_path / "uitnodiging.html").write_text(HTML)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    settings.SITE_URL = "https://vpt.example/"
    settings.CONTACT_EMAIL = "vraag@vpt.example"
    return "uitnodiging"


def test_a_mail_has_three_parts(template: str) -> None:
    rendered = render_mail(template, {"name": "Anna"})
    assert rendered.subject == "Uitnodiging voor Anna"
    assert rendered.text == "Beste Anna,\n\nU bent welkom.\n"
    assert "<title>Uitnodiging voor Anna</title>" in rendered.html
    assert 'href="https://vpt.example/a"' in rendered.html
    assert "vraag@vpt.example" in rendered.html


def test_style_stands_in_the_elements(template: str) -> None:
    html = render_mail(template, {"name": "Anna"}).html
    button = html[html.index("<a") : html.index("Ik kom")]
    assert "background-color: #14425f" in button
    assert '<html lang="nl"' in html
    assert 'role="presentation"' in html
    assert "http://" not in html
    assert "<img" not in html, "no pixel that tells who read it"


def test_what_people_typed_is_text(template: str) -> None:
    rendered = render_mail(template, {"name": "A\r\nBcc: x <b>"})
    assert rendered.subject == "Uitnodiging voor A"
    assert "<b>" not in rendered.html.split("<h1")[1]


def test_a_text_without_a_subject_is_a_mistake(template: str, tmp_path: Path) -> None:
    (tmp_path / "uitnodiging.txt").write_text("Beste")
    with pytest.raises(ValueError, match="Onderwerp"):
        render_mail(template, {})
