"""The poster on paper: made by a job, printed again, one page, and read dot by dot."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

import pikepdf
import pytest
import segno
from django.test import Client
from django.urls import reverse
from PIL import Image

from core import jobs
from core.documents import render_pdf
from incidents.models import IncidentSettings, PosterLink, Unit
from incidents.posters import address_of, token_of
from incidents.services.poster import poster_content
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents_letters import PosterFactory

pytestmark = pytest.mark.django_db


def test_a_poster_is_made_by_a_job_and_can_be_printed_again(
    organisation: Organisation, coordinator: User, client_for: Callable[..., Client]
) -> None:
    unit = Unit.objects.create(organisation=organisation, name="Balie")
    client = client_for(Role.COORDINATOR)
    answer = client.post(reverse("incidents:new_poster"), {"label": "Hal", "unit": unit.pk})
    poster = PosterLink.objects.get(label="Hal")
    assert answer.url == poster.get_absolute_url()
    assert "wordt gemaakt" in client.get(answer.url).text
    assert client.post(reverse("incidents:new_poster"), {"label": "hal"}).status_code == 422
    assert jobs.run_waiting() == 1
    file = reverse("incidents:poster_pdf", args=[poster.pk])
    assert b"".join(client.get(file)).startswith(b"%PDF")
    client.post(reverse("incidents:print_poster", args=[poster.pk]))
    assert client.get(file).status_code == 404
    assert jobs.run_waiting() == 1
    assert client.get(file).status_code == 200
    client.post(reverse("incidents:revoke_poster", args=[poster.pk]))
    assert client.get(file).status_code == 404


def test_the_code_on_paper_is_the_code_of_the_address(poster: PosterLink, tmp_path: Path) -> None:
    """Every dot of the printed code is what the standard says for this address; so a telephone reads the address."""
    content = poster_content(poster, on=date(2015, 3, 12))
    rendered = render_pdf("incidents/pdf/poster.html", content)
    assert len(pikepdf.open(io.BytesIO(rendered.pdf)).pages) == 1
    assert "Maak hier een korte melding." in rendered.html
    assert token_of(poster) in rendered.html
    source = tmp_path / "poster.pdf"
    source.write_bytes(rendered.pdf)
    try:
        subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", source, tmp_path / "poster"], check=True)
    except FileNotFoundError:
        pytest.skip("no pdftoppm on this machine")
    wanted = [list(map(bool, row)) for row in segno.make(address_of(poster), error="q").matrix]
    assert _read_code(tmp_path / "poster.png", len(wanted)) == wanted


def test_a_poster_is_one_page_with_the_longest_of_everything(organisation: Organisation) -> None:
    poster = PosterFactory(organisation=organisation)
    arranged = IncidentSettings(organisation=poster.organisation, reporter_contact="Wijk 088 000 01 10 " * 7)
    arranged.save()
    poster.organisation.name, poster.organisation.norm_statement = "Woord van tien " * 8, "WM & geweld < " * 14
    poster.organisation.aftercare_phone, poster.label = "088 000 01 12", "W" * 60
    content = poster_content(poster, on=date(2015, 3, 12))
    rendered = render_pdf("incidents/pdf/poster.html", content)
    assert len(pikepdf.open(io.BytesIO(rendered.pdf)).pages) == 1
    assert "088\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}01\N{NO-BREAK SPACE}12" in rendered.html
    bare = render_pdf("incidents/pdf/poster.html", content | {"is_full": False})
    assert len(pikepdf.open(io.BytesIO(bare.pdf)).pages) == 2


def _read_code(path: Path, size: int) -> list[list[bool]]:
    """Return the dots of the code on a page at 150 dots an inch, sampled in the middle of each.

    The corner is the first black bar that is as long as the mark in the corner of a code: seven dots.
    """
    page = Image.open(path).convert("L").point(lambda shade: 255 if shade < 60 else 0)
    step = 112 / 25.4 * 150 / (size + 8)  # 112 mm with a white rim of four dots
    left, top = next(
        (start, y)
        for y in range(page.height)
        for start, length in _bars(page.crop((0, y, page.width, y + 1)).tobytes())
        if abs(length - 7 * step) < 3
    )
    return [
        [page.getpixel((left + int((x + 0.5) * step), top + int((y + 0.5) * step))) > 0 for x in range(size)]
        for y in range(size)
    ]


def _bars(row: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each black bar of a row starts, and how long it is."""
    place = 0
    for is_black, dots in groupby(row, key=bool):
        length = len(list(dots))
        if is_black:
            yield place, length
        place += length
