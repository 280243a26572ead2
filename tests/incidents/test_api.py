"""The API: a key opens the rows of one organisation, the design rules hold, and the same request twice is once."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.isolation import EVERYTHING, within
from core.models import AuditEvent
from incidents.api.cases import NAMES
from incidents.api.once import forget_old
from incidents.delivery.fields import CASE_FIELDS
from incidents.models import ApiRequest, Incident, MonthlyCount, MonthlyDelivery
from participants.access import Role
from participants.models import ApiToken, Organisation, User
from participants.services_tokens import make_token, revoke_token, token_for
from tests.factories.incidents import IncidentFactory

pytestmark = pytest.mark.django_db
MONTHS = "/api/v1/maandaantallen"
CASES = "/api/v1/voorvallen"


@pytest.fixture
def secret(organisation: Organisation, users: dict[Role, User]) -> str:
    return make_token(
        organisation=organisation, actor=users[Role.COORDINATOR], name="zaaksysteem", made_at=timezone.now()
    )[1]


Ask = Callable[..., Any]


@pytest.fixture
def ask(secret: str) -> Ask:
    """Return a function that asks with the key of `organisation`."""

    def send(method: str, path: str, data: Any = None, *, key: str | None = None, token: str = secret) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if method in ("PUT", "POST"):
            headers["Idempotency-Key"] = str(uuid.uuid4()) if key is None else key
        body = data if isinstance(data, str) else json.dumps(data)
        return Client().generic(method, path, body if data is not None else "", "application/json", headers=headers)

    return send


def test_a_key_is_shown_once_and_kept_as_a_digest(secret: str) -> None:
    token = ApiToken.objects.get()
    assert secret.startswith(token.hint) and len(secret) > 40
    assert secret not in {str(value) for value in vars(token).values()}
    assert token_for(secret, at=timezone.now()) == token
    assert token_for(secret + "x", at=timezone.now()) is None


def test_a_key_stops_when_revoked_or_over_its_day(secret: str, users: dict[Role, User], ask: Ask) -> None:
    assert ask("GET", CASES).status_code == 200
    assert token_for(secret, at=timezone.now() + timedelta(days=366)) is None
    revoke_token(token=ApiToken.objects.get(), actor=users[Role.COORDINATOR], revoked_at=timezone.now())
    refused = ask("GET", CASES)
    assert refused.status_code == 401 and refused["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer " + "x" * 500, "Bearer a b"])
def test_without_a_good_key_there_is_a_problem(header: str, secret: str) -> None:
    headers = {"Authorization": header} if header else {}
    answer = Client().get(CASES, headers=headers)
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "Een geldige sleutel ontbreekt"


def test_a_session_of_a_browser_opens_nothing(client_for: Any) -> None:
    assert client_for(Role.COORDINATOR).get(CASES).status_code == 401


def test_a_key_reads_its_own_incidents_and_no_text(
    ask: Ask, organisation: Organisation, other_organisation: Organisation
) -> None:
    own = IncidentFactory(organisation=organisation, narrative="woordenvandemelder")
    foreign = IncidentFactory(organisation=other_organisation)
    answer = ask("GET", CASES)
    assert [row["kenmerk"] for row in answer.json()["resultaten"]] == [own.reference]
    assert "woordenvandemelder" not in answer.content.decode()
    assert ask("GET", f"{CASES}/{own.reference}").json()["plichten"][0]["plicht"] == "reactie"
    assert ask("GET", f"{CASES}/{foreign.reference}").status_code == 404
    assert AuditEvent.objects.filter(code="incidents.api.read", organisation_id=organisation.pk).count() == 2


def test_the_list_goes_by_pages_of_a_hundred(ask: Ask, organisation: Organisation) -> None:
    for _ in range(101):
        IncidentFactory(organisation=organisation)
    first = ask("GET", CASES).json()
    assert len(first["resultaten"]) == 100
    second = ask("GET", first["volgende"].replace("http://localhost:8000", "")).json()
    assert len(second["resultaten"]) == 1 and second["volgende"] is None


def test_more_cases_take_no_more_queries(ask: Ask, organisation: Organisation) -> None:
    counts = []
    for _ in range(2):
        IncidentFactory.create_batch(2 if not counts else 18, organisation=organisation)
        ask("GET", CASES)  # the day of use is noted once
        with CaptureQueriesContext(connection) as queries:
            assert ask("GET", CASES).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


CASE = {
    "bronkenmerk": "ZS-2026-0012",
    "gebeurdOp": "2026-11-20T10:40:00+01:00",
    "gemeldOp": "2026-11-20T12:00:00+01:00",
    "vormen": ["verbaal", "bedreiging"],
    "plaats": "balie",
    "ernst": "middel",
    "veroorzakerBekend": "ja",
    "omschrijving": "De bezoeker werd boos toen het loket dicht ging.",
    "aangifteOp": "2026-11-21",
}
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def by_case(organisation: Organisation) -> Organisation:
    organisation.processor_agreement_on, organisation.registration_mode = date(2020, 1, 1), "cases"
    organisation.save()
    return organisation


@time_machine.travel(NOW, tick=False)
def test_a_case_is_received_with_its_clock_and_duties(ask: Ask, by_case: Organisation) -> None:
    answer = ask("POST", CASES, CASE)
    assert answer.status_code == 201, answer.content
    incident = Incident.objects.get(reference=answer.json()["kenmerk"])
    assert answer["Location"].endswith(f"/api/v1/voorvallen/{incident.reference}")
    assert incident.main_kind == "bedreiging" and incident.source_system == "koppeling"
    assert incident.clock_due_at == datetime(2026, 11, 22, 9, 40, tzinfo=UTC)
    assert incident.text.narrative == CASE["omschrijving"]
    assert {duty.kind: duty.state for duty in incident.duties.all()} == {
        "reactie": "te_doen",
        "aangifte": "gedaan",
        "schade": "te_doen",
        "nazorg": "te_doen",
    }
    assert incident.status == "in_behandeling"
    assert AuditEvent.objects.filter(code="incidents.api.case_received", object_id=str(incident.pk)).count() == 1
    assert CASE["omschrijving"] not in ask("GET", CASES).content.decode()


@time_machine.travel(NOW, tick=False)
def test_a_case_that_came_before_changes_nothing(ask: Ask, by_case: Organisation) -> None:
    first = ask("POST", CASES, CASE)
    again = ask("POST", CASES, CASE | {"ernst": "zwaar"})
    assert again.status_code == 200 and again.json() == first.json() | {"isNieuw": False}
    assert Incident.objects.get().severity == "middel"


@time_machine.travel(NOW, tick=False)
def test_a_case_without_a_moment_of_reporting_is_reported_now(ask: Ask, by_case: Organisation) -> None:
    ask("POST", CASES, {name: value for name, value in CASE.items() if name != "gemeldOp"})
    incident = Incident.objects.get()
    assert incident.reported_at == NOW and incident.is_open


@time_machine.travel(NOW, tick=False)
def test_a_case_of_long_ago_comes_in_closed_and_asks_nothing(ask: Ask, by_case: Organisation) -> None:
    old = {"gebeurdOp": "2026-01-05T10:00", "gemeldOp": "2026-01-05T12:00", "aangifteOp": "2026-01-06"}
    answer = ask("POST", CASES, CASE | old)
    incident = Incident.objects.get(reference=answer.json()["kenmerk"])
    assert incident.status == "afgehandeld" and incident.closed_at and incident.clock_due_at is None
    assert [duty.kind for duty in incident.duties.all()] == ["aangifte"]


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"bronkenmerk": ""}, "bronkenmerk"),
        ({"gebeurdOp": "2027-01-01"}, "gebeurdOp"),
        ({"gebeurdOp": 20260101}, "gebeurdOp"),
        ({"gemeldOp": "2026-11-19T10:00:00Z"}, "gemeldOp"),
        ({"vormen": []}, "vormen"),
        ({"vormen": "verbaal"}, "vormen"),
        ({"vormen": ["onzin"]}, "vormen"),
        ({"plaats": {"a": 1}}, "plaats"),
        ({"schadebedrag": "veel"}, "schadebedrag"),
        ({"schadebedrag": -4}, "schadebedrag"),
        ({"naamVeroorzaker": "iemand"}, "naamVeroorzaker"),
        ({"vptCodeGevraagd": "misschien"}, "vptCodeGevraagd"),
        ({"omschrijving": "x" * 5001}, "omschrijving"),
    ],
)
def test_a_faulty_case_names_its_field_and_keeps_nothing(
    ask: Ask, by_case: Organisation, change: dict[str, Any], field: str
) -> None:
    answer = ask("POST", CASES, CASE | change)
    assert answer.status_code == 400, answer.content
    assert [error["veld"] for error in answer.json()["errors"]] == [field]
    assert "hierboven" not in answer.content.decode()
    assert not Incident.objects.exists()


def test_an_organisation_that_counts_delivers_no_cases(ask: Ask) -> None:
    Organisation.objects.filter(code="EIG").update(registration_mode="counts")
    answer = ask("POST", CASES, CASE | {"gebeurdOp": "2026-01-02"})
    assert answer.status_code == 403 and "aantallen per maand" in answer.json()["detail"]


def test_every_field_of_an_import_has_a_name_here() -> None:
    aside = {"reference", "occurred_time"}
    assert set(NAMES.values()) == {field.code for field in CASE_FIELDS} - aside


@pytest.fixture
def by_month(organisation: Organisation) -> Organisation:
    """Let the organisation deliver counts."""
    organisation.registration_mode = "counts"
    organisation.save()
    return organisation


def test_a_month_that_is_counted_from_cases_is_not_counted_twice(ask: Ask, organisation: Organisation) -> None:
    sent = {"aantallen": [{"vorm": "verbaal", "aantal": 7}]}
    answer = ask("PUT", f"{MONTHS}/2026-03", sent)
    assert answer.status_code == 400 and "telt ze zelf" in answer.json()["detail"]
    assert not MonthlyDelivery.objects.exists()
    assert ask("PUT", f"{MONTHS}/2014-04", sent).status_code == 200, "before it registered cases here"


def test_a_month_is_delivered_and_replaced(ask: Ask, by_month: Organisation, organisation: Organisation) -> None:
    sent = {"aantallen": [{"vorm": "verbaal", "aantal": 3}, {"vorm": "fysiek", "aantal": 1}]}
    answer = ask("PUT", f"{MONTHS}/2026-03", sent)
    assert answer.status_code == 200, answer.content
    assert answer.json()["maand"] == "2026-03" and answer["API-Version"] == "1.0.0"
    assert sum(MonthlyCount.objects.values_list("count", flat=True)) == 4
    assert ask("PUT", f"{MONTHS}/2026-03", {"geenVoorvallen": True}).status_code == 200
    assert MonthlyDelivery.objects.get().is_nil and not MonthlyCount.objects.exists()
    assert ask("GET", f"{MONTHS}?jaar=2026").json()["resultaten"][0]["geenVoorvallen"] is True
    assert ask("GET", f"{MONTHS}?jaar=2025").json()["resultaten"] == []


def test_the_same_key_is_answered_once(ask: Ask, by_month: Organisation) -> None:
    sent = {"aantallen": [{"vorm": "verbaal", "aantal": 3}]}
    first = ask("PUT", f"{MONTHS}/2026-03", sent, key="een")
    MonthlyDelivery.objects.all().delete()
    again = ask("PUT", f"{MONTHS}/2026-03", sent, key="een")
    assert again.json() == first.json() and not MonthlyDelivery.objects.exists()
    other = ask("PUT", f"{MONTHS}/2026-03", {"geenVoorvallen": True}, key="een")
    assert other.status_code == 422
    with within(EVERYTHING):
        assert ApiRequest.objects.count() == 1


def test_answers_are_forgotten_after_a_week(ask: Ask) -> None:
    ask("PUT", f"{MONTHS}/2026-03", {"geenVoorvallen": True})
    with within(EVERYTHING):
        assert forget_old() == 0
        ApiRequest.objects.update(received_at=timezone.now() - timedelta(days=8))
        assert forget_old() == 1


def test_what_is_refused_may_come_again_with_the_same_key(ask: Ask) -> None:
    assert ask("PUT", f"{MONTHS}/2026-03", {}, key="een").status_code == 400
    assert ask("PUT", f"{MONTHS}/2026-03", {"geenVoorvallen": True}, key="een").status_code == 200


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"aantallen": [{"vorm": "onzin", "aantal": 1}]}, "aantallen[0].vorm"),
        ({"aantallen": [{"vorm": "verbaal"}]}, "aantallen[0].aantal"),
        ({"aantallen": [{"vorm": "verbaal", "aantal": -1}]}, "aantallen[0].aantal"),
        ({"aantallen": [{"vorm": "verbaal", "aantal": 1}] * 2}, "aantallen[1].vorm"),
        ({"naam": "iemand"}, "naam"),
        ([], ""),
        ({"aantallen": "drie"}, "aantallen"),
    ],
)
def test_bad_input_names_its_field(ask: Ask, data: Any, field: str) -> None:
    answer = ask("PUT", f"{MONTHS}/2026-03", data)
    assert answer.status_code == 400
    assert [error["veld"] for error in answer.json()["errors"]] == [field]
    assert not MonthlyDelivery.objects.exists()


@pytest.mark.parametrize("key", ["", "x" * 101, "é"])
def test_a_request_that_writes_needs_a_good_key(ask: Ask, key: str) -> None:
    answer = ask("PUT", f"{MONTHS}/2026-03", {"geenVoorvallen": True}, key=key)
    assert answer.status_code == 400 and answer.json()["errors"][0]["veld"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", f"{MONTHS}/2026-03", "{geen json", 400),
        ("PUT", f"{MONTHS}/2026-03", '{"aantallen": "\\u0000"}', 400),
        ("PUT", f"{MONTHS}/2026-13", "{}", 404),
        ("DELETE", f"{MONTHS}/2026-03", None, 405),
        ("GET", "/api/v1/dossiers", None, 404),
        ("GET", f"{CASES}/", None, 404),
        ("PUT", f"{MONTHS}/2099-01", '{"geenVoorvallen": true}', 400),
    ],
)
def test_every_error_is_a_problem(ask: Ask, method: str, path: str, body: str | None, status: int) -> None:
    answer = ask(method, path, body)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["API-Version"] == "1.0.0"
    assert answer.json()["status"] == status


def _schema() -> dict[str, Any]:
    answer = Client().get("/api/v1/openapi.json", headers={"Origin": "https://elders.example"})
    assert answer.status_code == 200 and answer["Access-Control-Allow-Origin"] == "*"
    found: dict[str, Any] = answer.json()
    return found


def test_the_description_follows_the_design_rules() -> None:
    """The rules of the NLGov API Design Rules that a description can break, one by one."""
    found = _schema()
    assert found["openapi"].startswith("3.")
    assert found["info"]["version"].count(".") == 2 and set(found["info"]["contact"]) == {"name", "url", "email"}
    assert found["servers"][0]["url"].endswith("/api/v1")
    for path, operations in found["paths"].items():
        assert not path.endswith("/") and path == path.lower(), "no slash at the end, kebab-case"
        for method, operation in operations.items():
            assert method in {"get", "put", "post", "patch", "delete"}
            for parameter in operation.get("parameters", []):
                assert parameter["in"] != "query" or parameter["name"].isalnum(), "query keys in camelCase"
            for status, answer in operation["responses"].items():
                assert "API-Version" in answer["headers"]
                kinds = set(answer.get("content", {}))
                assert kinds == ({"application/problem+json"} if int(status) >= 400 else {"application/json"})


def test_each_reference_in_the_description_leads_somewhere() -> None:
    answer = Client().get("/api/v1/openapi.json")
    named = set(re.findall(r'"#/components/schemas/(\w+)"', answer.content.decode()))
    assert named and "Probleem" in named
    assert named <= set(answer.json()["components"]["schemas"])


def test_the_description_says_who_may_come_in() -> None:
    found = _schema()
    assert found["components"]["securitySchemes"]["sleutel"]["scheme"] == "bearer"
    assert all(
        operation["security"] == [{"sleutel": []}] for path in found["paths"].values() for operation in path.values()
    )


def test_security_headers_stand_on_an_answer(ask: Ask) -> None:
    answer = ask("GET", CASES)
    assert "no-store" in answer["Cache-Control"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["X-Frame-Options"] == "DENY"
