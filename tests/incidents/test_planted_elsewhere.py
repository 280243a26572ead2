"""Words that come in by other doors than the screens of a report: none is in a dump, on disk, in the cache or in a log.

`test_planted_texts` plants through registering, editing, files and the API; here is what is left.
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import jobs
from core.models import Job, OutgoingMail
from incidents.models import HelpSheet, ImportRun, Incident, MiniReport, OrganisationRound, RoundRemark
from incidents.posters import token_of
from participants.access import Role
from participants.models import Organisation, User
from participants.services_tokens import make_token
from tests.factories.incidents import IncidentFactory, MeasurementRoundFactory, OrganisationRoundFactory
from tests.factories.incidents_letters import PosterFactory
from tests.incidents.test_phone import whole
from tests.incidents.test_planted_texts import Planter, dump, found_in

ClientFor = Callable[..., Client]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def private(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def cached(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that is put in the cache."""
    kept: list[str] = []
    kind = type(caches["default"])
    for name in ("set", "add"):
        original = getattr(kind, name)

        def watched(self: Any, key: Any, value: Any, *args: Any, _original: Any = original, **more: Any) -> Any:
            kept.append(f"{key} {value}")
            return _original(self, key, value, *args, **more)

        monkeypatch.setattr(kind, name, watched)
    return kept


def ok(response: Any, *statuses: int) -> Any:
    assert response.status_code in (statuses or (200, 302)), response.content.decode()[:2000]
    return response


def plant_closing_of_several(client: Client, reporter: User, organisation: Organisation, planter: Planter) -> None:
    """Close several at once with one sentence, which the reporters are told to read in the portal."""
    several = IncidentFactory.create_batch(2, organisation=organisation, reporter=reporter, answered=True)
    data = {"actie": "afhandelen", "ref": [each.reference for each in several], "conclusion": planter.word()}
    ok(client.post(reverse("incidents:bulk"), data), 302)
    assert Incident.objects.get(pk=several[0].pk).text.conclusion == planter.texts[-1]
    assert OutgoingMail.objects.exists()


def plant_sheet(client: Client, organisation: Organisation, planter: Planter) -> None:
    """Put the words on the sheet for the police: a file of the portal itself."""
    incident = IncidentFactory(organisation=organisation, narrative=planter.word(), location=planter.word())
    ok(client.post(reverse("incidents:police_help", args=[incident.reference]), {"has_narrative": "on"}), 302)
    jobs.run_waiting()
    assert HelpSheet.objects.get().pdf is not None


def plant_exports(client: Client, planter: Planter) -> None:
    """Ask for all cases with their words, as both kinds of file."""
    for kind in ("csv", "xlsx"):
        answer = ok(client.post(reverse("incidents:exports"), {"file_format": kind, "with_text": "on"}), 302)
        jobs.run_waiting()
        job = Job.objects.latest("pk")
        assert job.status == "done"
        ok(client.get(answer["Location"]))
    ok(client.get(reverse("incidents:exports")))


def plant_poster(client: Client, organisation: Organisation, planter: Planter) -> None:
    """Send a short report without an account, and make a report of it."""
    address = reverse("poster:report", args=[token_of(PosterFactory(organisation=organisation, label="Hal"))])
    answers = {"kinds": ["verbaal"], "when": "nu", "channel": "balie", "severity": "licht", "words": planter.word()}
    ok(Client().post(address, {"submit_key": str(uuid.uuid4()), **answers}), 302)
    mini = MiniReport.objects.get()
    ok(client.get(reverse("incidents:mini_report", args=[mini.pk])))
    ok(client.post(reverse("incidents:mini_report", args=[mini.pk]), {"offender_known": "ja"}), 302)
    mini.refresh_from_db()
    assert mini.incident is not None and mini.incident.text.narrative == planter.texts[-1]


def plant_phone(client: Client, user: User, planter: Planter) -> None:
    """Deliver a report that was kept on a phone, and one that is refused."""
    ok(client.post(reverse("incidents:deliver"), whole(user, narrative=planter.word(), own_reference=planter.word())))
    refused = whole(user, narrative=planter.word(), severity=planter.word(), submit_key=str(uuid.uuid4()))
    ok(client.post(reverse("incidents:deliver"), refused), 422)


