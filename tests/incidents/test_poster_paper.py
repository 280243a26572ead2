"""The poster on paper: one page whatever an organisation fills in."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest

from core.documents import render_pdf
from incidents.models import IncidentSettings
from incidents.services.poster import poster_content
from participants.models import Organisation
from tests.factories.incidents_letters import PosterFactory

pytestmark = pytest.mark.django_db


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
