"""A file tells of known cases otherwise: counted at the check, changed when asked, never over work in the portal."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from incidents.choices import DutyState, Status
from incidents.delivery import updating
from incidents.handling.history import history_of
from incidents.models import Duty, ImportChange, ImportRun, ImportStatus, Incident, IncidentText, MonthlySummary, Unit
from incidents.services import delivery, reopen_incident
from incidents.services.changing import change_incident
from participants.access import Role
from participants.models import Organisation, User
from tests.incidents.delivery.placing import HEAD, TWO, place, press

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db

OTHER = (
    f"{HEAD}\r\n1;17-6-2014 11:15;schelden of beledigen;telefoon;zwaar;Belde en schold.\r\n"
    "2;18-6-2014;vernielen;straat;;\r\n3;19-6-2014;vernielen;straat;;\r\n"
)
ONE = "1;17-6-2014 10:40;schelden of beledigen;balie;licht;"


def read_in(client: Client, content: str, **more: str) -> ImportRun:
    run = place(client, content)
    assert run.status == ImportStatus.READY, run.problems
    return press(client, run, "inlezen", **more)


def shown(client: Client, run: ImportRun) -> str:
    return client.get(run.get_absolute_url()).content.decode()


def case(ref: str = "1") -> Incident:
    found: Incident = Incident.objects.get(source_ref=ref)
    return found


def state() -> list[Any]:
    """Return all that a case is, but for its versions and when it was saved."""
    own = {"version", "saved_at"}
    return [
        [*model.objects.order_by("pk").values(*({f.attname for f in model._meta.concrete_fields} - own))]
        for model in (Incident, IncidentText, Duty)
    ]


def test_new_unchanged_and_changed_are_counted_and_by_default_known_ones_stay(client: Client) -> None:
    read_in(client, TWO)
    before = state()
    run = place(client, OTHER)
    assert (run.rows_total, run.rows_new, run.rows_known, run.rows_changed, run.rows_kept) == (3, 1, 2, 1, 0)
    page = shown(client, run)
    for told in (
        "Werk bekende voorvallen bij (1)",
        case().reference,
        "Datum en tijd, Gemeld op, Plaats, Ernst, Afgehandeld op, Omschrijving",
    ):
        assert told in page, told
    assert "checked" not in page.partition("id_update")[2][:80]
    assert "Belde" not in page
    run = press(client, run, "inlezen")
    assert (run.status, run.rows_new, run.rows_known, run.rows_changed) == (ImportStatus.DONE, 1, 2, 0)
    case("3").delete()
    assert state() == before


def test_when_asked_a_known_case_becomes_what_the_file_tells(client: Client, users: dict[Role, User]) -> None:
    read_in(client, TWO)
    untouched = case("2").version
    run = read_in(client, OTHER, update="on")
    assert (run.rows_new, run.rows_known, run.rows_changed) == (1, 2, 1)
    found = case()
    assert timezone.localtime(found.occurred_at).isoformat() == "2014-06-17T11:15:00+02:00"
    assert (found.channel, found.severity, found.text.narrative) == ("telefoon", "zwaar", "Belde en schold.")
    assert found.reported_at == found.occurred_at, "nobody told when it was reported"
    assert (found.version, case("2").version) == (1, untouched)
    event = AuditEvent.objects.get(code="incidents.import.updated")
    assert (event.actor, event.object_id) == (users[Role.COORDINATOR], str(found.pk))
    line = history_of(found)[0].sentence
    assert "werkte" in line and "ernst" in line and "omschrijving" in line and "Belde" not in line
    page = shown(client, run)
    assert "Al bekend, bijgewerkt" in page and "wordt weer zoals het was" in page
    again = place(client, OTHER)
    assert (again.rows_new, again.rows_changed) == (0, 0), "the same file again tells nothing new"


def test_the_summary_follows_a_change(client: Client, organisation: Organisation) -> None:
    read_in(client, TWO)
    read_in(client, TWO.replace("17-6-2014", "17-7-2014"), update="on")
    months = MonthlySummary.objects.filter(organisation=organisation, count__gt=0).values_list("month", flat=True)
    assert sorted({month.month for month in months}) == [6, 7]


def test_what_was_done_in_the_portal_since_is_never_overwritten(client: Client, users: dict[Role, User]) -> None:
    fresh = f"{timezone.localtime() - timedelta(hours=3):%d-%m-%Y %H:%M}"
    content = f"{HEAD}\r\n1;{fresh};schelden;balie;licht;Eerst\r\n2;{fresh};schelden;balie;licht;Eerst\r\n"
    read_in(client, content)
    change_incident(
        incident=case(),
        actor=users[Role.COORDINATOR],
        facts={"severity": "zwaar"},
        text={},
        changed_at=timezone.now(),
    )
    Duty.objects.filter(incident=case("2"), kind="schade").update(version=1)
    before = state()
    run = place(client, content.replace("Eerst", "Later"))
    assert (run.rows_changed, run.rows_kept) == (0, 2)
    page = shown(client, run)
    for told in (
        "Alles is al bekend",
        "Blijft zoals het is",
        "Regel&nbsp;2",
        "Dit voorval is in het portaal gewijzigd.",
        "Wijzig het dan in het portaal.",
    ):
        assert told in page, told
    run = press(client, run, "inlezen", update="on")
    assert state() == before


def test_the_rest_of_the_file_goes_on_beside_a_case_that_stays(client: Client, users: dict[Role, User]) -> None:
    read_in(client, TWO)
    reopen_incident(incident=case("2"), actor=users[Role.COORDINATOR], reopened_at=timezone.now())
    content = OTHER.replace("18-6-2014;vernielen;straat", "18-6-2014;vernielen;telefoon")
    run = read_in(client, content, update="on")
    assert (run.rows_new, run.rows_changed, run.rows_kept) == (1, 1, 1)
    assert (case("2").channel, case().channel) == ("straat", "telefoon")
    assert case("2").reference in shown(client, run), "told afterwards too"


def test_an_empty_cell_a_missing_column_and_what_is_assumed_change_nothing(client: Client) -> None:
    long = (
        "Kenmerk;Datum en tijd;Gemeld op;Vormen;Plaats;Ernst;Melder meldt;Omschrijving;Aangifte;Aangifte gedaan op;"
        "Status\r\n"
    )
    told = "schelden;balie;zwaar;zelf;Riep;ja;19-6-2014;afgehandeld"
    read_in(client, f"{long}1;17-6-2014 10:40;18-6-2014 9:00;{told}\r\n")
    before = state()
    for content in (
        "Kenmerk;Datum en tijd;Vormen;Plaats\r\n1;17-6-2014 10:40;schelden;balie\r\n",
        f"{long}1;17-6-2014 10:40;;schelden;balie;;;;ja;;\r\n",
    ):
        run = place(client, content)
        assert (run.status, run.rows_changed, run.rows_known) == (ImportStatus.READY, 0, 1), run.differences
    assert state() == before


def test_a_moment_that_does_not_fit_what_is_known_leaves_the_case(client: Client) -> None:
    head = "Kenmerk;Datum en tijd;Gemeld op;Vormen;Plaats"
    read_in(client, f"{head}\r\n1;17-6-2014 10:40;18-6-2014 9:00;schelden;balie\r\n")
    run = place(client, f"{head}\r\n1;20-6-2014 10:40;;schelden;balie\r\n")
    assert (run.rows_changed, run.rows_kept) == (0, 1)
    assert "na de melding liggen" in shown(client, run)


def test_undoing_puts_back_exactly_what_was(client: Client, organisation: Organisation) -> None:
    Unit.objects.create(organisation=organisation, name="Zwembad")
    head = "Kenmerk;Datum en tijd;Vormen;Plaats;Schadebedrag;Omschrijving;Afdeling;Aangifte gedaan op;Status;Nazorg"
    read_in(client, f"{head}\r\n1;17-6-2014 10:40;schelden;balie;12,50;Eerst;;19-6-2014;afgehandeld;\r\n")
    before = state()
    second = read_in(
        client,
        f"{head}\r\n1;18-6-2014;vernielen;straat;99,95;Later;Zwembad;20-6-2014;open;ja\r\n2;18-6-2014;vernielen;straat;;;;;;\r\n",
        update="on",
    )
    assert second.rows_changed == 1
    found = case()
    assert (found.status, found.unit.name, found.duties.count()) == (Status.IN_PROGRESS, "Zwembad", 4)
    assert found.duties.filter(state=DutyState.TODO).count() == 2
    kept = ImportChange.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("select before from incidents_importchange")
        assert "Eerst" in kept.before["text"].values() and "Eerst" not in cursor.fetchone()[0]
    assert press(client, second, "ongedaan").status == ImportStatus.UNDONE
    assert state() == before
    assert AuditEvent.objects.filter(code="incidents.import.restored").count() == 1
    kept.refresh_from_db()
    assert (kept.is_undone, kept.before) == (True, {})


def test_after_undoing_the_second_file_the_first_can_be_undone_too(client: Client) -> None:
    first = read_in(client, TWO)
    second = read_in(client, OTHER, update="on")
    assert press(client, first, "ongedaan").status == ImportStatus.DONE
    assert "Bij 1 van deze voorvallen" in _messages(client, first, "ongedaan")
    assert press(client, second, "ongedaan").status == ImportStatus.UNDONE
    assert place(client, OTHER).rows_changed == 1, "it may be changed again"
    first.refresh_from_db()
    assert press(client, first, "ongedaan").status == ImportStatus.UNDONE
    assert not Incident.objects.exists()


def _messages(client: Client, run: ImportRun, slug: str) -> str:
    url = reverse("incidents:import_step", args=[run.pk, slug])
    return client.post(url, {"version": run.version}, follow=True).content.decode()


def test_undoing_is_refused_once_a_changed_case_was_touched_or_changed_by_a_later_file(
    client: Client, users: dict[Role, User]
) -> None:
    read_in(client, TWO)
    second = read_in(client, OTHER, update="on")
    third = read_in(client, OTHER.replace("zwaar", "middel"), update="on")
    assert third.rows_changed == 1
    assert "Bij 1 van deze voorvallen" in _messages(client, second, "ongedaan")
    assert press(client, third, "ongedaan").status == ImportStatus.UNDONE
    assert case().severity == "zwaar"
    reopen_incident(incident=case(), actor=users[Role.COORDINATOR], reopened_at=timezone.now())
    assert "Bij 1 van deze voorvallen" in _messages(client, second, "ongedaan")
    assert case().severity == "zwaar"


def test_it_is_the_whole_file_or_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    read_in(client, TWO)
    before = state()
    run = place(client, OTHER.replace("18-6-2014;vernielen;straat", "18-6-2014;vernielen;telefoon"))
    assert run.rows_changed == 2
    calls: list[Any] = []

    def fails(*args: Any) -> ImportChange:
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("the worker is killed")
        return original(*args)

    original = updating._write
    monkeypatch.setattr(updating, "_write", fails)
    with pytest.raises(RuntimeError):
        press(client, run, "inlezen", update="on")
    assert (len(calls), state()) == (2, before)
    assert not ImportChange.objects.exists()


def test_many_are_changed_by_a_worker(client: Client) -> None:
    lines = "\r\n".join(ONE.replace("1;", f"{number};", 1) for number in range(300))
    read_in(client, f"{HEAD}\r\n{lines}")
    run = place(client, f"{HEAD}\r\n{lines}".replace(";licht;", ";zwaar;"))
    assert run.rows_changed == 300
    client.post(reverse("incidents:import_step", args=[run.pk, "inlezen"]), {"version": run.version, "update": "on"})
    run.refresh_from_db()
    assert run.status == ImportStatus.RUNNING
    run = press(client, run, "inlezen")
    assert (run.status, run.rows_changed) == (ImportStatus.DONE, 300)
    assert Incident.objects.filter(severity="zwaar").count() == 300
    press(client, run, "ongedaan")
    assert Incident.objects.filter(severity="licht").count() == 300


def test_more_than_a_worker_can_do_is_refused_with_what_to_do(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    read_in(client, TWO)
    run = place(client, OTHER)
    monkeypatch.setattr(delivery, "MOST_CHANGED", 0)
    url = reverse("incidents:import_step", args=[run.pk, "inlezen"])
    page = client.post(url, {"version": run.version, "update": "on"}, follow=True).content.decode()
    assert "Splits het, bijvoorbeeld per jaar" in page
    assert press(client, run, "inlezen").rows_new == 1, "new ones may come in"


def test_the_case_of_another_organisation_with_the_same_reference_stays(
    client: Client, client_for: ClientFor, foreign_users: dict[Role, User], other_organisation: Organisation
) -> None:
    read_in(client_for(foreign_users[Role.COORDINATOR]), TWO)
    before = state()
    read_in(client, TWO)
    read_in(client, OTHER, update="on")
    for each in (Duty, IncidentText, Incident):
        each.objects.exclude(organisation=other_organisation).delete()
    ImportChange.objects.all().delete()
    assert state() == before


def test_how_it_was_is_forgotten_after_a_day(client: Client) -> None:
    read_in(client, TWO)
    run = read_in(client, OTHER, update="on")
    assert ImportChange.objects.get().before
    delivery.forget_old_files(at=timezone.now() + timedelta(hours=23), older_than=86_400)
    assert ImportChange.objects.get().before
    later = timezone.now() + timedelta(hours=25)
    ImportRun.objects.filter(pk=run.pk).update(status=ImportStatus.UNDOING)
    delivery.forget_old_files(at=later, older_than=86_400)
    assert ImportChange.objects.get().before, "undoing was asked for in time"
    ImportRun.objects.filter(pk=run.pk).update(status=ImportStatus.DONE)
    delivery.forget_old_files(at=later, older_than=86_400)
    assert ImportChange.objects.get().before == {}
    assert not run.may_be_undone(later)


_HEADINGS = (
    "Kenmerk;Datum en tijd;Gemeld op;Vormen;Plaats;Ernst;Veroorzaker bekend;Reactie gegeven op;Aangifte gedaan op;"
    "Schade niet verhaald, omdat;Opvang aangeboden op;Schadebedrag;Verzuim;Politie;Status;Afgehandeld op;Omschrijving"
)


def _random_rows(seed: int, count: int) -> Iterator[str]:
    """Yield rows that fill every cell, so that nothing of before is left; some are open and some closed."""
    chance = random.Random(seed)
    start = timezone.now() - timedelta(days=200)
    yield _HEADINGS
    for number in range(count):
        at = start + timedelta(minutes=chance.randrange(60 * 24 * 150))
        later = [f"{at + timedelta(days=n, minutes=chance.randrange(900)):%d-%m-%Y %H:%M}" for n in range(1, 6)]
        is_closed = chance.random() < 0.5
        yield ";".join(
            [
                str(number),
                f"{at:%d-%m-%Y %H:%M}",
                later[0],
                chance.choice(["schelden", "bedreigen en schelden", "vernielen"]),
                chance.choice(["balie", "telefoon"]),
                chance.choice(["licht", "middel", "zwaar"]),
                chance.choice(["ja", "nee"]),
                later[1],
                later[2][:10],
                "geen schade",
                later[3],
                chance.choice(["12,50", "99", "0"]),
                chance.choice(["geen", "1-3"]),
                chance.choice(["geen politie", "melding bij de politie"]),
                "afgehandeld" if is_closed else "open",
                later[4] if is_closed else "",
                f"Tekst {chance.randrange(10**6)}",
            ]
        )


def _outcome() -> list[Any]:
    own = {"id", "version", "saved_at", "created_at", "reference", "import_run_id", "incident_id"}
    found = []
    for model, order in (
        (Incident, "source_ref"),
        (IncidentText, "incident__source_ref"),
        (Duty, "incident__source_ref"),
    ):
        names = sorted({field.attname for field in model._meta.concrete_fields} - own)
        extra = ["kind"] if model is Duty else []
        found.append([*model.objects.order_by(order, *extra).values(*names)])
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_changed_case_is_what_it_would_be_had_it_come_in_like_that(client: Client, seed: int) -> None:
    first, second = ("\r\n".join(_random_rows(number, 40)) for number in (seed, seed + 100))
    read_in(client, first)
    assert read_in(client, second, update="on").rows_changed == 40
    changed = _outcome()
    for model in (ImportChange, Duty, IncidentText, Incident):
        model.objects.all().delete()
    read_in(client, second)
    for one, other in zip(changed, _outcome(), strict=True):
        for was, now in zip(one, other, strict=True):
            assert was == now
