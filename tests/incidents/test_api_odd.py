"""Whatever a system sends, the API answers with a problem and keeps nothing; and two at once are one."""

from __future__ import annotations

import json
import threading
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.isolation import EVERYTHING, within
from incidents.api.cases import NAMES
from incidents.models import Incident
from participants.access import Role
from participants.models import Organisation
from participants.services_tokens import make_token
from tests.factories.participants import OrganisationFactory, make_user

_LEAF = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=30)
_WORDS = st.sampled_from(["verbaal", "balie", "ja", "nee", "2026-03-29T02:30", "17-6-2014", "0", "48", "geen", ""])
_VALUE = st.recursive(
    _LEAF | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)
_CASE = st.dictionaries(st.sampled_from(sorted(NAMES)) | st.text(max_size=8), _VALUE, max_size=12)
_MONTH = st.fixed_dictionaries({}, optional={"geenVoorvallen": _VALUE, "aantallen": _VALUE, "maand": _VALUE})


def _secret(organisation: Organisation) -> str:
    coordinator = make_user(Role.COORDINATOR, organisation, email="odd@eigen.example")
    return make_token(organisation=organisation, actor=coordinator, name="proef", made_at=timezone.now())[1]


def _send(method: str, path: str, data: Any, secret: str, key: str) -> Any:
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
    client = Client(raise_request_exception=False)
    return client.generic(method, path, json.dumps(data), "application/json", headers=headers)


@pytest.mark.django_db
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(case=_CASE, month=_MONTH)
def test_odd_content_is_never_an_error_of_ours(case: Any, month: Any, odd_secret: str) -> None:
    for method, path, data in (("POST", "voorvallen", case), ("PUT", "maandaantallen/2026-03", month)):
        answer = _send(method, f"/api/v1/{path}", data, odd_secret, str(uuid.uuid4()))
        assert answer.status_code in (200, 201, 400), (answer.status_code, data, answer.content[:300])
        if answer.status_code == 400:
            assert answer["Content-Type"] == "application/problem+json" and answer.json()["detail"]


@pytest.fixture
def odd_secret(db: None) -> str:
    return _secret(OrganisationFactory(code="ODD"))


@pytest.mark.django_db(transaction=True)
def test_the_same_request_ten_times_at_once_is_done_once() -> None:
    secret = _secret(OrganisationFactory(code="TGL"))
    case = {"bronkenmerk": "A1", "gebeurdOp": "2026-11-20T10:40", "vormen": ["verbaal"], "plaats": "balie"}
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(_send("POST", "/api/v1/voorvallen", case, secret, "dezelfde"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 10
    assert len({answer.json()["kenmerk"] for answer in answers}) == 1
    with within(EVERYTHING):
        assert Incident.objects.count() == 1
