"""One incident in parts: each saved on its own, two editors, talks of aftercare, and what a reporter sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Conflict
from incidents import services
from incidents.choices import DutyKind, DutyState, Status, TalkState
from incidents.forms.parts import PartForm
from incidents.handling.parts import BY_SLUG, PARTS
from incidents.models import AftercareTalk, Incident, IncidentSettings, IncidentText, Unit
from incidents.services.aftercare import propose_talks
from incidents.today import today
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory, local
from tests.helpers import assert_constant_queries

ClientFor = Callable[[Role | User | None], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    return users[Role.COORDINATOR]


@pytest.fixture
def incident(organisation: Organisation, users: dict[Role, User]) -> Incident:
    made: Incident = IncidentFactory(
        organisation=organisation, reporter=users[Role.REPORTER], narrative="Er viel iets."
    )
    propose_talks(made)
    return made


def url_of(incident: Incident, slug: str) -> str:
    return reverse("incidents:change", args=[incident.reference, slug])


def shown_form(client: Client, incident: Incident, slug: str) -> dict[str, Any]:
    """Return what a browser would send back when nothing is changed."""
    form: PartForm = client.get(url_of(incident, slug)).context["form"]
    data: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, "", []):
            data[name] = value if isinstance(value, list) else form.fields[name].widget.format_value(value)
    return data


TYPED: dict[str, dict[str, Any]] = {
    "wat": {"severity": "zwaar", "victims_count": "2", "narrative": "Anders gezegd.", "own_reference": "zaak 12"},
    "waar": {"location": "Hal", "occurred_precision": "dag"},
    "gevolgen": {"harm_physical": "ernstig", "lost_days": "14+", "is_reportable": "True"},
    "veroorzaker": {"offender_relation": "burger", "repeated": "ja", "cause": "besluit"},
    "politie": {"police_contact": "aangifte", "report_filed_on": "2026-01-05", "report_number": "PL-12"},
    "reactie": {"reaction_types": ["pandverbod"], "ban_until": "2030-01-01", "reaction_by_role": "teamleider"},
    "schade": {"damage_kinds": ["goederen"], "damage_amount": "1.234,50", "recovered_amount": "1000"},
    "nazorg": {"aftercare_offered_at": "2026-01-05T10:00", "aftercare_by": ["shn"], "team_aftercare": "ja"},
    "leren": {"lessons": "Een tweede deur."},
}


def test_every_field_of_an_incident_stands_in_one_part() -> None:
    held = [name for part in PARTS for name in part.form.names()]
    assert len(held) == len(set(held))
    kept_apart = {
        *("id", "version", "submit_key", "organisation", "reference", "status", "reporter", "assigned_to"),
        *("assigned_by", "assigned_at", "created_at", "saved_at", "reported_at", "clock_due_at", "clock_stopped_at"),
        *("queue_rank", "queue_at", "closed_at", "merged_into", "source_system", "source_ref"),
        *("retention_paused_until", "anonymised_at", "conclusion", "incident"),
    }
    fields = {field.name for field in (*Incident._meta.fields, *IncidentText._meta.fields)}
    later = {name for name in fields - kept_apart - set(held) if name.startswith(("retention", "source", "import"))}
    assert fields - kept_apart - later == set(held)


@pytest.mark.parametrize("slug", list(BY_SLUG))
def test_each_part_is_saved_on_its_own(client_for: ClientFor, incident: Incident, slug: str) -> None:
    client = client_for(Role.COORDINATOR)
    before = {name: getattr(incident, name) for part in PARTS for name in part.form.names() if hasattr(incident, name)}
    answer = client.post(url_of(incident, slug), shown_form(client, incident, slug) | TYPED[slug])
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    saved = Incident.objects.select_related("text").get(pk=incident.pk)
    own = BY_SLUG[slug].form.names()
    changed = [name for name, value in before.items() if getattr(saved, name) != value]
    assert changed or slug == "leren"
    assert set(changed) <= set(own)
    page = client.get(incident.get_absolute_url()).content.decode()
    for value in ("1.234,50", "Een tweede deur.", "Anders gezegd.", "teamleider", "PL-12", "Hal"):
        assert (value in page) is any(value in str(typed) for typed in TYPED[slug].values()), value


@pytest.mark.parametrize("slug", list(BY_SLUG))
def test_saving_what_was_not_changed_changes_nothing(client_for: ClientFor, incident: Incident, slug: str) -> None:
    client = client_for(Role.COORDINATOR)
    Incident.objects.filter(pk=incident.pk).update(
        occurred_at=incident.occurred_at.replace(second=17, microsecond=5), damage_amount="10.50"
    )
    answer = client.post(url_of(incident, slug), shown_form(client, incident, slug))
    assert answer.status_code == 302
    assert not AuditEvent.objects.filter(code="incidents.incident.changed").exists()


def test_two_editors_of_one_part(client_for: ClientFor, incident: Incident) -> None:
    client, url = client_for(Role.COORDINATOR), url_of(incident, "wat")
    typed = shown_form(client, incident, "wat")
    assert client.post(url, typed | {"severity": "zwaar"}).status_code == 302
    second = client.post(url, typed | {"severity": "middel", "own_reference": "zaak 12"})
    text = second.content.decode()
    assert second.status_code == 422
    assert "Iemand anders heeft dit deel intussen gewijzigd" in text and "Ernst: nu staat er ‘zwaar’" in text
    assert "zaak 12" in text and "Vormen: nu staat er" not in text, "only what differs is told"
    incident.refresh_from_db()
    assert incident.severity == "zwaar"
    again = typed | {"severity": "middel", "seen": second.context["form"]["seen"].value()}
    assert client.post(url, again).status_code == 302
    incident.refresh_from_db()
    assert incident.severity == "middel"


def test_two_editors_of_different_parts_do_not_hinder_each_other(client_for: ClientFor, incident: Incident) -> None:
    client = client_for(Role.COORDINATOR)
    forms = {slug: shown_form(client, incident, slug) for slug in BY_SLUG}
    for slug, data in forms.items():
        assert client.post(url_of(incident, slug), data | TYPED[slug]).status_code == 302, slug


def test_a_double_press_is_one_change(client_for: ClientFor, incident: Incident, coordinator: User) -> None:
    facts, now = {"severity": "zwaar"}, timezone.now()
    for _ in range(2):
        services.change_incident(incident=incident, actor=coordinator, facts=facts, text={}, changed_at=now)
    assert AuditEvent.objects.filter(code="incidents.incident.changed").count() == 1


def test_history_names_the_changed_fields_in_dutch_and_no_values(client_for: ClientFor, incident: Incident) -> None:
    client = client_for(Role.COORDINATOR)
    client.post(url_of(incident, "politie"), shown_form(client, incident, "politie") | TYPED["politie"])
    lines = [line.sentence for line in client.get(incident.get_absolute_url()).context["history"]]
    told = next(line for line in lines if " aan: " in line)
    assert told.endswith(" aan: politie, aangifte gedaan op, nummer proces-verbaal.")
    assert "PL-12" not in " ".join(lines)


def test_choice_lists_are_of_the_day_of_the_incident(client_for: ClientFor, organisation: Organisation) -> None:
    old = IncidentFactory(organisation=organisation, occurred_at=local(2015, 3, 10), reported_at=local(2015, 3, 11))
    kept = IncidentFactory(
        organisation=organisation, occurred_at=local(2015, 3, 10), reported_at=local(2015, 3, 11), kinds=["doxing"]
    )
    new = IncidentFactory(organisation=organisation)
    client = client_for(Role.COORDINATOR)
    offers = {
        each: dict(client.get(url_of(each, "wat")).context["form"].fields["kinds"].choices) for each in (old, kept, new)
    }
    assert "doxing" not in offers[old]
    assert "doxing" in offers[kept] and "doxing" in offers[new]


@pytest.mark.parametrize(
    ("slug", "typed", "message"),
    [
        ("wat", {"kinds": ["verbaal"], "main_kind": "fysiek"}, "Kies de hoofdvorm uit"),
        ("wat", {"kinds": []}, "ten minste één vorm"),
        ("waar", {"occurred_precision": "exact", "occurred_time": ""}, "Vul de tijd in"),
        ("waar", {"occurred_precision": "dagdeel"}, "Kies het deel van de dag"),
        ("waar", {"occurred_on": "2031-01-01"}, "ligt na de melding"),
        ("waar", {"occurred_on": "2013-01-01"}, "vanaf 1 januari 2014"),
        ("reactie", {"reaction_types": ["gesprek"], "ban_until": "2030-01-01"}, "welk verbod"),
        ("schade", {"damage_amount": "10", "recovered_amount": "20"}, "meer verhaald"),
        ("schade", {"damage_amount": "-1"}, "0"),
        ("nazorg", {"aftercare_offered_at": "2031-01-01T10:00"}, "moet nog komen"),
    ],
)
def test_what_cannot_be_is_told_at_the_form(
    client_for: ClientFor, incident: Incident, slug: str, typed: dict[str, Any], message: str
) -> None:
    client = client_for(Role.COORDINATOR)
    answer = client.post(url_of(incident, slug), shown_form(client, incident, slug) | typed)
    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_correcting_the_moment_moves_the_term_and_says_so(client_for: ClientFor, incident: Incident) -> None:
    client, due = client_for(Role.COORDINATOR), incident.clock_due_at
    day = timezone.localtime(incident.occurred_at) - timedelta(days=1)
    typed = {"occurred_on": day.date().isoformat(), "occurred_time": "10:00", "occurred_precision": "exact"}
    page = client.post(url_of(incident, "waar"), shown_form(client, incident, "waar") | typed, follow=True)
    assert "De termijn is opnieuw berekend" in page.content.decode()
    incident.refresh_from_db()
    assert incident.clock_due_at < due
    assert incident.duties.get(kind=DutyKind.REACTION).due_at == incident.clock_due_at == incident.queue_at


def test_a_department_of_elsewhere_cannot_be_chosen(
    client_for: ClientFor, incident: Incident, other_organisation: Organisation
) -> None:
    own = Unit.objects.create(organisation=incident.organisation, name="Eigen")
    foreign = Unit.objects.create(organisation=other_organisation, name="Vreemd")
    client = client_for(Role.COORDINATOR)
    typed = shown_form(client, incident, "waar")
    assert client.post(url_of(incident, "waar"), typed | {"unit": foreign.pk}).status_code == 422
    assert client.post(url_of(incident, "waar"), typed | {"unit": own.pk}).status_code == 302


@pytest.mark.parametrize("slug", ["wat", "leren"])
def test_what_looks_like_a_person_is_warned_of_and_saved(client_for: ClientFor, incident: Incident, slug: str) -> None:
    client, name = client_for(Role.COORDINATOR), {"wat": "narrative", "leren": "lessons"}[slug]
    text = "De bezoeker stelde zich voor als meneer Voorbeeldman."
    page = client.post(url_of(incident, slug), shown_form(client, incident, slug) | {name: text}, follow=True)
    assert "Dit lijkt op een naam" in page.content.decode() or "dit lijkt op een naam" in page.content.decode()
    assert getattr(IncidentText.objects.get(incident=incident), name) == text


def test_the_inspectorate_is_asked_about_until_it_is_answered(client_for: ClientFor, incident: Incident) -> None:
    client, question = client_for(Role.COORDINATOR), "Moet de Arbeidsinspectie dit weten?"
    assert question not in client.get(incident.get_absolute_url()).content.decode()
    Incident.objects.filter(pk=incident.pk).update(harm_physical="ernstig")
    assert question in client.get(incident.get_absolute_url()).content.decode()
    Incident.objects.filter(pk=incident.pk).update(is_reportable=False)
    assert question not in client.get(incident.get_absolute_url()).content.decode()


def test_a_closed_incident_is_not_edited(client_for: ClientFor, organisation: Organisation) -> None:
    closed = IncidentFactory(organisation=organisation, closed=True)
    client = client_for(Role.COORDINATOR)
    assert url_of(closed, "wat") not in client.get(closed.get_absolute_url()).content.decode()
    answer = client.post(url_of(closed, "leren"), {"lessons": "Te laat"})
    assert answer.status_code == 422 and "Heropen het eerst" in answer.content.decode()


def test_the_page_takes_constant_queries(client_for: ClientFor, incident: Incident, coordinator: User) -> None:
    def grow(number: int) -> None:
        for step in range(number):
            facts = {"victims_count": AuditEvent.objects.count() + step}
            services.change_incident(
                incident=incident, actor=coordinator, facts=facts, text={}, changed_at=timezone.now()
            )

    assert_constant_queries(client_for(Role.COORDINATOR), incident.get_absolute_url(), grow)


# --- talks of aftercare -----------------------------------------------------------------------------------------------


def answer_talk(talk: AftercareTalk, actor: User, state: TalkState, day: date | None = None) -> AftercareTalk:
    return services.answer_talk(
        talk=talk, actor=actor, state=state, day=day, answered_at=timezone.now(), version=talk.version
    )


def test_sending_proposes_the_talks_that_the_organisation_arranged(
    organisation: Organisation, users: dict[Role, User]
) -> None:
    days = lambda incident: list(incident.talks.values_list("after_days", flat=True))  # noqa: E731
    reporter = users[Role.REPORTER]
    draft = IncidentFactory(organisation=organisation, draft=True, reporter=reporter)
    sent = services.send_report(incident=draft, actor=reporter, sent_at=timezone.now())
    assert days(sent) == [3, 14, 49]
    IncidentSettings.objects.update_or_create(organisation=organisation, defaults={"talk_days": [2, 30]})
    draft = IncidentFactory(organisation=organisation, draft=True, reporter=reporter)
    assert days(services.send_report(incident=draft, actor=reporter, sent_at=timezone.now())) == [2, 30]


def test_a_talk_is_planned_held_or_not_wanted_and_taken_back(incident: Incident, coordinator: User) -> None:
    talk, today_ = incident.talks.all()[0], timezone.localdate()
    talk = answer_talk(talk, coordinator, TalkState.PLANNED, today_ + timedelta(days=1))
    assert talk.planned_on == today_ + timedelta(days=1)
    talk = answer_talk(talk, coordinator, TalkState.HELD, today_)
    assert (talk.state, talk.held_on) == (TalkState.HELD, today_)
    talk = answer_talk(talk, coordinator, TalkState.NOT_WANTED)
    talk = answer_talk(talk, coordinator, TalkState.PLANNED, today_)
    assert (talk.state, talk.held_on, talk.answered_at) == (TalkState.PLANNED, None, None)


def test_a_talk_that_was_held_answers_the_light_of_aftercare_once(incident: Incident, coordinator: User) -> None:
    first, second, _ = incident.talks.all()
    answer_talk(first, coordinator, TalkState.HELD, timezone.localdate())
    duty = incident.duties.get(kind=DutyKind.AFTERCARE)
    assert (duty.state, timezone.localdate(duty.done_at)) == (DutyState.DONE, timezone.localdate())
    incident.refresh_from_db()
    assert (incident.status, incident.aftercare_offered_at) == (Status.IN_PROGRESS, duty.done_at)
    answer_talk(second, coordinator, TalkState.HELD, timezone.localdate())
    assert incident.duties.get(kind=DutyKind.AFTERCARE).version == duty.version


def test_odd_talks_are_refused(
    incident: Incident, coordinator: User, users: dict[Role, User], foreign_users: dict[Role, User]
) -> None:
    talk, today_ = incident.talks.all()[0], timezone.localdate()
    for state, day in [
        (TalkState.HELD, today_ + timedelta(days=1)),
        (TalkState.HELD, None),
        (TalkState.PLANNED, date(2014, 5, 1)),
    ]:
        with pytest.raises(ValidationError):
            answer_talk(talk, coordinator, state, day)
    for actor in (users[Role.REPORTER], foreign_users[Role.COORDINATOR], users[Role.PROJECT_LEADER]):
        with pytest.raises(PermissionDenied):
            answer_talk(talk, actor, TalkState.NOT_WANTED)
    answer_talk(talk, coordinator, TalkState.NOT_WANTED)
    with pytest.raises(Conflict):
        services.answer_talk(
            talk=talk, actor=coordinator, state=TalkState.HELD, day=today_, answered_at=timezone.now(), version=0
        )


def test_talks_follow_the_light_of_aftercare_and_back(incident: Incident, coordinator: User) -> None:
    first, second, _ = incident.talks.all()
    answer_talk(first, coordinator, TalkState.HELD, timezone.localdate())
    answer_talk(second, coordinator, TalkState.NOT_WANTED)
    duty, states = incident.duties.get(kind=DutyKind.AFTERCARE), lambda: [each.state for each in incident.talks.all()]
    not_wanted = {"state": DutyState.NOT_NEEDED, "reason": "niet_gewenst"}
    services.answer_duty(duty=duty, actor=coordinator, answered_at=timezone.now(), **not_wanted)
    assert states() == ["gevoerd", "niet_gewenst", "niet_gewenst"]
    duty.refresh_from_db()
    services.answer_duty(duty=duty, actor=coordinator, state=DutyState.TODO, answered_at=timezone.now())
    assert states() == ["gevoerd", "niet_gewenst", "gepland"]


def test_vandaag_tells_of_a_talk_on_its_day_also_after_closing(
    incident: Incident, coordinator: User, users: dict[Role, User]
) -> None:
    talk = incident.talks.all()[1]
    Incident.objects.filter(pk=incident.pk).update(status=Status.CLOSED, closed_at=timezone.now())
    at = timezone.make_aware(datetime.combine(talk.planned_on, time(12)))
    lines = lambda user, at: [line for line in today(user, at) if "gesprek" in line.sentence]  # noqa: E731
    assert [line.due_on for line in lines(coordinator, at)][-1] == talk.planned_on
    assert "Vandaag: gesprek na 2 weken" in lines(coordinator, at)[-1].sentence
    assert lines(users[Role.REPORTER], at) == []
    Incident.objects.filter(pk=incident.pk).update(status=Status.WITHDRAWN, closed_at=None)
    assert lines(coordinator, at) == []


def test_the_talk_page_and_the_proposal_by_two_presses(client_for: ClientFor, organisation: Organisation) -> None:
    incident, client = IncidentFactory(organisation=organisation), client_for(Role.COORDINATOR)
    for _ in range(2):
        assert client.post(reverse("incidents:plan_talks", args=[incident.reference])).status_code == 302
    assert incident.talks.count() == 3
    url = reverse("incidents:talk", args=[incident.reference, 3])
    assert client.get(url).status_code == 200
    assert client.post(url, {"state": "gevoerd"}).status_code == 422
    typed = {"state": "gevoerd", "held_on": timezone.localdate().isoformat(), "version": 0}
    assert client.post(url, typed).status_code == 302
    later = typed | {"state": "gepland", "planned_on": timezone.localdate().isoformat()}
    stale = client.post(url, later)
    assert (stale.status_code, stale.context["form"].errors.keys()) == (422, {"__all__"}), "the second of two editors"
    assert client.post(url, later | {"version": 1}).status_code == 302, "with the day of the answer that was chosen"
    assert client.post(url, typed | {"version": 2}).status_code == 302
    assert "gevoerd op" in client.get(incident.get_absolute_url()).content.decode()
    assert client.get(reverse("incidents:talk", args=[incident.reference, 99])).status_code == 404


# --- the reporter -----------------------------------------------------------------------------------------------------


def test_a_reporter_reads_how_it_stands_and_what_was_done(client_for: ClientFor, incident: Incident) -> None:
    Incident.objects.filter(pk=incident.pk).update(offender_relation="huurder", police_contact="aangifte")
    IncidentText.objects.filter(incident=incident).update(report_number="PL-12", lessons="les", own_reference="zaak-9")
    client = client_for(Role.REPORTER)
    page = client.get(incident.get_absolute_url()).content.decode()
    assert "Uw melding is ontvangen" in page and "Er viel iets." in page
    for hidden in ("PL-12", "zaak-9", "huurder", "Geschiedenis", "Wijzig", "Wijs toe", "Politie en aangifte"):
        assert hidden not in page, hidden
    Incident.objects.filter(pk=incident.pk).update(status=Status.CLOSED, closed_at=timezone.now())
    IncidentText.objects.filter(incident=incident).update(conclusion="Er is een brief gestuurd.")
    page = client.get(incident.get_absolute_url()).content.decode()
    assert "Uw melding is afgehandeld" in page and "Er is een brief gestuurd." in page


def test_a_reporter_takes_the_own_report_back_while_nobody_took_it_up(
    client_for: ClientFor, incident: Incident, organisation: Organisation, users: dict[Role, User], coordinator: User
) -> None:
    client, url = client_for(Role.REPORTER), reverse("incidents:withdraw", args=[incident.reference])
    assert url in client.get(incident.get_absolute_url()).content.decode()
    taken = IncidentFactory(organisation=organisation, reporter=users[Role.REPORTER], in_progress=True)
    taken_url = reverse("incidents:withdraw", args=[taken.reference])
    assert client.post(taken_url).status_code == 422
    with pytest.raises(PermissionDenied):
        services.withdraw_own_report(incident=incident, actor=coordinator)
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 422, "a double press withdraws once"
    incident.refresh_from_db()
    taken.refresh_from_db()
    assert (incident.status, taken.status) == (Status.WITHDRAWN, Status.IN_PROGRESS)
