"""Shows handling in the demonstration: a second coordinator, talks in every state, facts that were added later."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from core.demo import DemoWorld
from incidents.choices import OPEN, DutyKind, DutyState, Status, TalkState
from incidents.clock import moment_of
from incidents.models import AftercareTalk, Duty, Incident, IncidentText, Unit
from incidents.services.aftercare import proposed_talks
from participants.access import Role
from participants.models import Membership, Organisation, Person, User

COLLEAGUE = ("Jorrit Elzenkamp", "collega.coordinator@voorbeeld.example")
UNITS = ("Publiekszaken", "Werk en inkomen", "Handhaving", "Wijkteams")
_SHOWN_DAYS = 75
_LESSONS = (
    "De wachtruimte krijgt een tweede deur, zodat collega's altijd weg kunnen.",
    "Slecht nieuws vertellen we voortaan met zijn tweeën.",
    "De afspraak over geen beeld delen staat nu op het bord bij de balie.",
)
_WITH_NAME = "De bezoeker stelde zich voor als meneer Voorbeeldman en werd daarna boos."


def load(world: DemoWorld, codes: tuple[str, ...]) -> None:
    """Fill what is empty; what was loaded before stays as it is."""
    for code in codes:
        organisation = world.organisations[code]
        rows = Incident.objects.filter(organisation=organisation).exclude(status=Status.DRAFT)
        if AftercareTalk.objects.filter(organisation=organisation).exists():
            continue
        since = world.now - timedelta(days=_SHOWN_DAYS)
        recent = list(rows.filter(reported_at__gte=since).select_related("text").order_by("-reported_at", "pk"))
        _talks(world, recent)
        _facts(world, organisation, recent)
    colleague = _colleague(world, world.organisations[codes[0]])
    _assign(world, world.organisations[codes[0]], colleague)


def _talks(world: DemoWorld, incidents: list[Incident]) -> None:
    """Let most talks of past days be held, some not wanted, and a few wait past their day."""
    today, made = timezone.localdate(world.now), []
    unneeded = Duty.objects.filter(kind=DutyKind.AFTERCARE, state=DutyState.NOT_NEEDED, incident__in=incidents)
    without = dict(unneeded.values_list("incident_id", "answered_at"))
    for incident in incidents:
        is_aside = incident.status not in (*OPEN, Status.CLOSED)
        for talk in proposed_talks(incident):
            fate = world.rng.choices(["held", "not_wanted", "waits"], [70, 18, 12])[0]
            if talk.planned_on < today and not is_aside and fate != "waits":
                talk.state = TalkState.HELD if fate == "held" else TalkState.NOT_WANTED
                talk.held_on = talk.planned_on if fate == "held" else None
                talk.answered_at = moment_of(talk.planned_on, time(16))
            if incident.pk in without:
                talk.state, talk.held_on, talk.answered_at = TalkState.NOT_WANTED, None, without[incident.pk]
            made.append(talk)
    waiting = [talk for talk in made if talk.state == TalkState.PLANNED and talk.planned_on > today]
    if waiting:
        waiting[0].planned_on = today
    AftercareTalk.objects.bulk_create(made)


def _facts(world: DemoWorld, organisation: Organisation, incidents: list[Incident]) -> None:
    """Fill in with the facts what a coordinator learns in the days after a report."""
    units = [Unit.objects.get_or_create(organisation=organisation, name=name)[0] for name in UNITS]
    rng, places = world.rng, [each for each in incidents if each.status in (*OPEN, Status.CLOSED)]
    for place, incident in enumerate(places):
        incident.unit = rng.choice(units)
        incident.harm_physical = rng.choice(["geen", "geen", "licht", "behandeling"])
        incident.harm_psychological = rng.choice(["geen", "licht", "licht", "onbekend"])
        incident.victims_count, incident.witnesses_count = rng.randint(1, 2), rng.randint(0, 3)
        if incident.status == Status.REPORTED:
            continue
        incident.offender_relation = rng.choice(["burger", "burger", "patient", "anoniem"])
        incident.repeated = rng.choice(["nee", "nee", "onbekend", "ja"])
        incident.police_contact = rng.choice(["geen", "melding", "ter_plaatse"])
        incident.reaction_types = rng.choice([["gesprek"], ["waarschuwing"], ["waarschuwing", "pandverbod"]])
        if "pandverbod" in incident.reaction_types:
            incident.ban_until = timezone.localdate(world.now) + timedelta(days=90)
        incident.aftercare_accepted = rng.choice(["ja", "ja", "later", "nee"])
        incident.aftercare_by = rng.choice([["leidinggevende"], ["opvangteam"], ["leidinggevende", "shn"]])
        incident.team_aftercare, incident.lost_days = rng.choice(["ja", "nee"]), rng.choice(["geen", "geen", "1-3"])
        if place % 3 == 0:
            incident.text.lessons = rng.choice(_LESSONS)
        incident.text.reaction_by_role = "teamleider"
    _special(places)
    Incident.objects.bulk_update(places, _FIELDS, batch_size=200)
    IncidentText.objects.bulk_update([each.text for each in places], ["lessons", "narrative", "reaction_by_role"])


_FIELDS = [
    *("unit", "harm_physical", "harm_psychological", "victims_count", "witnesses_count", "offender_relation"),
    *("repeated", "police_contact", "reaction_types", "ban_until", "aftercare_accepted", "aftercare_by"),
    *("team_aftercare", "lost_days", "is_reportable", "report_filed_on", "report_filed_by", "report_protection"),
    *("is_vpt_code_requested", "prosecution_status"),
]


def _special(incidents: list[Incident]) -> None:
    """Show one that asks about the labour inspectorate, one with what looks like a name, one with a police report."""
    busy = [each for each in incidents if each.status in (Status.IN_PROGRESS, Status.WAITING)]
    if len(busy) < 3:
        return
    busy[0].harm_physical = "ernstig"
    busy[1].text.narrative = _WITH_NAME
    filed = next((each for each in busy if each.status == Status.WAITING), busy[2])
    assert filed.reported_at is not None
    filed.police_contact, filed.report_filed_by, filed.report_protection = "aangifte", "werkgever", "werkadres"
    filed.report_filed_on, filed.is_vpt_code_requested = timezone.localdate(filed.reported_at), True
    filed.prosecution_status = "opsporing"


def _colleague(world: DemoWorld, organisation: Organisation) -> User:
    """Return a second coordinator, invented like all people here."""
    name, email = COLLEAGUE
    person, _ = Person.objects.get_or_create(
        email=email,
        defaults={"name": name, "organisation": organisation, "job_title": "Medewerker interne veiligheid"},
    )
    if person.user is None:
        person.user = User.objects.create_user(person.email)
        person.save(update_fields=["user"])
    Membership.objects.get_or_create(
        person=person,
        role=Role.COORDINATOR,
        organisation=organisation,
        defaults={"starts_on": world.today - timedelta(days=200)},
    )
    return person.user


def _assign(world: DemoWorld, organisation: Organisation, colleague: User) -> None:
    """Let the colleague have given one incident to the demonstration's own coordinator, and handle one."""
    at: datetime = world.now - timedelta(hours=3)
    rows = Incident.objects.filter(organisation=organisation, status=Status.IN_PROGRESS, assigned_at=None)
    if Incident.objects.filter(organisation=organisation, assigned_at__isnull=False).exists():
        return
    given, taken = rows.order_by("pk")[0], rows.order_by("pk")[1]
    Incident.objects.filter(pk=given.pk).update(assigned_by=colleague, assigned_at=at)
    Incident.objects.filter(pk=taken.pk).update(assigned_to=colleague, assigned_by=colleague, assigned_at=at)
