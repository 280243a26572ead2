"""Reports that were kept on a phone: taken in whole, once, for the account that made them; the form holds nobody."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from incidents.choices import Precision, ReportedBy, Status
from incidents.models import Incident
from incidents.registering.phone import FILES, owner_key, owner_keys
from participants.access import Role
from participants.models import Organisation, User

ClientFor = Callable[[Role | User | None], Client]
DELIVER = reverse("incidents:deliver")


def whole(user: User, **changed: Any) -> dict[str, Any]:
    """Return a whole report as a phone sends it."""
    report = {
        "submit_key": str(uuid.uuid4()),
        "owner": owner_key(user),
        "seconds_ago": "7200",
        "answered": ["wat", "wanneer", "waar", "ernst", "veroorzaker", "gedaan", "woorden"],
        "kinds": ["verbaal", "bedreiging"],
        "when": "nu",
        "channel": "balie",
        "severity": "middel",
        "offender_known": "ja",
        "actions_taken": ["leidinggevende"],
        "narrative": "De bezoeker sloeg op de balie.",
        "own_reference": "",
    }
    return report | changed


@pytest.fixture
def reporter(users: dict[Role, User]) -> User:
    """Return a reporter."""
    return users[Role.REPORTER]


def test_a_whole_report_is_taken_in_and_answered_without_its_words(client_for: ClientFor, reporter: User) -> None:
    response = client_for(reporter).post(
        DELIVER, whole(reporter, answered=["melder", *whole(reporter)["answered"]], reported_by_role="namens")
    )
    assert response.status_code == 200, response.content
    incident = Incident.objects.select_related("text").get()
    assert response.json()["reference"] == incident.reference
    assert "sloeg" not in response.content.decode()
    assert (incident.status, incident.reporter) == (Status.REPORTED, reporter)
    assert incident.reported_by_role == ReportedBy.COLLEAGUE
    assert incident.text.narrative == "De bezoeker sloeg op de balie."
    assert incident.duties.count() == 4
    ago = timezone.now() - incident.occurred_at
    assert timedelta(hours=2) <= ago < timedelta(hours=2, minutes=1), "'just now' is when it was answered, not sent"
    assert incident.occurred_precision == Precision.EXACT


def test_the_same_report_again_is_the_same_report(client_for: ClientFor, reporter: User) -> None:
    client, report = client_for(reporter), whole(reporter)
    first, second = client.post(DELIVER, report), client.post(DELIVER, report)
    assert first.json() == second.json()
    assert Incident.objects.count() == 1
    client.post(DELIVER, whole(reporter))
    assert Incident.objects.count() == 2, "another key is another report"


@pytest.mark.parametrize("draft_is", ["begun", "answered", "sent"])
def test_a_report_begun_with_signal_is_finished_without(client_for: ClientFor, reporter: User, draft_is: str) -> None:
    client = client_for(reporter)
    client.post(reverse("incidents:begin"), {"submit_key": str(uuid.uuid4())})
    draft = Incident.objects.get()
    report = whole(reporter, reference=draft.reference)
    if draft_is != "begun":
        for slug, data in [("wat", {"kinds": ["online"]}), ("wanneer", {"when": "nu"}), ("waar", {"channel": "brief"})]:
            client.post(reverse("incidents:step", args=[draft.reference, slug]), data)
        report = {**report, "answered": ["ernst"]}
    if draft_is == "sent":
        client.post(reverse("incidents:step", args=[draft.reference, "ernst"]), {"severity": "licht"})
        client.post(reverse("incidents:check", args=[draft.reference]))
    response = client.post(DELIVER, report)
    assert response.json()["reference"] == draft.reference
    found = Incident.objects.get()
    assert found.status == Status.REPORTED
    assert found.severity == ("licht" if draft_is == "sent" else "middel")


def test_another_account_cannot_send_it(client_for: ClientFor, users: dict[Role, User]) -> None:
    report = whole(users[Role.REPORTER])
    response = client_for(Role.COORDINATOR).post(DELIVER, report)
    assert response.status_code == 409
    assert "ander account" in response.json()["words"]
    assert not Incident.objects.exists()
    assert client_for(Role.REPORTER).post(DELIVER, report).status_code == 200


@pytest.mark.parametrize(
    ("changed", "slug"),
    [
        ({"kinds": []}, "wat"),
        ({"when": "dag", "day": "2100-01-01"}, "wanneer"),
        ({"when": "dag", "day": "geen dag"}, "wanneer"),
        ({"severity": "enorm"}, "ernst"),
        ({"channel": "maan"}, "waar"),
        ({"narrative": "a" * 5001}, "woorden"),
        ({"answered": ["wat", "wanneer", "waar"]}, "ernst"),
        ({"answered": []}, "wat"),
    ],
)
def test_what_is_wrong_comes_back_in_sentences(
    client_for: ClientFor, reporter: User, changed: dict[str, Any], slug: str
) -> None:
    response = client_for(reporter).post(DELIVER, whole(reporter, **changed))
    assert response.status_code == 422
    said = response.json()
    assert slug in {fault["slug"] for fault in said["faults"]}
    assert all(fault["words"] and fault["question"] for fault in said["faults"])
    assert not Incident.objects.exists(), "nothing half is kept"


@pytest.mark.parametrize("seconds", ["", "-5", "x", "99999999999999999999", "9" * 400])
def test_an_odd_clock_of_the_phone_is_no_error(client_for: ClientFor, reporter: User, seconds: str) -> None:
    response = client_for(reporter).post(DELIVER, whole(reporter, seconds_ago=seconds))
    assert response.status_code == 200
    assert timezone.now() - Incident.objects.get().occurred_at < timedelta(days=61)


def test_without_a_session_the_phone_is_led_to_signing_in(db: None) -> None:
    for url in (DELIVER, reverse("incidents:ticket")):
        assert Client().get(url).status_code == 302
    assert Client().post(DELIVER, {}).status_code == 302


def test_without_the_token_nothing_is_taken_in(reporter: User, client_for: ClientFor) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_for(reporter).cookies
    assert strict.post(DELIVER, whole(reporter)).status_code == 403
    token = strict.get(reverse("incidents:ticket")).json()["token"]
    assert strict.post(DELIVER, whole(reporter), headers={"X-CSRFToken": token}).status_code == 200


def test_an_organisation_that_stopped_gets_no_report(
    client_for: ClientFor, reporter: User, organisation: Organisation
) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(registration_mode="counts", processor_agreement_on=None)
    response = client_for(reporter).post(DELIVER, whole(reporter))
    assert response.status_code == 422
    assert "registreert nog geen losse voorvallen" in response.json()["words"]


def test_for_an_organisation_of_before_the_phone_is_told_in_words(client_for: ClientFor, reporter: User) -> None:
    response = client_for(reporter).post(DELIVER, whole(reporter, org="WEG"))
    assert response.status_code == 422 and "niet meer voor deze organisatie" in response.json()["words"]
    assert not Incident.objects.exists()


def test_the_key_of_an_account_outlives_a_change_of_secret(
    reporter: User, settings: Any, client_for: ClientFor
) -> None:
    old = owner_key(reporter)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "new-" + "0" * 60
    assert owner_keys(reporter)[1:] == [old]
    assert str(reporter.pk) not in old


def test_whole_report_and_ticket_take_few_queries(client_for: ClientFor, reporter: User) -> None:
    client = client_for(reporter)
    client.post(DELIVER, whole(reporter))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("incidents:ticket"))
    assert len(asked) <= 12


def test_the_form_without_signal_is_the_same_for_everybody(client_for: ClientFor, organisation: Organisation) -> None:
    url = reverse("incidents:offline")
    pages = {client_for(role).get(url).content for role in (Role.COORDINATOR, Role.REPORTER, None)}
    assert len(pages) == 1
    page = pages.pop().decode()
    assert organisation.name not in page and "csrfmiddlewaretoken" not in page and "@eigen.example" not in page
    assert not Client().get(url).cookies


def test_the_worker_keeps_only_files_and_the_empty_form(client_for: ClientFor) -> None:
    response = client_for(Role.COORDINATOR).get("/service-worker.js")
    assert response["Service-Worker-Allowed"] == "/"
    assert "no-store" in response["Cache-Control"]
    known = json.loads(re.search(r"vptPlaces = (\{.*\});", response.content.decode())[1])  # type: ignore[index]
    assert len(known["files"]) == len(FILES)
    assert all(name.startswith("/static/") for name in known["files"])


def test_signing_out_clears_storage_only_when_nothing_waits(client_for: ClientFor) -> None:
    url = reverse("account_logout")
    assert client_for(Role.REPORTER).post(url, {"leeg": "1"})["Clear-Site-Data"] == '"cache", "storage"'
    assert client_for(Role.REPORTER).post(url)["Clear-Site-Data"] == '"cache"'
