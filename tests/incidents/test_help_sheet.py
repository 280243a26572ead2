"""The help sheet for the report to the police: one page whatever is filled in, private, and gone after a day."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import jobs
from core.documents import render_pdf
from core.models import AuditEvent, JobStatus, StoredFile
from incidents import services
from incidents.letters.sheet import MOST_WORDS, sheet_content
from incidents.models import HelpSheet, Incident, IncidentSettings
from incidents.vocabulary import KINDS
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(organisation: Organisation, settings: Any, tmp_path: Path) -> Incident:
    settings.PRIVATE_ROOT = tmp_path
    made: Incident = IncidentFactory(
        organisation=organisation, location="Spreekkamer 2", narrative="De bezoeker gooide een stoel."
    )
    return made


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    return users[Role.COORDINATOR]


def ask(incident: Incident, actor: User, *, has_narrative: bool = False) -> HelpSheet:
    return services.request_sheet(
        incident=incident, actor=actor, has_narrative=has_narrative, requested_at=timezone.now()
    )


@pytest.mark.parametrize("has_narrative", [False, True])
def test_it_is_one_page_with_the_longest_of_everything(incident: Incident, has_narrative: bool) -> None:
    incident.kinds = [kind.code for kind in KINDS]
    incident.organisation.name = "W" * 120
    incident.text.location, incident.text.own_reference = "W" * 120, "W" * 60
    incident.text.narrative = "WM " * 1600
    incident.function_group, incident.offender_relation, incident.cause = "toezicht", "patient", "handhaving"
    incident.channel, incident.victims_count, incident.witnesses_count = "zorglocatie", 32767, 32767
    IncidentSettings.objects.create(organisation=incident.organisation, police_contact="W" * 150)
    context = {"content": sheet_content(incident, has_narrative=has_narrative)}
    pdf = pikepdf.open(io.BytesIO(render_pdf("incidents/pdf/sheet.html", context).pdf))
    assert len(pdf.pages) == 1
    assert pdf.Root.Lang == "nl"


def test_there_is_more_room_to_write_where_little_is_known(incident: Incident) -> None:
    incident.text.narrative = "WM " * 85
    content = sheet_content(incident, has_narrative=True)
    assert content.is_roomy
    rendered = render_pdf("incidents/pdf/sheet.html", {"content": content})
    assert "sheet-roomy" in rendered.html
    assert len(pikepdf.open(io.BytesIO(rendered.pdf)).pages) == 1
    incident.text.narrative = "WM " * 160
    assert not sheet_content(incident, has_narrative=True).is_roomy


def test_the_seven_ws_stand_in_the_order_of_the_desk_and_names_are_blank(incident: Incident) -> None:
    html = render_pdf("incidents/pdf/sheet.html", {"content": sheet_content(incident, has_narrative=False)}).html
    content = sheet_content(incident, has_narrative=False)
    assert [question.word for question in content.questions] == [
        "Wie",
        "Wat",
        "Waar",
        "Wanneer",
        "Waarmee",
        "Op welke wijze",
        "Waarom",
    ]
    assert content.questions[0].blanks == ("Aangever", "Verdachte", "Getuigen")
    for word in ("VPT-code", "Domicilie", "Aangifte onder nummer", "werkgever mag aangifte doen", "0900-8844"):
        assert word in html
    assert "stoel" not in html
    assert str(incident.reporter) not in html


def test_the_words_of_the_reporter_go_along_only_when_asked(incident: Incident) -> None:
    assert "stoel" in sheet_content(incident, has_narrative=True).questions[5].known
    incident.text.narrative = "woord " * 500
    cut = sheet_content(incident, has_narrative=True).questions[5].known
    assert "ingekort" in cut
    assert len(cut) < MOST_WORDS + 60


def test_asked_made_taken_along_and_removed(
    incident: Incident, coordinator: User, client_for: Callable[..., Client]
) -> None:
    client = client_for(Role.COORDINATOR)
    answer = client.post(reverse("incidents:police_help", args=[incident.reference]))
    sheet = HelpSheet.objects.get()
    assert answer.url == sheet.get_absolute_url()
    assert "wordt gemaakt" in client.get(answer.url).text
    assert ask(incident, coordinator) == sheet
    assert jobs.run_waiting() == 1
    assert "is klaar" in client.get(answer.url).text
    response = client.get(reverse("incidents:sheet_pdf", args=[incident.reference, sheet.pk]))
    assert b"".join(response).startswith(b"%PDF")
    sheet.refresh_from_db()
    assert sheet.pdf is not None
    assert not sheet.pdf.path.read_bytes().startswith(b"%PDF")  # encrypted on disk
    assert AuditEvent.objects.filter(code="incidents.help_sheet.downloaded").count() == 1
    assert services.remove_sheets(at=timezone.now() + timedelta(hours=23)) == 0
    assert services.remove_sheets(at=timezone.now() + timedelta(hours=25)) == 1
    assert not StoredFile.objects.exists()
    assert client.get(answer.url).status_code == 404


def test_a_sheet_that_failed_is_tried_again(incident: Incident, coordinator: User) -> None:
    sheet = ask(incident, coordinator)
    assert sheet.job is not None
    sheet.job.status = JobStatus.FAILED
    sheet.job.save()
    assert ask(incident, coordinator) == sheet
    sheet.job.refresh_from_db()
    assert sheet.job.status == JobStatus.QUEUED
    assert ask(incident, coordinator, has_narrative=True) != sheet


def test_it_is_for_the_own_organisation(
    incident: Incident, coordinator: User, foreign_users: dict[Role, User], client_for: Callable[..., Client]
) -> None:
    with pytest.raises(PermissionDenied):
        ask(incident, foreign_users[Role.COORDINATOR])
    sheet = ask(incident, coordinator)
    url = sheet.get_absolute_url()
    assert client_for(foreign_users[Role.COORDINATOR]).get(url).status_code == 404
    assert client_for(Role.REPORTER).get(url).status_code == 403
    assert client_for(Role.COORDINATOR).get(url).status_code == 200


def test_the_contacts_are_shown_with_the_question_whether_they_hold(
    incident: Incident, client_for: Callable[..., Client]
) -> None:
    arranged = IncidentSettings.objects.create(
        organisation=incident.organisation,
        police_contact="Wijkteam, 088 000 09 00",
        contacts_checked_on=timezone.localdate() - timedelta(days=200),
    )
    client, url = client_for(Role.COORDINATOR), reverse("incidents:police_help", args=[incident.reference])
    assert "Klopt dit nummer nog?" in client.get(url).text
    services.confirm_contacts(
        organisation=arranged.organisation,
        actor=User.objects.get(email="coordinator@eigen.example"),
        checked_on=timezone.localdate(),
    )
    assert "Nagekeken op" in client.get(url).text
