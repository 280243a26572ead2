"""The reporter hears back at each step: a mail without content, with the reference and a link to the portal.

Each step is told once. A step that can come again (closed, reopened, set aside) carries its moment in its key. Nobody
is told of the own deed, and just before sending it is asked once more whether the reader may still see the report.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.conf import settings

from core.isolation import of_organisations, within
from core.mails import render_mail
from core.models import OutgoingMail
from core.outbox import NewMail, guard, queue_mails
from incidents.models import Incident
from participants.access import Capability, decide
from participants.models import User

_GUARD = "incidents.step"


class Told(StrEnum):
    """What is told, with the sentence of the mail."""

    RECEIVED = "ontvangen"
    TAKEN_UP = "in_behandeling"
    WAITING = "wacht"
    CLOSED = "afgehandeld"
    REOPENED = "heropend"
    SET_ASIDE = "opzij"

    @property
    def sentence(self) -> str:
        """Return what happened, for behind "Uw melding ..."."""
        return _SENTENCES[self]


_SENTENCES = {
    Told.RECEIVED: "is ontvangen",
    Told.TAKEN_UP: "is in behandeling",
    Told.WAITING: "wacht op een ander",
    Told.CLOSED: "is afgehandeld",
    Told.REOPENED: "is weer open",
    Told.SET_ASIDE: "telt niet meer mee",
}


def received(incident: Incident, *, actor: User) -> None:
    """Tell the reporter, who is the actor, that the report arrived; who handles reports knows that already."""
    if incident.reporter_id == actor.pk and not decide(actor, Capability.INCIDENTS_HANDLE, incident):
        _queue(incident, actor, Told.RECEIVED, "")


def step_taken(incident: Incident, told: Told, *, actor: User, at: datetime | None = None) -> None:
    """Tell the reporter of a step, once; `at` makes it a new step each time."""
    if incident.reporter_id is not None and incident.reporter_id != actor.pk:
        assert incident.reporter is not None
        if _may_read(incident.reporter, incident):
            _queue(incident, incident.reporter, told, "" if at is None else at.isoformat())


def _queue(incident: Incident, reporter: User, told: Told, moment: str) -> None:
    context = {
        "reference": incident.reference,
        "told": told.value,
        "sentence": told.sentence,
        "url": settings.SITE_URL.rstrip("/") + incident.get_absolute_url(),
        "phone": incident.organisation.aftercare_phone,
    }
    mail = render_mail("incidents/email/step", context)
    key = f"incidents.step:{incident.organisation_id}:{incident.pk}:{reporter.pk}:{told}:{moment}"
    queue_mails([NewMail(reporter.email, mail.subject, mail.text, key, html=mail.html, guard=_GUARD)])


def _may_read(reader: User, incident: Incident) -> bool:
    return reader.is_active and bool(reader.email) and bool(decide(reader, Capability.INCIDENTS_VIEW, incident))


@guard(_GUARD)
def is_still_reader(mail: OutgoingMail) -> bool:
    """Say just before sending whether the reader may still see the report."""
    _, organisation_pk, incident_pk, reader_pk, *_ = mail.dedup_key.split(":")
    with within(of_organisations([int(organisation_pk)])):
        incident = Incident.objects.filter(pk=incident_pk).first()
        reader = User.objects.filter(pk=reader_pk).first()
        return incident is not None and reader is not None and _may_read(reader, incident)
