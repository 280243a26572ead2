"""Who counted, judged, handled or delivered: each tie to a person ends, or is said here."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from incidents.models import Incident, LightIncident, MiniReport, RemovalRecord
from incidents.models.poster import MiniReportState
from incidents.retention import CLEARED
from incidents.services.retention_job import keep_to_terms
from incidents.services.retention_ledger import ledger_path, write_ledger
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents_letters import MiniReportFactory, PosterFactory
from tests.incidents.retention.keeping import LONG_AGO, NOW, erase

pytestmark = pytest.mark.django_db

ENDS = {
    "Attachment.added_by": "goes with the attachment",
    "HelpSheet.requested_by": "goes within a day",
    "LightIncident.counted_by": "forgotten after the term of the organisation",
    "MiniReport.judged_by": "forgotten with the incident, or after the term of the organisation",
    "RetentionCase.paused_by": "goes with the text",
}
STAYS = {
    "ImportMapping.saved_by": "arranges, as long as the arrangement holds; says nothing of an incident",
    "ImportRun.uploaded_by": "who answers for a delivery of counts or cases",
    "LetterTemplate.changed_by": "arranges",
    "MonthlyDelivery.delivered_by": "who answers for a number",
    "OrganisationRound.confirmed_by": "who stands for a number",
    "OrganisationRound.signed_by": "who stands for a number",
    "Poll.opened_by": "arranges; who answered is not known",
    "PosterLink.created_by": "arranges",
}


def test_every_tie_to_a_person_ends_or_is_said() -> None:
    ties = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("incidents").get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is User
    }
    cleared = {name for name in ties if name.startswith("Incident.")}
    assert {name.removeprefix("Incident.") for name in cleared} <= set(CLEARED)
    assert ties - cleared == set(ENDS) | set(STAYS)


def test_who_counted_a_light_incident_is_forgotten(organisation: Organisation, users: dict[Role, User]) -> None:
    counted = {"organisation": organisation, "kind": "verbaal", "counted_by": users[Role.REPORTER]}
    long_ago = LightIncident.objects.create(counted_at=LONG_AGO, **counted)
    lately = LightIncident.objects.create(counted_at=NOW - timedelta(days=30), **counted)
    keep_to_terms(at=NOW)
    assert set(LightIncident.objects.filter(counted_by=None)) == {long_ago}
    Organisation.objects.filter(pk=organisation.pk).update(retention_months=3)
    keep_to_terms(at=NOW + timedelta(days=90))
    assert set(LightIncident.objects.filter(counted_by=None)) == {long_ago, lately}, "by the organisation's own term"
    assert LightIncident.objects.counted().count() == 2, "the counts stay"
    assert not RemovalRecord.objects.exists()


def test_who_judged_a_short_report_is_forgotten(old: Incident, users: dict[Role, User]) -> None:
    poster = PosterFactory(organisation=old.organisation)
    judged = {"judged_by": users[Role.COORDINATOR], "judged_at": LONG_AGO, "words": ""}
    new = {"poster": poster, "organisation": old.organisation, "reported_at": LONG_AGO, "occurred_at": LONG_AGO}
    became = MiniReportFactory(**new, **judged, state=MiniReportState.CONFIRMED, incident=old)
    MiniReportFactory(**new, **judged, state=MiniReportState.REJECTED, reason="onzin")
    keep_to_terms(at=NOW)
    assert set(MiniReport.objects.filter(judged_by__isnull=False)) == {became}, "its incident was announced only"
    erase(NOW)
    assert not MiniReport.objects.filter(judged_by__isnull=False).exists()


def test_the_ledger_takes_a_removal_of_a_number_that_was_given_out_again(old: Incident) -> None:
    """After a restore a new incident may get the number of one that was removed; its own removal is written too."""
    erase()
    RemovalRecord.objects.update(label="EIG-ANDER", removed_at=NOW + timedelta(days=900))
    assert write_ledger() == 1
    assert write_ledger() == 0
    lines = [json.loads(line) for line in ledger_path().read_text().splitlines()]
    assert [line["object_id"] for line in lines] == [old.pk, old.pk]


def test_another_organisation_may_remove_the_same_number(old: Incident, other_organisation: Organisation) -> None:
    """The register keeps a number once an organisation: a key over all would tell that another one removed it."""
    erase()
    line = RemovalRecord.objects.get()
    RemovalRecord.objects.create(
        organisation=other_organisation,
        batch=line.batch,
        what=line.what,
        object_id=line.object_id,
        method=line.method,
        removed_at=line.removed_at,
    )
    assert RemovalRecord.objects.filter(object_id=old.pk).count() == 2
