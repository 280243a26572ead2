"""Posters and the short reports that come in by them; nothing counts before the coordinator confirms it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import segno
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import jobs, uploads
from core.audit import declare, record
from core.documents import render_pdf
from core.isolation import of_organisations, within
from core.text import keep_numbers
from incidents.choices import ReportedBy
from incidents.letters.composing import settings_of
from incidents.letters.filling import general_values
from incidents.models import Incident, IncidentText, MiniReport, PosterLink, Unit
from incidents.models.poster import MiniReportState
from incidents.posters import address_of, digest_of, new_key, token_of
from incidents.services.poster_mail import mini_report_waits
from incidents.services.registering import new_reference, send_report, try_references
from incidents.vocabulary import Term, Vocabulary, main_kind
from participants.access import Capability, demand
from participants.models import Organisation, User

declare("incidents.poster.made", "{actor} maakte een poster voor {object}")
declare("incidents.poster.printed", "{actor} liet de poster voor {object} opnieuw maken")
declare("incidents.poster.downloaded", "{actor} haalde de poster voor {object} op")
declare("incidents.poster.revoked", "{actor} trok de poster voor {object} in")
declare("incidents.mini_report.confirmed", "{actor} bevestigde een {object}")
declare("incidents.mini_report.rejected", "{actor} wees een {object} af")

POSTER_JOB = "incidents.poster"
MOST_AN_HOUR = 40
NOT_CONFIRMED = Vocabulary(
    Term("dubbel", "dit voorval is al gemeld"),
    Term("geen_vpt", "het is geen agressie van buiten"),
    Term("onduidelijk", "er is te weinig bekend om iets te doen"),
    Term("misbruik", "het is geen echte melding"),
)


@transaction.atomic
def make_poster(
    *, organisation: Organisation, actor: User, label: str, unit: Unit | None, made_at: datetime
) -> PosterLink:
    """Make a poster for a place, with a key of its own; the file is made by a job.

    Raises:
        ValidationError: when the organisation does not register case by case, or has a poster for this place.
    """
    demand(actor, Capability.INCIDENTS_HANDLE, organisation)
    if not organisation.can_register_cases(timezone.localdate(made_at)):
        raise ValidationError("Uw organisatie registreert nog geen losse voorvallen. Dan kan een poster ook niet.")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if PosterLink.objects.in_use().filter(organisation=organisation, label__iexact=label).exists():
        raise ValidationError({"label": "Voor deze plek is er al een poster. Druk die af, of kies een andere naam."})
    if unit is not None and unit.organisation_id != organisation.pk:
        raise ValidationError({"unit": "Kies een afdeling van uw eigen organisatie."})
    key = new_key()
    poster = PosterLink.objects.create(
        organisation=organisation,
        unit=unit,
        label=label,
        key=key,
        digest=digest_of(key),
        created_by=actor,
        created_at=made_at,
    )
    order_file(poster=poster, actor=actor)
    record(code="incidents.poster.made", actor=actor, obj=poster)
    return poster


@transaction.atomic
def print_poster(*, poster: PosterLink, actor: User) -> PosterLink:
    """Make the file of a poster again, with the norm and telephone numbers of today; the key stays.

    Raises:
        ValidationError: for a poster that was withdrawn.
    """
    locked = _locked(poster, actor)
    if locked.revoked_at is not None:
        raise ValidationError("Deze poster is ingetrokken. Maak een nieuwe.")
    old, locked.pdf = locked.pdf, None
    order_file(poster=locked, actor=actor)
    if old is not None:
        uploads.remove(old)
    record(code="incidents.poster.printed", actor=actor, obj=locked)
    return locked


def order_file(*, poster: PosterLink, actor: User | None) -> None:
    """Have the file of a poster made; the page tells that it is being made until a worker did."""
    poster.job = jobs.enqueue(
        kind=POSTER_JOB,
        key=f"{poster.pk}:{uuid.uuid4()}",
        payload={"poster": poster.pk},
        actor=actor,
        organisation_id=poster.organisation_id,
    )
    poster.save()


def make_poster_file(*, poster_id: int, on: Any) -> None:
    """Draw the poster and keep the file; one that has its file already, or was withdrawn, is left alone."""
    rows = PosterLink.objects.select_related("organisation").filter(pk=poster_id, revoked_at=None, pdf=None)
    poster = rows.first()
    if poster is None:
        return
    pdf = render_pdf("incidents/pdf/poster.html", poster_content(poster, on=on)).pdf
    name = f"poster-{poster.organisation.code.lower()}-{poster.pk}.pdf"
    with transaction.atomic():
        poster.pdf = uploads.store(name=name, content=pdf, mimetype="application/pdf", actor=None, is_encrypted=True)
        poster.save()


def poster_content(poster: PosterLink, *, on: Any) -> dict[str, Any]:
    """Return what stands on a poster; the code holds the same address as the letters below it."""
    address = address_of(poster)
    token = token_of(poster)
    norm = general_values(poster.organisation, on=on)["norm"]
    contact = settings_of(poster.organisation).reporter_contact
    return {
        "poster": poster,
        "organisation": poster.organisation,
        "norm": norm,
        "address": address,
        "address_start": address.removesuffix(token).partition("://")[2],
        "address_end": token,
        "code": segno.make(address, error="q").svg_data_uri(border=4, scale=8),
        "phone": keep_numbers(poster.organisation.aftercare_phone),
        "contact": keep_numbers(contact),
        "is_full": len(poster.organisation.name) > 55 or len(norm) > 110 or len(contact) > 90,
    }


@transaction.atomic
def revoke_poster(*, poster: PosterLink, actor: User, revoked_at: datetime) -> PosterLink:
    """Withdraw a poster: who scans it from now on reads what to do instead. Twice is once."""
    locked = _locked(poster, actor)
    if locked.revoked_at is not None:
        return locked
    old, locked.pdf = locked.pdf, None
    locked.revoked_at = revoked_at
    locked.save()
    if old is not None:
        uploads.remove(old)
    record(code="incidents.poster.revoked", actor=actor, obj=locked, changed=["revoked_at"])
    return locked


def send_mini_report(
    *, poster: PosterLink, answers: Mapping[str, Any], submit_key: uuid.UUID, sent_at: datetime
) -> MiniReport:
    """Keep a short report from somebody without an account. The same form sent twice makes one.

    This is the one place where a visitor without an account writes: within the scope of the organisation of the
    poster, whose key was checked by `open_door`. Who it was is not kept.

    Raises:
        ValidationError: when the poster was withdrawn, or takes no more reports for now.
    """
    with within(of_organisations([poster.organisation_id])):
        locked = PosterLink.objects.select_for_update(of=("self",)).get(pk=poster.pk)
        if locked.revoked_at is not None:
            raise ValidationError("Deze poster is ingetrokken.", code="revoked")
        found = MiniReport.objects.filter(poster=locked, submit_key=submit_key).first()
        if found is not None:
            return found
        lately = MiniReport.objects.filter(poster=locked, reported_at__gt=sent_at - timedelta(hours=1))
        if lately.count() >= MOST_AN_HOUR:
            raise ValidationError("Via deze poster kwamen net veel meldingen binnen.", code="limit")
        made = _create(locked, answers, submit_key, sent_at)
        mini_report_waits(made)
        return made


def _create(poster: PosterLink, answers: Mapping[str, Any], submit_key: uuid.UUID, at: datetime) -> MiniReport:
    """Write the row; a key that somebody used elsewhere, which no browser does, is replaced by a new one."""
    for key in (submit_key, uuid.uuid4()):
        try:
            with transaction.atomic():
                return MiniReport.objects.create(
                    organisation_id=poster.organisation_id,
                    poster=poster,
                    submit_key=key,
                    reported_at=max(at, answers["occurred_at"]),
                    **answers,
                )
        except IntegrityError:
            continue
    raise ValidationError("Uw melding is niet bewaard. Probeer het nog eens.")


@transaction.atomic
def confirm_mini_report(
    *, mini_report: MiniReport, actor: User, offender_known: str, confirmed_at: datetime
) -> Incident:
    """Make a report of a short one: its clock starts when it came in, and from now on it counts. Twice is once.

    Raises:
        ValidationError: when it was rejected meanwhile.
    """
    locked = _locked_mini(mini_report, actor)
    if locked.incident is not None:
        return locked.incident
    _must_wait(locked)
    draft = try_references(lambda: _draft_of(locked, offender_known))
    sent = send_report(incident=draft, actor=actor, sent_at=locked.reported_at)
    locked.state, locked.incident, locked.words = MiniReportState.CONFIRMED, sent, ""
    locked.judged_by, locked.judged_at = actor, confirmed_at
    locked.save()
    record(code="incidents.mini_report.confirmed", actor=actor, obj=locked)
    return sent


def _draft_of(mini: MiniReport, offender_known: str) -> Incident:
    """Return a draft with the answers; call it through `try_references`."""
    facts = {
        name: getattr(mini, name) for name in ("occurred_at", "occurred_precision", "kinds", "channel", "severity")
    }
    draft = Incident.objects.create(
        organisation=mini.organisation,
        unit=mini.poster.unit,
        reference=new_reference(mini.organisation),
        reporter=None,
        reported_by_role=ReportedBy.CENTRAL,
        main_kind=main_kind(mini.kinds),
        offender_known=offender_known,
        created_at=mini.reported_at,
        saved_at=mini.reported_at,
        queue_at=mini.reported_at,
        source_system="poster",
        **facts,
    )
    IncidentText.objects.create(incident=draft, organisation=mini.organisation, narrative=mini.words)
    return draft


@transaction.atomic
def reject_mini_report(*, mini_report: MiniReport, actor: User, reason: str, rejected_at: datetime) -> MiniReport:
    """Set a short report aside, with a reason; its words are removed and it stays as a count.

    Raises:
        ValidationError: without a reason, or when it was judged meanwhile.
    """
    locked = _locked_mini(mini_report, actor)
    _must_wait(locked)
    if reason not in NOT_CONFIRMED:
        raise ValidationError({"reason": "Kies waarom u deze melding afwijst."})
    locked.state, locked.reason, locked.words = MiniReportState.REJECTED, reason, ""
    locked.judged_by, locked.judged_at = actor, rejected_at
    locked.save()
    record(code="incidents.mini_report.rejected", actor=actor, obj=locked, changed=["state"])
    return locked


def _must_wait(mini: MiniReport) -> None:
    if mini.state != MiniReportState.WAITING:
        raise ValidationError("Iemand anders heeft deze korte melding al beoordeeld.")


def _locked(poster: PosterLink, actor: User) -> PosterLink:
    demand(actor, Capability.INCIDENTS_HANDLE, poster)
    rows = PosterLink.objects.select_for_update(of=("self",)).select_related("organisation", "pdf")
    locked: PosterLink = rows.get(pk=poster.pk)
    return locked


def _locked_mini(mini: MiniReport, actor: User) -> MiniReport:
    demand(actor, Capability.INCIDENTS_HANDLE, mini)
    rows = MiniReport.objects.select_for_update(of=("self",)).select_related("organisation", "poster__unit", "incident")
    locked: MiniReport = rows.get(pk=mini.pk)
    return locked
