"""What a developer elsewhere reads works as it stands there: each request of the document, each list, the limit."""

from __future__ import annotations

import json
import re
import shlex
from itertools import pairwise
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from incidents.api.authentication import KeyThrottle
from incidents.api.cases import NAMES
from incidents.delivery.fields import BY_CODE
from incidents.models import Incident, MonthlyCount
from participants.access import Role
from participants.models import Organisation, RegistrationMode, User
from participants.services_tokens import make_token
from tests.factories.incidents import IncidentFactory

pytestmark = pytest.mark.django_db
DOCUMENT = (settings.BASE_DIR / "docs/koppelen.md").read_text(encoding="utf-8")
CURL = re.compile(r"^    (curl (?:.*\\\n)*(?:.*'\{(?:[^']|\n)*'$|.*$))", re.MULTILINE)


@pytest.fixture
def secret(organisation: Organisation, users: dict[Role, User]) -> str:
    return make_token(organisation=organisation, actor=users[Role.COORDINATOR], name="z", made_at=timezone.now())[1]


def requests() -> list[list[str]]:
    """Return the words of each request in the document."""
    return [shlex.split(text.replace("\\\n", " ")) for text in CURL.findall(DOCUMENT)]


def send(words: list[str], secret: str) -> Any:
    """Send a request as curl would."""
    options = {"-X": "GET", "-d": ""}
    headers = {}
    for option, value in pairwise(words):
        if option == "-H":
            name, _, content = value.partition(": ")
            headers[name] = content.replace("$SLEUTEL", secret)
        elif option in options:
            options[option] = value
    [address] = [word for word in words if word.startswith("https://")]
    path = address.removeprefix("https://portaal.regio.nl")
    kind = headers.pop("Content-Type", "application/octet-stream")
    return Client().generic(options["-X"], path, options["-d"], kind, headers=headers)


def test_every_request_of_the_document_does_what_it_says(organisation: Organisation, secret: str) -> None:
    IncidentFactory(organisation=organisation, reference="GDA-7K3QF")
    found = requests()
    assert len(found) == DOCUMENT.count("    curl ") == 4
    for words in found:
        if "maandaantallen" in " ".join(words):
            organisation.registration_mode = RegistrationMode.COUNTS
            organisation.save()
            Incident.objects.all().delete()
        response = send(words, secret)
        assert response.status_code == (201 if "POST" in words else 200), (words, response.content)
        if "-d" in words:
            again = send(words, secret)
            assert (again.status_code, again.json()) == (response.status_code, response.json()), "repeating is allowed"
    assert {*MonthlyCount.objects.values_list("kind", "count")} == {("verbaal", 7), ("fysiek", 1)}


def test_the_answers_in_the_document_have_the_fields_of_the_real_ones(organisation: Organisation, secret: str) -> None:
    words = next(words for words in requests() if "POST" in words)
    told = json.loads(re.findall(r"^    (\{\"kenmerk\".*\})$", DOCUMENT, re.MULTILINE)[0])
    assert [*send(words, secret).json()] == [*told]
    words[words.index("-d") + 1] = json.dumps({"bronkenmerk": "Z9", "gebeurdOp": "2026-01-02", "vormen": ["verbaal"]})
    words = [word.replace("2b3c", "2b3d") for word in words]
    problem = json.loads(re.search(r"^      (\{\"status\": 400(?:.|\n)*?\]\})$", DOCUMENT, re.MULTILINE)[1])  # type: ignore[index]
    answer = send(words, secret)
    assert (answer.status_code, answer.json()) == (400, problem)


def test_each_list_that_a_field_asks_for_can_be_read_and_its_codes_are_taken(
    organisation: Organisation, secret: str
) -> None:
    headers = {"Authorization": f"Bearer {secret}"}
    lists = {
        each["naam"]: [word["code"] for word in each["waarden"]]
        for each in Client().get("/api/v1/keuzelijsten", headers=headers).json()["resultaten"]
    }
    assert set(lists) == {name for name, code in NAMES.items() if BY_CODE[code].choices}
    assert {"politie", "schade", "status", "ernst", "verzuim"} <= set(lists)
    least = {"gebeurdOp": "2026-01-02T10:00:00+01:00", "vormen": ["verbaal"], "plaats": "balie"}
    for name, codes in lists.items():
        for number, code in enumerate(codes):
            value = [code] if BY_CODE[NAMES[name]].holds == "choices" else code
            key = f"{name}-{number}"
            sent = json.dumps(least | {"bronkenmerk": key, name: value})
            response = Client().post(
                "/api/v1/voorvallen", sent, "application/json", headers=headers | {"Idempotency-Key": key}
            )
            assert response.status_code == 201, (name, code, response.content)


def test_beyond_the_limit_a_key_is_told_when_to_come_back(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(KeyThrottle, "rate", "3/min")
    headers = {"Authorization": f"Bearer {secret}"}
    answers = [Client().get("/api/v1/keuzelijsten", headers=headers) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 61  # rounded up
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert "600 verzoeken per minuut" in DOCUMENT
