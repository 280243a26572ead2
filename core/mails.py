"""Renders mails: one text and one accessible HTML version from two small templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string

_SUBJECT = "Onderwerp:"


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail ready for the outbox."""

    subject: str
    text: str
    html: str


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


def render_mail(template: str, context: dict[str, Any]) -> RenderedMail:
    """Render `<template>.txt` (first line "Onderwerp: …", blank line, body) and `<template>.html`.

    `site_url` and `contact_email` are always in the context. Text is not escaped, HTML is.

    Raises:
        ValueError: when the text does not start with its subject.
    """
    given = {"site_url": settings.SITE_URL.rstrip("/"), "contact_email": settings.CONTACT_EMAIL, **context}
    first, _, body = render_to_string(f"{template}.txt", given).lstrip().partition("\n")
    if not first.startswith(_SUBJECT):
        raise ValueError(f"{template}.txt must start with {_SUBJECT!r}")
    subject = " ".join(first.removeprefix(_SUBJECT).split())
    html = render_to_string(f"{template}.html", {**given, "subject": subject})
    return RenderedMail(subject, body.strip() + "\n", _inliner().inline(html))
