"""Loads invented settings, departments, posters and short reports: every state, also what waits too long."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from core.demo import DemoWorld
from incidents.choices import Precision, Severity
from incidents.letters.kinds import KINDS
from incidents.models import IncidentSettings, LetterTemplate, MiniReport, PosterLink, Unit
from incidents.models.poster import MiniReportState
from incidents.posters import KEY_LENGTH, LETTERS, digest_of
from incidents.services.poster import order_file
from participants.models import Organisation

UNITS = {"GDA": ("Publiekszaken", "Werk en inkomen", "Handhaving"), "GHZ": ("Spoedeisende hulp", "Poliklinieken")}
SENDERS = {
    "GDA": "Gemeente Gouda\nInterne veiligheid\nVoorbeeldplein 1\n1000 AA Gouda",
    "GHZ": "Groene Hart Ziekenhuis\nInterne veiligheid\nVoorbeeldweg 1\n1000 AA Gouda",
}
NORMS = {
    "GDA": "Wij helpen u graag. Agressie accepteren wij niet.",
    "GHZ": "Wij zorgen voor u. Zorgt u voor rust; agressie accepteren wij niet.",
}
POSTERS = ("Kantine", "Balie begane grond", "Personeelsingang (oud)")
MINI_REPORTS = (
    (["verbaal"], "balie", Severity.LIGHT, "De bezoeker schold omdat het wachten lang duurde.", timedelta(hours=3)),
    (["bedreiging", "verbaal"], "telefoon", Severity.MEDIUM, "", timedelta(days=1, hours=2)),
    (["vernieling"], "gebouw", Severity.LIGHT, "Er is tegen de deur getrapt.", timedelta(days=34)),
)


def load(world: DemoWorld, codes: tuple[str, ...]) -> None:
    """Fill in what these organisations arranged; what is there already stays as it is."""
    for code in codes:
        organisation = world.organisations[code]
        Organisation.objects.filter(pk=organisation.pk, norm_statement="").update(norm_statement=NORMS[code])
        for name in UNITS[code]:
            Unit.objects.get_or_create(organisation=organisation, name=name)
        _settings(world, organisation)
        if not PosterLink.objects.filter(organisation=organisation).exists():
            _posters(world, organisation)


def _settings(world: DemoWorld, organisation: Organisation) -> None:
    IncidentSettings.objects.get_or_create(
        organisation=organisation,
        defaults={
            "letter_format": "docx" if organisation.code == "GDA" else "odt",
            "sender": SENDERS[organisation.code],
            "letter_place": "Gouda",
            "reporter_contact": "Interne veiligheid, 088 000 01 10",
            "police_contact": "Wijkteam, vast nummer 088 000 09 00",
            "prosecution_contact": "Loket VPT, 088 000 09 10",
            "contacts_checked_on": world.today - timedelta(days=240),
        },
    )
    kind = KINDS["waarschuwing"]
    LetterTemplate.objects.get_or_create(
        organisation=organisation,
        kind=kind.slug,
        defaults={
            "subject": kind.subject,
            "body": kind.body + "\n\nEen kopie van deze brief bewaren wij in ons eigen dossier.",
            "changed_at": world.now - timedelta(days=90),
        },
    )


def _posters(world: DemoWorld, organisation: Organisation) -> None:
    made = [_poster(world, organisation, place, label) for place, label in enumerate(POSTERS)]
    for kinds, channel, severity, words, age in MINI_REPORTS:
        MiniReport.objects.create(
            organisation=organisation,
            poster=made[1],
            reported_at=world.now - age,
            occurred_at=world.now - age - timedelta(minutes=25),
            occurred_precision=Precision.EXACT,
            kinds=kinds,
            channel=channel,
            severity=severity,
            words=words,
        )
    for poster in made[:2]:
        order_file(poster=poster, actor=None)
    _rejected(world, made[0])


def _poster(world: DemoWorld, organisation: Organisation, place: int, label: str) -> PosterLink:
    """Hang a poster; the second at a department, the third was withdrawn."""
    key = _key(organisation.code, place)
    return PosterLink.objects.create(
        organisation=organisation,
        unit=Unit.objects.filter(organisation=organisation).first() if place == 1 else None,
        label=label,
        key=key,
        digest=digest_of(key),
        created_at=world.now - timedelta(days=120),
        revoked_at=world.now - timedelta(days=20) if place == 2 else None,
    )


def _rejected(world: DemoWorld, poster: PosterLink) -> None:
    at = world.now - timedelta(days=12)
    MiniReport.objects.create(
        organisation_id=poster.organisation_id,
        poster=poster,
        state=MiniReportState.REJECTED,
        reported_at=at,
        occurred_at=at,
        occurred_precision=Precision.EXACT,
        kinds=["overig"],
        channel="anders",
        severity=Severity.UNKNOWN,
        reason="misbruik",
        judged_at=at + timedelta(days=1),
    )


def _key(code: str, place: int) -> str:
    """Return the same key each time, so that a poster of the demonstration keeps working."""
    drawn = hashlib.sha512(f"demonstratie {code} {place}".encode()).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in drawn[:KEY_LENGTH])
