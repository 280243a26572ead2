"""Newsletters of the demonstration: two sent, one on the desk, readers in every state."""

from __future__ import annotations

from datetime import timedelta

from core.demo import DemoWorld
from core.models import MailStatus, OutgoingMail
from core.outbox import queue_mails
from newsletters.delivery import as_sent, letter_for
from newsletters.letters import render_edition
from newsletters.models import Block, BlockKind, Edition, EditionStatus, Subscription, SubscriptionStatus
from newsletters.services import audience, subscribe_person
from participants.models import Person

_OUTSIDERS = [
    ("redactie@voorbeeld.example", "Redactie Regioblad", SubscriptionStatus.ACTIVE),
    ("docent@voorbeeld.example", "Belangstellende docent", SubscriptionStatus.ACTIVE),
    ("nieuw@voorbeeld.example", "Net aangemeld", SubscriptionStatus.PENDING),
    ("klaar@voorbeeld.example", "Afgemeld", SubscriptionStatus.STOPPED),
]
_EDITIONS = [
    (
        "Melden loont: wat de meldingen ons leren",
        150,
        "Het afgelopen kwartaal meldden steeds meer collega's een voorval. Dat is goed nieuws: wie meldt, krijgt hulp.",
        [("Een poster die werkt", "Vijf huisregels bij de balie scheelt veel discussie. De poster ligt in de kast.")],
    ),
    (
        "Samen sterk na een voorval",
        60,
        "Nazorg begint bij een telefoontje. In deze nieuwsbrief leest u hoe anderen dat doen.",
        [
            ("Opvang in de eerste 72 uur", "Een draaiboek van één A4, getest door drie teams."),
            ("Vraag van de maand", "Hoe regelt u nazorg in het weekend? Antwoord op deze mail."),
        ],
    ),
]


def load(world: DemoWorld) -> None:
    """Fill the list of readers and the editions once."""
    if Edition.objects.exists():
        return
    for person in Person.objects.filter(user__isnull=False) | Person.objects.filter(memberships__isnull=False):
        subscribe_person(person=person, at=world.now - timedelta(days=200))
    for email, name, status in _OUTSIDERS:
        Subscription.objects.create(
            email=email,
            name=name,
            status=status,
            source="aanmeldpagina",
            confirmed_at=None if status == SubscriptionStatus.PENDING else world.now - timedelta(days=120),
            stopped_at=world.now - timedelta(days=10) if status == SubscriptionStatus.STOPPED else None,
        )
    for subject, days, opening, blocks in _EDITIONS:
        _sent(world, subject, days, opening, blocks)
    draft = Edition.objects.create(
        subject="Gastvrij en veilig: de balie van morgen",
        opening="Over twee weken praten we verder over preventie. Een voorproefje.",
        created_by=world.accounts.get("project_leader"),
    )
    Block.objects.create(edition=draft, order=1, heading="Nieuw bericht", text="Schrijf hier uw bericht.")


def _sent(world: DemoWorld, subject: str, days: int, opening: str, blocks: list[tuple[str, str]]) -> None:
    edition = Edition.objects.create(subject=subject, opening=opening, created_by=world.accounts.get("project_leader"))
    for order, (heading, text) in enumerate(blocks, start=1):
        Block.objects.create(edition=edition, order=order, kind=BlockKind.TEXT, heading=heading, text=text)
    rendered = render_edition(edition)
    edition.frozen_html, edition.frozen_text = rendered.html, rendered.text
    edition.status, edition.send_at = EditionStatus.SENT, world.now - timedelta(days=days)
    readers = list(audience(edition))
    edition.recipients_count = len(readers)
    edition.save()
    queue_mails(letter_for(edition, as_sent(edition), reader) for reader in readers)
    OutgoingMail.objects.filter(dedup_key__startswith=f"newsletter:{edition.pk}:").update(
        status=MailStatus.SENT, sent_at=edition.send_at
    )
    Edition.objects.filter(pk=edition.pk).update(created_at=edition.send_at - timedelta(days=2))
