"""What goes when its term is over: announced first, erased whole, and nothing that is kept or counted."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from core import uploads
from core.models import AuditEvent, OutgoingMail, StoredFile
from core.outbox import queue_mail
from incidents import retention
from incidents.choices import SET_ASIDE, Status
from incidents.figures import own
from incidents.models import (
    Attachment,
    HelpSheet,
    ImportChange,
    ImportRun,
    Incident,
    IncidentText,
    MiniReport,
    RemovalRecord,
    RetentionCase,
)
from incidents.services import retention as services
from incidents.services.retention_job import keep_to_terms
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents_letters import MiniReportFactory, PosterFactory
from tests.incidents.retention.keeping import LONG_AGO, NOW, WORDS, erase, make_old, night_after


def test_every_field_of_an_incident_is_either_kept_or_cleared() -> None:
    fields = {field.name for field in Incident._meta.concrete_fields}
    assert fields == retention.KEPT | set(retention.CLEARED)
    assert not retention.KEPT & set(retention.CLEARED)


def test_first_announced_then_erased(old: Incident, private: Path) -> None:
    first = keep_to_terms(at=NOW)
    assert (first.announced, first.removed["voorval"]) == (1, 0)
    assert keep_to_terms(at=NOW + timedelta(days=29)).removed["voorval"] == 0
    assert keep_to_terms(at=night_after()).removed["voorval"] == 1
    old.refresh_from_db()
    text = IncidentText.objects.get(incident=old)
    assert old.status == Status.ANONYMISED and old.anonymised_at == night_after()
    assert (old.reporter, old.assigned_to) == (None, None)
    assert not any(getattr(text, name) for name in services.TEXTS)
    assert not Attachment.objects.exists() and not StoredFile.objects.exists()


def test_how_it_was_before_a_file_goes_too(old: Incident, private: Path) -> None:
    run = _delivered(old.organisation)
    kept = {"organisation": old.organisation, "incident": old, "version": old.version, "duty_versions": 0}
    change = ImportChange.objects.create(run=run, before={"text": {"narrative": WORDS}}, **kept)
    erase()
    change.refresh_from_db()
    assert change.before == {}, "nothing that can be put back may hold what was erased"


def test_the_bytes_on_disk_go_after_the_commit(
    old: Incident, private: Path, django_capture_on_commit_callbacks: Any
) -> None:
    assert [path for path in (private / "private").rglob("*") if path.is_file()]
    with django_capture_on_commit_callbacks(execute=True):
        erase()
    assert not [path for path in (private / "private").rglob("*") if path.is_file()]


def test_not_before_the_term_of_the_organisation(
    old: Incident, organisation: Organisation, users: dict[Role, User]
) -> None:
    services.change_term(organisation=organisation, actor=users[Role.COORDINATOR], months=36)
    assert keep_to_terms(at=NOW).announced == 0
    services.change_term(organisation=organisation, actor=users[Role.COORDINATOR], months=24)
    assert keep_to_terms(at=NOW).announced == 1
    with pytest.raises(ValidationError):
        services.change_term(organisation=organisation, actor=users[Role.COORDINATOR], months=2)


def test_what_was_edited_in_the_last_two_weeks_stays(old: Incident) -> None:
    keep_to_terms(at=NOW)
    Incident.objects.filter(pk=old.pk).update(saved_at=night_after() - timedelta(days=13))
    assert keep_to_terms(at=night_after()).removed["voorval"] == 0
    assert keep_to_terms(at=night_after() + timedelta(days=2)).removed["voorval"] == 1


def test_what_is_open_is_never_erased(old: Incident) -> None:
    Incident.objects.filter(pk=old.pk).update(status=Status.REOPENED, closed_at=None)
    assert keep_to_terms(at=NOW).announced == 0
    assert keep_to_terms(at=night_after()).removed["voorval"] == 0


def test_reopened_and_closed_again_the_term_starts_anew(old: Incident) -> None:
    keep_to_terms(at=NOW)
    Incident.objects.filter(pk=old.pk).update(closed_at=NOW + timedelta(days=10))
    assert keep_to_terms(at=night_after()).removed["voorval"] == 0


def test_what_was_set_aside_is_emptied_and_does_not_begin_to_count(
    organisation: Organisation, users: dict[Role, User]
) -> None:
    made = [make_old(organisation, users) for _ in range(4)]
    for incident, status in zip(made[:3], SET_ASIDE, strict=True):
        merged = made[3] if status == Status.DUPLICATE else None
        Incident.objects.filter(pk=incident.pk).update(status=status, closed_at=None, merged_into=merged)
    erase()
    assert set(Incident.objects.values_list("status", flat=True)) == {*SET_ASIDE, Status.ANONYMISED}
    assert Incident.objects.filter(anonymised_at__isnull=False).count() == 4
    assert not IncidentText.objects.exclude(narrative="").exists()
    aside = Incident.objects.get(status=Status.WITHDRAWN)
    assert not aside.may_become(Status.REOPENED)


def summaries() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "select organisation_id, month, kind, sum(count), sum(light_count), sum(serious_count)"
            " from incidents_monthlysummary group by 1, 2, 3 order by 1, 2, 3"
        )
        return str(cursor.fetchall())


def test_no_figure_changes(organisation: Organisation, users: dict[Role, User]) -> None:
    for months in range(3):
        make_old(organisation, users, unknown_offender=bool(months % 2))
    Incident.objects.update(prosecution_status="sepot")
    today = LONG_AGO.date()
    before = summaries(), own_figures(organisation, today)
    erase()
    assert Incident.objects.filter(status=Status.ANONYMISED).count() == 3
    assert (summaries(), own_figures(organisation, today)) == before


def own_figures(organisation: Organisation, until: date) -> str:
    since = LONG_AGO - timedelta(days=30)
    share = own.reactions_in_time(organisation, since=since, at=LONG_AGO)
    late = own.late_reports(organisation, since=since)
    return f"{own.own_months(organisation, until=until)} {share} {late}"


def test_killed_half_way_the_next_run_goes_on(
    organisation: Organisation, users: dict[Role, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        make_old(organisation, users)
    keep_to_terms(at=NOW)
    calls = 0
    whole = services._erase_content

    def dies_at_third(incident: Incident) -> services.Removed:
        nonlocal calls
        calls += 1
        removed = whole(incident)
        if calls == 3:
            raise KeyboardInterrupt
        return removed

    monkeypatch.setattr(services, "_erase_content", dies_at_third)
    with pytest.raises(KeyboardInterrupt):
        keep_to_terms(at=night_after())
    assert RemovalRecord.objects.count() == 2 == Incident.objects.filter(status=Status.ANONYMISED).count()
    assert Attachment.objects.count() == 3
    monkeypatch.undo()
    assert keep_to_terms(at=night_after()).removed["voorval"] == 3
    assert RemovalRecord.objects.count() == 5


def test_nothing_of_it_is_left_in_trail_and_outbox(old: Incident, users: dict[Role, User]) -> None:
    key = f"incidents.step:{old.organisation_id}:{old.pk}:{users[Role.REPORTER].pk}:ontvangen:"
    queue_mail(recipient="melder@eigen.example", subject=old.reference, text="Uw melding", dedup_key=key)
    erase()
    assert not OutgoingMail.objects.filter(dedup_key=key).exists()
    labels = AuditEvent.objects.filter(organisation_id=old.organisation_id).values_list("object_label", flat=True)
    names = [str(user) for user in users.values()]
    assert labels and not [label for label in labels if "Kwaadaard" in label or label in names]
    assert AuditEvent.objects.filter(code="incidents.retention.anonymised", actor=None).count() == 1


def test_a_dry_run_only_counts(old: Incident) -> None:
    said = StringIO()
    call_command("retention", "--dry-run", stdout=said)
    assert "aan te kondigen: 1 voorvallen" in said.getvalue()
    assert not RetentionCase.objects.exists() and not OutgoingMail.objects.exists()
    call_command("retention", stdout=said)
    assert RetentionCase.objects.count() == 1


def test_a_help_sheet_that_was_left_lying_goes_along(old: Incident, users: dict[Role, User], private: Path) -> None:
    sheet = HelpSheet.objects.create(
        incident=old, organisation=old.organisation, has_narrative=True, requested_at=LONG_AGO
    )
    sheet.pdf = uploads.store(name="x.pdf", content=b"x", mimetype="application/pdf", actor=None, is_encrypted=True)
    sheet.save()
    erase()
    assert not HelpSheet.objects.exists() and not StoredFile.objects.filter(name="x.pdf").exists()


def test_timezone_now_is_not_used_below_the_job(old: Incident) -> None:
    """The clock is passed in: a round of the past announces nothing."""
    assert keep_to_terms(at=LONG_AGO + timedelta(days=1)).announced == 0
    assert timezone.is_aware(NOW)


def _delivered(organisation: Organisation) -> ImportRun:
    """Return a file that was read in, with a name in all that is known of it."""
    return ImportRun.objects.create(
        organisation=organisation,
        file_name="Meneer Kwaadaard.csv",
        file_format="csv",
        size=1,
        status="ingelezen",
        uploaded_at=NOW,
        done_at=NOW,
        columns=["Meneer Kwaadaard"],
        mapping={"Meneer Kwaadaard": "kinds"},
        words={"kinds": {"Kwaadaard": "verbaal"}},
    )


def test_names_of_delivered_files_and_unjudged_short_reports_go_after_three_months(organisation: Organisation) -> None:
    run = _delivered(organisation)
    poster = PosterFactory(organisation=organisation, created_at=NOW)
    report = MiniReportFactory(poster=poster, reported_at=NOW, occurred_at=NOW, words=WORDS)
    assert not any(keep_to_terms(at=NOW + timedelta(days=89)).removed.values())
    removed = keep_to_terms(at=NOW + timedelta(days=90)).removed
    assert (removed["bestand"], removed["korte_melding"]) == (1, 1)
    assert not any(keep_to_terms(at=NOW + timedelta(days=91)).removed.values())
    run.refresh_from_db()
    assert run.file_name == retention.NAMELESS
    assert (run.columns, run.mapping, run.words) == ([], {}, {})
    assert not MiniReport.objects.filter(pk=report.pk).exists()
