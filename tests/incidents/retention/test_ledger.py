"""What was removed is written down without names, and goes again after a restore."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

from django.core.management import call_command

from incidents.choices import Status
from incidents.models import Incident, IncidentText, MiniReport, RemovalRecord
from incidents.services.retention_job import keep_to_terms
from incidents.services.retention_ledger import ledger_path, replay, write_ledger
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory
from tests.factories.incidents_letters import MiniReportFactory, PosterFactory
from tests.incidents.retention.keeping import LONG_AGO, NOW, WORDS, erase, night_after


def test_the_register_names_nobody_and_twice_removes_nothing_more(old: Incident) -> None:
    erase()
    line = RemovalRecord.objects.get()
    assert (line.what, line.object_id, line.texts, line.files) == ("voorval", old.pk, 3, 1)
    before = list(RemovalRecord.objects.values_list())
    again = keep_to_terms(at=night_after() + timedelta(days=60))
    assert not any(again.removed.values()) and again.announced == 0
    assert list(RemovalRecord.objects.values_list()) == before


def test_after_a_restore_it_is_removed_again(old: Incident, users: dict[Role, User]) -> None:
    young = IncidentFactory(organisation=old.organisation, narrative="blijft")
    erase()
    assert write_ledger() == 0  # the round wrote it
    line = json.loads(ledger_path().read_text())
    assert set(line) == {"what", "object_id", "label", "organisation", "batch", "removed_at"}
    # a backup of before is put back
    RemovalRecord.objects.all().delete()
    Incident.objects.filter(pk=old.pk).update(
        status=Status.CLOSED, anonymised_at=None, reporter=users[Role.REPORTER], closed_at=LONG_AGO
    )
    IncidentText.objects.filter(incident=old).update(narrative=WORDS)
    said = StringIO()
    call_command("replay_removals", stdout=said)
    assert "opnieuw gewist: 1 tekst en bijlagen van voorvallen" in said.getvalue()
    old.refresh_from_db()
    assert old.anonymised_at == night_after() and IncidentText.objects.get(incident=old).narrative == ""
    assert IncidentText.objects.get(incident=young).narrative == "blijft"
    assert RemovalRecord.objects.get().removed_at == night_after()
    assert not any(replay(ledger_path()).values())


def test_the_ledger_leaves_a_new_incident_with_the_same_number_alone(old: Incident) -> None:
    erase()
    RemovalRecord.objects.all().delete()
    Incident.objects.filter(pk=old.pk).update(status=Status.REPORTED, anonymised_at=None, reference="EIG-ANDER")
    IncidentText.objects.filter(incident=old).update(narrative="van een ander")
    assert not any(replay(ledger_path()).values())
    assert IncidentText.objects.get(incident=old).narrative == "van een ander"


def test_the_ledger_leaves_what_came_after_the_removal_alone(organisation: Organisation) -> None:
    poster = PosterFactory(organisation=organisation)
    MiniReportFactory(poster=poster, organisation=organisation, reported_at=NOW, occurred_at=NOW)
    later = NOW + timedelta(days=91)
    assert keep_to_terms(at=later).removed["korte_melding"] == 1
    gone = RemovalRecord.objects.get().object_id
    RemovalRecord.objects.all().delete()  # a backup of before is put back
    new = {"pk": gone, "poster": poster, "organisation": organisation}
    MiniReportFactory(**new, reported_at=later + timedelta(days=1), occurred_at=later, words="van een ander")
    assert not any(replay(ledger_path()).values())
    assert MiniReport.objects.filter(pk=gone).update(reported_at=NOW, occurred_at=NOW) == 1
    assert replay(ledger_path())["korte_melding"] == 1
