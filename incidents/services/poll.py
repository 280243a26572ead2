"""Writes of the poll: opening and closing it, a new link, and one anonymous answer."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from core.audit import declare, record
from core.isolation import of_organisations, within
from incidents.models import OrganisationRound, Poll, PollCount
from incidents.models.poll import Experienced, Reason, Route, new_key
from participants.access import Capability, demand
from participants.models import User

declare("incidents.poll.opened", "{actor} opende een {object}")
declare("incidents.poll.closed", "{actor} sloot een {object}")
declare("incidents.poll.renewed", "{actor} maakte een nieuwe link voor een {object}")


@transaction.atomic
def open_poll(*, row: OrganisationRound, actor: User, opened_at: datetime) -> Poll:
    """Open the poll of an organisation in a round; one that exists is returned as it is.

    Raises:
        PermissionDenied: outside the reach of the actor.
        ValidationError: after the freeze of the round.
    """
    demand(actor, Capability.ROUNDS_FILL, row)
    if row.round.frozen_at is not None:
        raise ValidationError("De meting is bevroren. Een peiling openen kan niet meer.")
    poll, is_new = Poll.objects.get_or_create(
        round=row.round, organisation=row.organisation, defaults={"opened_at": opened_at, "opened_by": actor}
    )
    if is_new:
        record(code="incidents.poll.opened", actor=actor, obj=poll)
    found: Poll = poll
    return found


@transaction.atomic
def close_poll(*, row: OrganisationRound, actor: User, closed_at: datetime) -> Poll:
    """Close the poll for good: only then is its outcome shown, so that no single answer can be seen coming in.

    Raises:
        PermissionDenied: outside the reach of the actor.
        Poll.DoesNotExist: when there is none.
    """
    demand(actor, Capability.ROUNDS_FILL, row)
    poll: Poll = Poll.objects.select_for_update().get(round=row.round, organisation=row.organisation)
    if poll.closed_at is None:
        poll.closed_at = closed_at
        poll.save(update_fields=["closed_at"])
        record(code="incidents.poll.closed", actor=actor, obj=poll)
    return poll


@transaction.atomic
def renew_link(*, row: OrganisationRound, actor: User) -> Poll:
    """Make the link that was shared worthless and give a new one.

    Raises:
        PermissionDenied: outside the reach of the actor.
        ValidationError: when the poll is closed.
    """
    demand(actor, Capability.ROUNDS_FILL, row)
    poll: Poll = Poll.objects.select_for_update().get(round=row.round, organisation=row.organisation)
    if not poll.is_open:
        raise ValidationError("De peiling is gesloten. Een nieuwe link heeft geen zin.")
    poll.key = new_key()
    poll.save(update_fields=["key"])
    record(code="incidents.poll.renewed", actor=actor, obj=poll)
    return poll


def answer_poll(*, poll_id: int, organisation_id: int, key: str, experienced: str, route: str, reason: str) -> None:
    """Count one answer. Who gave it and when stands nowhere; there is no actor and no audit event.

    Raises:
        ValidationError: when the answers do not fit together, or the poll is closed or got another link.
    """
    _check(experienced, route, reason)
    with within(of_organisations([organisation_id])):
        poll = Poll.objects.select_for_update(of=("self",)).filter(pk=poll_id, key=key, closed_at=None).first()
        if poll is None:
            raise ValidationError("Deze peiling is gesloten.")
        line, _ = PollCount.objects.get_or_create(
            poll=poll, organisation_id=organisation_id, experienced=experienced, route=route, reason=reason
        )
        PollCount.objects.filter(pk=line.pk).update(count=F("count") + 1)


def _check(experienced: str, route: str, reason: str) -> None:
    is_yes = experienced == Experienced.YES
    fits = (is_yes and bool(route) != bool(reason)) or (experienced == Experienced.NO and not route and not reason)
    if not fits or (route and route not in Route) or (reason and reason not in Reason):
        raise ValidationError("Kies een van de antwoorden.")
