"""An edition is made once, numbered once and never changes; only what is published leaves the desk."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import date

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.jobs import run_waiting
from core.models import Job
from participants.access import Role
from participants.models import User
from reports.documents import ProgressReport
from reports.models import Report, ReportStatus
from reports.progress import progress_report
from reports.services import make_report, publish_report, request_report
from tests.factories.reports import CONTENT, ReportFactory
from tests.helpers import assert_constant_queries

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Role | User | None], Client]
DAY = date(2015, 6, 30)


def _request(actor: User, **changed: object) -> Report:
    return request_report(**{"on": DAY, "opening": "Kort.", "request": "Steun.", "actor": actor, **changed})  # type: ignore[arg-type]


def test_frozen_content_comes_back_as_it_was() -> None:
    assert ProgressReport.thaw(CONTENT.frozen()) == CONTENT


def test_the_report_has_the_four_sections_of_the_ministry() -> None:
    assert [section.key for section in progress_report(DAY).sections] == [
        "organisatie",
        "maatregelen",
        "netwerk",
        "borging",
    ]


def test_asking_twice_with_one_form_makes_one_report(users: dict[Role, User]) -> None:
    key = uuid.uuid4()
    first = _request(users[Role.PROJECT_LEADER], submit_key=key)
    assert _request(users[Role.PROJECT_LEADER], submit_key=key) == first
    assert Job.objects.count() == 1


def test_the_job_makes_an_accessible_pdf_in_dutch_with_bookmarks(users: dict[Role, User]) -> None:
    report = _request(users[Role.PROJECT_LEADER])
    run_waiting()
    report.refresh_from_db()
    assert report.status == ReportStatus.CONCEPT
    assert report.pdf is not None
    with pikepdf.open(io.BytesIO(report.pdf.read())) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "nl"
        assert b"pdfuaid" in document.Root.Metadata.read_bytes()
        with document.open_outline() as outline:
            titles = [str(item.title) for item in outline.root[0].children]
    assert titles[-4:] == ["Organisatie", "Negen maatregelen", "Netwerk", "Borging"]


def test_making_again_leaves_a_concept_as_it_is(users: dict[Role, User]) -> None:
    report = make_report(report=_request(users[Role.PROJECT_LEADER]))
    assert make_report(report=report).pdf_id == report.pdf_id


def test_publishing_numbers_and_only_once(users: dict[Role, User]) -> None:
    leader = users[Role.PROJECT_LEADER]
    first = publish_report(report=ReportFactory(), actor=leader, at=timezone.now())
    second = publish_report(report=ReportFactory(), actor=leader, at=timezone.now())
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(ValidationError, match="Alleen een concept"):
        publish_report(report=first, actor=leader, at=timezone.now())


def test_a_concept_is_for_its_makers_and_an_edition_for_the_board(client_for: ClientFor) -> None:
    concept, edition = ReportFactory(), ReportFactory(published=True)
    board, leader = client_for(Role.BOARD), client_for(Role.PROJECT_LEADER)
    assert board.get(edition.get_absolute_url()).status_code == 200
    assert board.get(concept.get_absolute_url()).status_code == 404
    assert board.get(reverse("reports:download", args=[concept.pk])).status_code == 404
    assert leader.get(concept.get_absolute_url()).status_code == 200
    assert concept.title not in board.get(reverse("reports:index")).content.decode()


def test_downloaded_twice_is_the_same_to_the_byte(client_for: ClientFor) -> None:
    edition, client = ReportFactory(published=True), client_for(Role.BOARD)
    url = reverse("reports:download", args=[edition.pk])
    first, second = (b"".join(client.get(url)) for _ in range(2))
    assert first == second == edition.pdf.read()


def test_the_page_before_it_is_made_says_so(client_for: ClientFor) -> None:
    report = ReportFactory(making=True)
    page = client_for(Role.PROJECT_LEADER).get(report.get_absolute_url()).content.decode()
    assert "wordt gemaakt" in page


@pytest.mark.parametrize(("typed", "words"), [("1-1-2199", "voorbij"), ("31-2-2015", "datum"), ("", "Vul")])
def test_a_day_that_cannot_be_is_refused_with_a_sentence(client_for: ClientFor, typed: str, words: str) -> None:
    answer = client_for(Role.PROJECT_LEADER).post(reverse("reports:new"), {"on": typed, "opening": "Bewaar dit"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Bewaar dit" in text
    assert words in text or "verplicht" in text
    assert not Report.objects.exists()


def test_the_list_takes_as_many_queries_for_twenty_as_for_two(client_for: ClientFor) -> None:
    assert_constant_queries(
        client_for(Role.BOARD), reverse("reports:index"), lambda n: ReportFactory.create_batch(n, published=True)
    )
