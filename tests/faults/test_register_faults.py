"""Registering while things break: what was acknowledged is there, nothing is double, nobody waits for Redis."""

from __future__ import annotations

import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from celery import Celery
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from core.models import AuditEvent
from incidents.choices import Status
from incidents.models import Duty, Incident
from incidents.registering.phone import owner_key
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.participants import make_user
from tests.faults.proxy import door
from tests.helpers import sign_in
from tests.incidents.test_phone import whole
from tests.incidents.test_register_journey import answer_all, begin

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
CLIENTS, OUTAGE, BEFORE, AFTER = 20, 10.0, 1.5, 2.0


@dataclass
class Phone:
    """Somebody who keeps sending reports, each under its own key and again until it is acknowledged."""

    host: str
    session: str
    owner: str
    stop: threading.Event
    acknowledged: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    unexpected: list[str] = field(default_factory=list)
    token: tuple[str, str] = ("", "")

    def run(self) -> None:
        """Send until told to stop, and always finish the report at hand."""
        while not self.stop.is_set():
            key, answer = str(uuid.uuid4()), None
            while answer is None:
                answer = self.send(key)
                if answer is None:
                    self.refused += 1
                    time.sleep(0.25)
            self.acknowledged[key] = answer

    def send(self, key: str) -> str | None:
        """Send one report; None when no acknowledgement came back."""
        try:
            self.token = self.token if self.token[0] else self._token()
            body = urlencode(REPORT | {"submit_key": key, "owner": self.owner}, doseq=True)
            status, said, _ = self._ask("POST", reverse("incidents:deliver"), body)
        except (OSError, HTTPException):
            return None
        if status == 200:
            return str(json.loads(said)["reference"])
        if status < 500:
            self.unexpected.append(f"{status} {said[:200]!r}")
        return None

    def _token(self) -> tuple[str, str]:
        status, said, cookie = self._ask("GET", reverse("incidents:ticket"), "")
        return (json.loads(said)["token"], cookie) if status == 200 else ("", "")

    def _ask(self, method: str, path: str, body: str) -> tuple[int, bytes, str]:
        connection = HTTPConnection(self.host, timeout=30)
        try:
            headers = {
                "Cookie": f"sessionid={self.session}; csrftoken={self.token[1]}",
                "X-CSRFToken": self.token[0],
                "Content-Type": "application/x-www-form-urlencoded",
            }
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            given = [value.split(";")[0] for name, value in answer.getheaders() if name == "Set-Cookie"]
            cookie = next((one.split("=", 1)[1] for one in given if one.startswith("csrftoken=")), "")
            return answer.status, answer.read(), cookie
        finally:
            connection.close()


REPORT: dict[str, Any] = {
    "seconds_ago": "60",
    "answered": ["wat", "wanneer", "waar", "ernst"],
    "kinds": ["verbaal"],
    "when": "nu",
    "channel": "balie",
    "severity": "licht",
}


def test_the_database_stops_under_twenty_posting_clients(
    live_server: LiveServer, organisation: Organisation, record_property: Any
) -> None:
    """Nothing acknowledged is missing, nothing is doubled, and every report arrives in the end."""
    host, stop = str(urlsplit(live_server.url).netloc), threading.Event()
    phones = [
        _phone(host, make_user(Role.REPORTER, organisation, email=f"{n}@eigen.example"), stop) for n in range(CLIENTS)
    ]
    threads = [threading.Thread(target=phone.run) for phone in phones]
    with door() as between:
        for thread in threads:
            thread.start()
        time.sleep(BEFORE)
        between.slam()
        time.sleep(OUTAGE)
        between.open()
        time.sleep(AFTER)
        stop.set()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()
    acknowledged = {key: reference for phone in phones for key, reference in phone.acknowledged.items()}
    refused = sum(phone.refused for phone in phones)
    print(f"{len(acknowledged)} acknowledged, {refused} attempts without answer, {between.cut_connections} cut")
    record_property("acknowledged", len(acknowledged))
    assert [said for phone in phones for said in phone.unexpected] == []
    assert between.cut_connections > 0
    assert refused >= CLIENTS, "the outage was felt"
    kept = {str(key): reference for key, reference in Incident.objects.values_list("submit_key", "reference")}
    assert kept == acknowledged
    assert Incident.objects.exclude(status=Status.REPORTED).count() == 0
    assert Duty.objects.count() == 4 * len(kept)
    assert AuditEvent.objects.filter(code="incidents.incident.reported").count() == len(kept)


def _phone(host: str, user: User, stop: threading.Event) -> Phone:
    session = sign_in(Client(), user).cookies[configured.SESSION_COOKIE_NAME].value
    return Phone(host, session, owner_key(user), stop)


def test_control_a_new_key_for_each_attempt_would_double(users: dict[Role, User]) -> None:
    """The key is what keeps a report single: the same words under another key are another report."""
    user = users[Role.REPORTER]
    client = sign_in(Client(), user)
    for _ in range(2):
        client.post(reverse("incidents:deliver"), whole(user))
    assert Incident.objects.count() == 2


def test_registering_does_not_wait_for_a_broker(lost_broker: Celery, users: dict[Role, User]) -> None:
    """With a broker that is down, or that takes connections and never answers, a whole report goes as quickly."""
    client = sign_in(Client(), users[Role.REPORTER])
    began = time.monotonic()
    draft = begin(client)
    answer_all(client, draft)
    before_sending = time.monotonic()
    client.post(reverse("incidents:check", args=[draft.reference]))
    sending = time.monotonic() - before_sending
    client.post(reverse("incidents:deliver"), whole(users[Role.REPORTER]))
    draft.refresh_from_db()
    assert draft.status == Status.REPORTED
    assert Incident.objects.filter(status=Status.REPORTED).count() == 2
    print(f"sending took {sending:.2f} s, everything {time.monotonic() - began:.2f} s")
    assert sending < 1.5


def test_registering_does_not_ask_the_cache(settings: Any, users: dict[Role, User]) -> None:
    """No step of registering touches Redis, so none can fail or wait for it."""
    client = sign_in(Client(), users[Role.REPORTER])
    settings.CACHES = {"default": {"BACKEND": "tests.faults.backends.UntouchedCache"}}
    assert client.get(reverse("incidents:index")).status_code == 200
    draft = begin(client)
    for slug in ("wat", "wanneer", "waar", "ernst", "veroorzaker", "gedaan", "woorden", "melder"):
        assert client.get(reverse("incidents:step", args=[draft.reference, slug])).status_code == 200
    answer_all(client, draft)
    check = reverse("incidents:check", args=[draft.reference])
    assert client.get(check).status_code == 200
    assert client.post(check, follow=True).status_code == 200
    client.post(reverse("incidents:light"), {"kind": "verbaal", "submit_key": str(uuid.uuid4())})
    assert client.post(reverse("incidents:deliver"), whole(users[Role.REPORTER])).status_code == 200


def test_control_the_untouched_cache_notices_a_use(settings: Any) -> None:
    """Without this the test above would say nothing."""
    from django.core.cache import cache

    settings.CACHES = {"default": {"BACKEND": "tests.faults.backends.UntouchedCache"}}
    with pytest.raises(AssertionError, match="the cache was used"):
        cache.get("a")