def plant_file_that_waits(client: Client, planter: Planter) -> None:
    """Leave a file with faults standing, without reading it in."""
    content = f"Kenmerk;Datum en tijd;Vormen;Plaats;Ernst;Omschrijving\r\nW1;morgen;{planter.word()};balie;licht;"
    file = SimpleUploadedFile(f"{planter.word()}.csv", f"{content}{planter.word()}\r\n".encode())
    ok(client.post(reverse("incidents:imports"), {"file": file, "source_system": "import"}), 302)
    jobs.run_waiting()
    run = ImportRun.objects.latest("pk")
    ok(client.get(reverse("incidents:import_run", args=[run.pk])))


def plant_round(sponsor: Client, leader: Client, organisation: Organisation, planter: Planter) -> None:
    """Send a number back with a remark, and open one again with a reason."""
    today = timezone.localdate()
    days = {"first_on": today - timedelta(days=9), "last_on": today - timedelta(days=2)}
    made = [
        OrganisationRoundFactory(
            round=MeasurementRoundFactory(**days, freeze_on=today + timedelta(days=9), opened_at=timezone.now()),
            organisation=organisation,
            confirmed=True,
            days_covered=5,
            frozen_at=frozen_at,
        )
        for frozen_at in (None, timezone.now())
    ]
    data = {"doe": "terug", "remark": planter.word(), "version": made[0].version}
    ok(sponsor.post(reverse("incidents:round_sign", args=[made[0].pk]), data), 302)
    assert RoundRemark.objects.get().text == planter.texts[-1]
    data = {"reason": planter.word(), "version": made[1].version}
    ok(leader.post(reverse("incidents:round_reopen", args=[made[1].pk]), data), 302)
    assert OrganisationRound.objects.get(pk=made[1].pk).reopened_because == planter.texts[-1]


def plant_faults_of_a_system(organisation: Organisation, actor: User, planter: Planter) -> None:
    """Let a system send what is refused, the same key with other words, and what is no JSON."""
    secret = make_token(organisation=organisation, actor=actor, name="zaaksysteem", made_at=timezone.now())[1]
    case = {"bronkenmerk": "Z9", "gebeurdOp": "2026-01-02T10:00:00+01:00", "vormen": ["verbaal"], "plaats": "balie"}
    case |= {"ernst": "licht", "omschrijving": planter.word()}
    key = str(uuid.uuid4())

    def send(content: str, status: int, with_key: str) -> None:
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": with_key}
        ok(Client().post("/api/v1/voorvallen", content, "application/json", headers=headers), status)

    send(json.dumps(case), 201, key)
    send(json.dumps(case | {"omschrijving": planter.word()}), 422, key)
    send(json.dumps(case | {"ernst": planter.word(), planter.word(): planter.word()}), 400, str(uuid.uuid4()))
    send(f'{{"omschrijving": "{planter.word()}"', 400, str(uuid.uuid4()))


def test_nothing_is_left_readable_of_words_that_come_by_other_doors(
    client_for: ClientFor,
    organisation: Organisation,
    users: dict[Role, User],
    private: Path,
    cached: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    client, planter = client_for(Role.COORDINATOR), Planter()
    plant_closing_of_several(client, users[Role.REPORTER], organisation, planter)
    plant_sheet(client, organisation, planter)
    plant_poster(client, organisation, planter)
    plant_phone(client_for(users[Role.REPORTER]), users[Role.REPORTER], planter)
    plant_file_that_waits(client, planter)
    plant_round(client_for(Role.SPONSOR), client_for(Role.PROJECT_LEADER), organisation, planter)
    plant_faults_of_a_system(organisation, users[Role.COORDINATOR], planter)
    plant_exports(client, planter)
    ok(client.get(reverse("incidents:figures")))
    assert len(planter.texts) > 15
    assert found_in(dump(), planter.texts) == []
    files = [path for path in private.rglob("*") if path.is_file()]
    assert len(files) >= 4, "the sheet, two exports and the file that waits"
    assert found_in(b"".join(str(path).encode() + path.read_bytes() for path in files), planter.texts) == []
    assert cached and found_in("\n".join(cached).encode(), planter.texts) == []
    assert found_in(caplog.text.encode(), planter.texts) == []


def test_the_cache_and_the_log_would_show_a_planted_word(cached: list[str], caplog: pytest.LogCaptureFixture) -> None:
    """The negative control of the two nets that no other test holds."""
    planter = Planter()
    cache.set("planted", planter.word(), 1)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("incidents").info("planted %s", planter.word())
    assert found_in("\n".join(cached).encode(), planter.texts) == planter.texts[:1]
    assert found_in(caplog.text.encode(), planter.texts) == planter.texts[1:]
