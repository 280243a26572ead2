"""What waits in incidents: the lines of "Vandaag"."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from core.today import TodayLine, Urgency
from incidents.choices import OPEN, DutyKind, DutyState, QueueRank
from incidents.clock import in_words
from incidents.handling.queue import bounded_counts, number_words
from incidents.models import AftercareTalk, Duty, Incident, MiniReport
from incidents.retention import ended, waits
from incidents.rounds.today import rounds_today
from participants.access import Capability, decide
from participants.models import User

MINI_REPORT_TERM = timedelta(days=30)
_MOST_LINES = 5
_MOST_TALKS = 2
_NEWS = timedelta(days=14)


def today(user: User, at: datetime) -> list[TodayLine]:
    """Return the lines that wait for this user: late and running clocks, duties past their date, own drafts."""
    lines = []
    if decide(user, Capability.INCIDENTS_HANDLE):
        lines += _clocks(user, at) + _duties(user, at) + _talks(user, at) + _assigned(user, at)
        lines += _mini_reports(user, at) + _ends(user, at)
    if decide(user, Capability.INCIDENTS_REPORT):
        lines += _drafts(user)
    return lines + rounds_today(user, at)


def _counted(number: int, one: str, more: str) -> str:
    """Return a bounded number with its noun: "1 voorval", "meer dan 1.000 voorvallen"."""
    return f"{number_words(number)} {one if number == 1 else more}"


def _clocks(user: User, at: datetime) -> list[TodayLine]:
    """Return a line for clocks that have run out, and one for those that run, each counted up to the bound."""
    rows = Incident.objects.reachable(user, Capability.INCIDENTS_HANDLE).filter(
        status__in=OPEN, queue_rank=QueueRank.CLOCK, clock_due_at__isnull=False, clock_stopped_at=None
    )
    ticking = rows.filter(queue_at__gte=at)
    late, running = bounded_counts(user, rows.filter(queue_at__lt=at), ticking)
    url, lines = reverse("incidents:list") + "?status=klok", []
    if late:
        sentence = f"Bij {_counted(late, 'voorval', 'voorvallen')} is de termijn om te reageren voorbij."
        lines.append(TodayLine(sentence, url, "Bekijk", Urgency.OVERDUE, None, late))
    following = ticking.order_by("queue_at").values_list("queue_at", flat=True).first() if running else None
    if following is not None:
        clocks = _counted(running, "klok loopt", "klokken lopen").capitalize()
        sentence = f"{clocks}; de eerste stopt over {in_words(following - at)}."
        lines.append(TodayLine(sentence, url, "Reageer", Urgency.SOON, timezone.localdate(following), running))
    return lines


def _duties(user: User, at: datetime) -> list[TodayLine]:
    """Return one line for duties past their proposed date; the reaction has its own clock."""
    due = (
        Duty.objects.reachable(user, Capability.INCIDENTS_HANDLE)
        .filter(state=DutyState.TODO, due_at__lt=at, incident__status__in=OPEN)
        .exclude(kind=DutyKind.REACTION)
    )
    (number,) = bounded_counts(user, due)
    if not number:
        return []
    sentence = _counted(number, "plicht na een voorval is", "plichten na een voorval zijn").capitalize()
    sentence += " over de voorgestelde datum."
    return [TodayLine(sentence, reverse("incidents:list") + "?laat=ja", "Bekijk", Urgency.OVERDUE, None, number)]


def _ends(user: User, at: datetime) -> list[TodayLine]:
    """Return one line for incidents whose text was announced to be erased."""
    rows = ended(Incident.objects.reachable(user, Capability.INCIDENTS_HANDLE).exclude(waits(at)))
    (number,) = bounded_counts(user, rows.filter(retention__noticed_at__gte=F("ended_at")))
    if not number:
        return []
    sentence = f"Van {_counted(number, 'voorval', 'voorvallen')} worden binnenkort tekst en bijlagen gewist."
    return [TodayLine(sentence, reverse("incidents:retention"), "Bekijk", Urgency.WAITING, None, number)]


def _mini_reports(user: User, at: datetime) -> list[TodayLine]:
    """Return a line for short reports by a poster that wait, and one for those that waited too long."""
    waiting = MiniReport.objects.reachable(user, Capability.INCIDENTS_HANDLE).waiting()
    since = at - MINI_REPORT_TERM
    old, fresh = bounded_counts(user, waiting.filter(reported_at__lt=since), waiting.filter(reported_at__gte=since))
    url, lines = reverse("incidents:mini_reports"), []
    if old:
        number = _counted(old, "korte melding wacht", "korte meldingen wachten").capitalize()
        sentence = f"{number} al langer dan 30 dagen. Bevestig of wijs af."
        lines.append(TodayLine(sentence, url, "Beoordeel", Urgency.OVERDUE, None, old))
    if fresh:
        number = _counted(fresh, "melding via de poster wacht", "meldingen via de poster wachten").capitalize()
        lines.append(TodayLine(f"{number} op uw oordeel.", url, "Beoordeel", Urgency.SOON, None, fresh))
    return lines


def _talks(user: User, at: datetime) -> list[TodayLine]:
    """Return a line for a talk of aftercare that is due; more than two are one line, or they hide the clocks."""
    today = timezone.localdate(at)
    due = AftercareTalk.objects.reachable(user, Capability.INCIDENTS_HANDLE).due(on=today)
    talks = list(due.select_related("incident").order_by("planned_on", "pk")[: _MOST_TALKS + 1])
    lines = [_talk_line(talk, today) for talk in talks[:_MOST_TALKS]]
    if len(talks) <= _MOST_TALKS:
        return lines
    (number,) = bounded_counts(user, due)
    first, url = lines[0], reverse("incidents:talks")
    cases = number_words(number).capitalize()
    sentence = f"{cases} gesprekken na een voorval zijn nog niet ingevuld. Het oudste staat bovenaan."
    return [TodayLine(sentence, url, "Bekijk", first.urgency, first.due_on, number)]


def _talk_line(talk: AftercareTalk, today: date) -> TodayLine:
    url = reverse("incidents:talk", args=[talk.incident.reference, talk.after_days])
    if talk.planned_on == today:
        sentence, urgency = f"Vandaag: gesprek {talk.when} bij {talk.incident}.", Urgency.SOON
    else:
        sentence, urgency = f"Het gesprek {talk.when} bij {talk.incident} is nog niet ingevuld.", Urgency.OVERDUE
    return TodayLine(sentence, url, "Vul in", urgency, talk.planned_on)


def _assigned(user: User, at: datetime) -> list[TodayLine]:
    """Return a line for what a colleague gave to this user and that was not opened since; this replaces a mail."""
    opened = AuditEvent.objects.filter(
        code="incidents.incident.read",
        actor=user,
        object_type=Incident._meta.label_lower,
        object_id=Cast(OuterRef("pk"), CharField()),
        at__gte=OuterRef("assigned_at"),
    )
    rows = (
        Incident.objects.reachable(user, Capability.INCIDENTS_HANDLE)
        .filter(~Exists(opened), status__in=OPEN, assigned_to=user, assigned_at__gt=at - _NEWS)
        .exclude(assigned_by=user)
        .select_related("assigned_by__person")
        .order_by("queue_rank", "queue_at", "pk")[: _MOST_LINES + 1]
    )
    found = list(rows)
    if len(found) > _MOST_LINES:
        url = reverse("incidents:list") + "?behandelaar=ik"
        sentence = f"U kreeg meer dan {_MOST_LINES} voorvallen om te behandelen."
        return [TodayLine(sentence, url, "Bekijk", Urgency.SOON, timezone.localdate(at), len(found))]
    return [_given_line(each) for each in found]


def _given_line(incident: Incident) -> TodayLine:
    sentence = f"{incident.assigned_by or 'Een collega'} gaf u {incident} om te behandelen."
    due_on = timezone.localdate(incident.queue_at)
    return TodayLine(sentence, incident.get_absolute_url(), "Bekijk", Urgency.SOON, due_on)


def _drafts(user: User) -> list[TodayLine]:
    found = Incident.objects.reachable(user, Capability.INCIDENTS_REPORT).drafts_of(user).with_answers()
    drafts = list(found.order_by("-saved_at").values_list("reference", flat=True)[:20])
    if not drafts:
        return []
    if len(drafts) == 1:
        url = reverse("incidents:check", args=[drafts[0]])
        return [TodayLine("U hebt 1 melding nog niet verstuurd.", url, "Ga verder", Urgency.WAITING)]
    sentence = f"U hebt {len(drafts)} meldingen nog niet verstuurd."
    return [TodayLine(sentence, reverse("incidents:index"), "Ga verder", Urgency.WAITING, None, len(drafts))]
