"""The sentence for the reporter at closing: proposed from what was done, changed or sent as it is, never put over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import OutgoingMail
from incidents.choices import DutyKind, DutyState
from incidents.models import Incident
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]


@pytest.fixture
def incident(organisation: Organisation, users: dict[Role, User]) -> Incident:
    made: Incident = IncidentFactory(organisation=organisation, reporter=users[Role.REPORTER], answered=True)
    made.duties.exclude(kind=DutyKind.REACTION).update(state=DutyState.NOT_NEEDED, reason="anders", done_at=None)
    made.duties.filter(kind=DutyKind.REACTION).update(state=DutyState.DONE, reason="", done_at=timezone.now())
    return made


def close_url(incident: Incident) -> str:
    return reverse("incidents:flow", args=[incident.reference, "afhandelen"])


def proposed(client: Client, incident: Incident) -> str:
    return str(client.get(close_url(incident)).context["form"]["conclusion"].value())


def test_a_sentence_is_proposed_from_what_was_done(incident: Incident, client_for: ClientFor) -> None:
    client = client_for(Role.COORDINATOR)
    assert proposed(client, incident) == "Dank u wel voor uw melding. De veroorzaker kreeg een reactie van ons."
    incident.duties.filter(kind=DutyKind.POLICE_REPORT).update(state=DutyState.DONE, reason="", done_at=timezone.now())
    assert proposed(client, incident).endswith("Er is aangifte gedaan.")


def test_what_stands_there_and_what_nobody_reads_is_not_written_over(incident: Incident, client_for: ClientFor) -> None:
    client = client_for(Role.COORDINATOR)
    incident.text.conclusion = "Wij hebben u gebeld."
    incident.text.save()
    assert proposed(client, incident) == "Wij hebben u gebeld."
    incident.text.conclusion = ""
    incident.text.save()
    Incident.objects.filter(pk=incident.pk).update(reporter=None)
    assert proposed(client, incident) == ""


def test_the_reporter_reads_the_sentence_and_the_mail_does_not_hold_it(
    incident: Incident, client_for: ClientFor
) -> None:
    client = client_for(Role.COORDINATOR)
    form = client.get(close_url(incident)).context["form"]
    given = {"version": form["version"].value(), "conclusion": proposed(client, incident)}
    assert client.post(close_url(incident), given).status_code == 302
    page = client_for(Role.REPORTER).get(reverse("incidents:detail", args=[incident.reference])).text
    assert "De veroorzaker kreeg een reactie van ons." in page
    mail = OutgoingMail.objects.get(dedup_key__contains="afgehandeld")
    assert "reactie van ons" not in mail.text + mail.html
