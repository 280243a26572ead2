"""Who wants the newsletter, the editions, and the blocks that an edition is made of."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from core.models import SubmittedModel, VersionedModel
from participants.access import Role
from participants.models import Person, Sector


class SubscriptionStatus(models.TextChoices):
    """Whether somebody gets the newsletter. Only `active` is ever mailed."""

    PENDING = "pending", "wacht op bevestiging"
    ACTIVE = "active", "ontvangt de nieuwsbrief"
    INVITATIONS = "invitations", "alleen uitnodigingen"
    STOPPED = "stopped", "afgemeld"


class SubscriptionQuerySet(models.QuerySet[Any]):
    """Subscriptions belong to a person or an interested outsider, never to an organisation."""

    def active(self) -> Self:
        """Keep those who get the newsletter."""
        return self.filter(status=SubscriptionStatus.ACTIVE)


class Subscription(models.Model):
    """One address that gets the newsletter, with the proof that its owner wants it."""

    email = models.EmailField("e-mailadres")
    name = models.CharField("naam", max_length=120, blank=True)
    person = models.OneToOneField(
        Person, models.SET_NULL, verbose_name="persoon", related_name="subscription", null=True, blank=True
    )
    status = models.CharField(
        "status", max_length=12, choices=SubscriptionStatus.choices, default=SubscriptionStatus.PENDING
    )
    asked_at = models.DateTimeField("gevraagd op", auto_now_add=True)
    confirmed_at = models.DateTimeField("bevestigd op", null=True, blank=True)
    stopped_at = models.DateTimeField("afgemeld op", null=True, blank=True)
    source = models.CharField("hoe aangemeld", max_length=80, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "abonnement"
        verbose_name_plural = "abonnementen"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="subscription_email_unique",
                violation_error_message="Dit e-mailadres staat al op de lijst.",
            ),
            models.CheckConstraint(
                condition=~Q(status="active") | Q(confirmed_at__isnull=False),
                name="subscription_active_is_confirmed",
                violation_error_message="Een abonnement wordt pas actief na bevestiging door de ontvanger.",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class EditionStatus(models.TextChoices):
    """From desk to sent; an edition that was sent never changes again."""

    DRAFT = "draft", "concept"
    SENDING = "sending", "wordt verstuurd"
    SENT = "sent", "verstuurd"


class Edition(VersionedModel, SubmittedModel):
    """One newsletter: a subject, an opening and blocks that mostly exist already."""

    subject = models.CharField("onderwerp", max_length=120)
    opening = models.TextField("opening", max_length=2000, blank=True)
    status = models.CharField("status", max_length=10, choices=EditionStatus.choices, default=EditionStatus.DRAFT)
    audience_roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices),
        verbose_name="alleen voor rollen",
        default=list,
        blank=True,
    )
    audience_sectors = models.ManyToManyField(Sector, verbose_name="alleen voor sectoren", related_name="+", blank=True)
    includes_outsiders = models.BooleanField("ook naar belangstellenden", default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="gemaakt door", null=True, related_name="+"
    )
    created_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    send_at = models.DateTimeField("verstuurd vanaf", null=True, blank=True)
    recipients_count = models.PositiveIntegerField("aantal ontvangers", default=0)
    frozen_html = models.TextField("zoals verstuurd (html)", blank=True, editable=False)
    frozen_text = models.TextField("zoals verstuurd (tekst)", blank=True, editable=False)

    class Meta:
        verbose_name = "editie"
        verbose_name_plural = "edities"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft") | Q(send_at__isnull=False),
                name="edition_sent_has_moment",
                violation_error_message="Een verstuurde editie heeft een moment van versturen.",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """Return the page on which the edition is made."""
        return reverse("newsletters:edition", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        """Tell whether the edition may still change."""
        return self.status == EditionStatus.DRAFT


class BlockKind(models.TextChoices):
    """What a block shows; all but the first exist elsewhere in the portal."""

    TEXT = "text", "eigen tekst"
    MEETING = "meeting", "bijeenkomst"
    ITEM = "item", "nieuw in de apothekerskast"
    RESULT = "result", "resultaat van het programma"
    QUESTION = "question", "vraag van de maand"


class Block(models.Model):
    """A piece of an edition. What exists elsewhere is copied in when the block is made, and may then be edited."""

    edition = models.ForeignKey(Edition, models.CASCADE, verbose_name="editie", related_name="blocks")
    order = models.PositiveSmallIntegerField("volgorde", default=0)
    kind = models.CharField("soort", max_length=10, choices=BlockKind.choices, default=BlockKind.TEXT)
    heading = models.CharField("kop", max_length=120)
    text = models.TextField("tekst", max_length=5000, blank=True)
    path = models.CharField("verwijst naar", max_length=200, blank=True, editable=False)
    link_text = models.CharField("woorden van de link", max_length=60, blank=True)

    class Meta:
        verbose_name = "blok"
        verbose_name_plural = "blokken"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.heading
