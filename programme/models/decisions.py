"""Decisions of the bodies around the programme, and the versions of its documents."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from core.models import SubmittedModel, VersionedModel
from core.softdates import SoftDateField
from programme.models.planning import PlanItem
from programme.models.record import Programme
from programme.querysets import DecisionQuerySet


class Body(models.TextChoices):
    """Who decides or takes note."""

    DAILY_BOARD = "daily_board", "Dagelijks Bestuur"
    GENERAL_BOARD = "general_board", "Algemeen Bestuur"
    BOTH_BOARDS = "both_boards", "Dagelijks en Algemeen Bestuur"
    SECRETARIES = "secretaries", "regiegroep gemeentesecretarissen"
    MUNICIPALITIES = "municipalities", "23 gemeenten"
    MINISTRY = "ministry", "ministerie van BZK"
    PARTNERS = "partners", "partijen van het convenant"
    OTHER = "other", "anders"


class DecisionKind(models.TextChoices):
    """What exactly was done; taking note is not agreeing."""

    NOTED = "noted", "kennisgenomen"
    DISCUSSED = "discussed", "besproken"
    CONSENTED = "consented", "ingestemd"
    AGREED = "agreed", "geaccordeerd"
    APPROVED = "approved", "goedgekeurd"
    ADOPTED = "adopted", "vastgesteld"
    SIGNED = "signed", "getekend"
    APPOINTED = "appointed", "aangewezen"
    POSTPONED = "postponed", "aangehouden"
    REJECTED = "rejected", "afgewezen"


class Decision(VersionedModel, SubmittedModel):
    """What a body decided about the programme, as one source tells it."""

    programme = models.ForeignKey(Programme, models.CASCADE, verbose_name="programma", related_name="decisions")
    body = models.CharField("wie", max_length=16, choices=Body.choices)
    kind = models.CharField("wat", max_length=12, choices=DecisionKind.choices)
    subject = models.CharField("onderwerp", max_length=200)
    taken = SoftDateField("wanneer")
    is_year_inferred = models.BooleanField(
        "jaar afgeleid", default=False, help_text="De bron noemt geen jaar; het jaar volgt uit de samenhang."
    )
    source = models.CharField("bron", max_length=200)
    remark = models.TextField("opmerking", blank=True)
    plan_item = models.ForeignKey(
        PlanItem, models.SET_NULL, verbose_name="activiteit", related_name="decisions", null=True, blank=True
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "besluit"
        verbose_name_plural = "besluiten"
        ordering = ["taken_earliest", "taken_latest", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "body", "kind", "subject", "taken", "source"],
                name="decision_once_per_source",
                violation_error_message="Dit besluit staat er met deze bron al. Wijzig het bestaande besluit.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()}: {self.get_kind_display()}, {self.subject}"

    def get_absolute_url(self) -> str:
        """Return the place of this decision in the list."""
        return f"{reverse('programme:decisions')}#besluit-{self.pk}"


class PlanDocument(VersionedModel):
    """A document of the programme in one version: plan, note, letter, agreement."""

    programme = models.ForeignKey(Programme, models.CASCADE, verbose_name="programma", related_name="documents")
    title = models.CharField("titel", max_length=200)
    version_label = models.CharField("versie", max_length=80, blank=True)
    dated = SoftDateField("gedateerd", blank=True)
    remark = models.CharField("opmerking", max_length=300, blank=True)
    url = models.URLField("webadres", blank=True)
    file = models.ForeignKey(
        "core.StoredFile", models.SET_NULL, verbose_name="bestand", related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documenten"
        ordering = ["dated_earliest", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "title", "version_label"],
                name="plan_document_version_once",
                violation_error_message="Deze versie staat al in het register. Wijzig de bestaande regel.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.version_label}" if self.version_label else self.title
