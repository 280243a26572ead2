"""Measurement rounds: windows of time in which all organisations count in the same way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format

from core.encryption import EncryptedTextField
from core.models import VersionedModel
from incidents.querysets import OrganisationRoundQuerySet
from participants.models import Organisation

FEWEST_TOLD = 3
"""Of fewer organisations nothing is told that holds for each of them."""


class MeasurementRound(VersionedModel):
    """A window with its own first and last day, freeze date and definition. There may be any number of them."""

    code = models.CharField("nummer", max_length=10, unique=True, help_text="Bijvoorbeeld 0, 1 of slot.")
    label = models.CharField("naam", max_length=60)
    first_on = models.DateField("eerste dag")
    last_on = models.DateField("laatste dag")
    freeze_on = models.DateField(
        "bevroren op", help_text="Wat na deze dag wordt gemeld over de periode, telt apart als nagekomen."
    )
    definition = models.TextField("wat telt mee", help_text="In gewone taal; staat bij elk cijfer van deze meting.")
    definition_version = models.CharField(
        "versie van de definitie", max_length=10, default="1", help_text="Alleen gelijke versies worden vergeleken."
    )
    opened_at = models.DateTimeField("geopend op", null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField("bevroren sinds", null=True, blank=True, editable=False)
    order = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        verbose_name = "meting"
        verbose_name_plural = "metingen"
        ordering = ["order", "first_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="round_ends_after_start",
                violation_error_message="De laatste dag ligt voor de eerste. Pas een van beide datums aan.",
            ),
            models.CheckConstraint(
                condition=Q(freeze_on__gt=F("last_on")),
                name="round_freezes_after_end",
                violation_error_message="Bevriezen kan pas na de laatste dag. Kies een latere datum.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({date_format(self.first_on)} tot en met {date_format(self.last_on)})"

    @property
    def days(self) -> int:
        """Return the length in days, both ends included."""
        return (self.last_on - self.first_on).days + 1

    def nil_told(self, lines: Iterable[OrganisationRound]) -> int:
        """Return of how many organisations may be told that they had no incidents; 0 when it is not told.

        Not before the freeze: a number that goes up when one organisation confirms is the number of that organisation.
        """
        number = sum(line.was_nil for line in lines)
        return number if self.frozen_at is not None and number >= FEWEST_TOLD else 0

    @property
    def has_whole_months(self) -> bool:
        """Tell whether the window runs from a first to a last day of a month."""
        return self.first_on.day == 1 and (self.last_on + timedelta(days=1)).day == 1

    def get_absolute_url(self) -> str:
        """Return the page that shows who is ready."""
        return reverse("incidents:round_board", args=[self.pk])


class OrganisationRound(VersionedModel):
    """What one organisation states in one round: its size, the days it covers, its source, and its count or nil."""

    class State(models.TextChoices):
        """How far the organisation is."""

        NOT_STARTED = "niet_gestart", "niet gestart"
        BUSY = "bezig", "bezig"
        CONFIRMED = "bevestigd", "bevestigd"

    class Source(models.TextChoices):
        """Where the count comes from."""

        CASES = "cases", "voorvallen in het portaal"
        COUNTS = "counts", "aantallen per maand"

    round = models.ForeignKey(
        MeasurementRound, models.PROTECT, verbose_name="meting", related_name="organisation_rounds"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="organisation_rounds"
    )
    state = models.CharField("stand", max_length=14, choices=State.choices, default=State.NOT_STARTED)
    source = models.CharField("bron", max_length=10, choices=Source.choices, default=Source.COUNTS)
    employees = models.PositiveIntegerField("aantal medewerkers", null=True, blank=True)
    fte = models.DecimalField("fte", max_digits=8, decimal_places=1, null=True, blank=True)
    days_covered = models.PositiveSmallIntegerField("dagen geteld", null=True, blank=True)
    count = models.PositiveIntegerField("aantal voorvallen", null=True, blank=True)
    serious_count = models.PositiveIntegerField("waarvan zwaar", null=True, blank=True)
    late_count = models.PositiveIntegerField("nagekomen na bevriezen", default=0)
    late_serious_count = models.PositiveIntegerField("nagekomen, waarvan zwaar", default=0)
    is_nil = models.BooleanField("wij hadden geen voorvallen", default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="bevestigd door",
        related_name="+",
        null=True,
        blank=True,
    )
    confirmed_at = models.DateTimeField("bevestigd op", null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="getekend door", related_name="+", null=True, blank=True
    )
    signed_at = models.DateTimeField("getekend op", null=True, blank=True)
    sent_back_at = models.DateTimeField("teruggestuurd op", null=True, blank=True)
    reminded_at = models.DateTimeField("herinnerd op", null=True, blank=True)
    frozen_at = models.DateTimeField("bevroren sinds", null=True, blank=True)
    reopened_at = models.DateTimeField("heropend op", null=True, blank=True)
    reopened_because = EncryptedTextField("reden van heropenen", blank=True, max_length=200)
    earlier = models.JSONField("eerder bevroren stand", default=list, blank=True)

    objects = OrganisationRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "deelname aan een meting"
        verbose_name_plural = "deelname aan metingen"
        ordering = ["round", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation"],
                name="organisation_round_once",
                violation_error_message="Deze organisatie staat al bij deze meting.",
            ),
            models.UniqueConstraint(fields=["organisation", "id"], name="organisation_round_organisation_id"),
            models.CheckConstraint(
                condition=~Q(state="bevestigd")
                | Q(is_nil=True, count=0, employees__gt=0, days_covered__gt=0)
                | Q(is_nil=False, count__gt=0, employees__gt=0, days_covered__gt=0),
                name="organisation_round_confirmed_complete",
                violation_error_message=(
                    "Bevestigen kan met het aantal medewerkers, de dagen en een aantal voorvallen, of met ‘geen’."
                ),
            ),
            models.CheckConstraint(
                condition=Q(serious_count__isnull=True) | Q(count__isnull=False, serious_count__lte=F("count")),
                name="organisation_round_serious_within_count",
                violation_error_message="Er zijn niet meer zware voorvallen dan voorvallen. Pas een van beide aan.",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | Q(state="bevestigd"),
                name="organisation_round_signed_when_confirmed",
                violation_error_message="Tekenen kan pas als de meting van uw organisatie is bevestigd.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round.label} van {self.organisation}"

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the organisation stands for its number."""
        return self.state == self.State.CONFIRMED

    @property
    def was_nil(self) -> bool:
        """Tell whether it stood for no incidents at all when the round was frozen; reopening does not change that."""
        if self.earlier:
            first = self.earlier[0]
            return bool(first["state"] == self.State.CONFIRMED and first["count"] == 0)
        return self.is_nil and self.is_confirmed

    @property
    def is_ready(self) -> bool:
        """Tell whether coordinator and sponsor are both done."""
        return self.is_confirmed and self.signed_at is not None


class RoundRemark(models.Model):
    """What a sponsor wrote to the own coordinator when sending a number back.

    It stands apart from the numbers: those are read for figures of the region, the words only in the organisation.
    """

    row = models.OneToOneField(
        OrganisationRound, models.CASCADE, verbose_name="deelname", related_name="remark", db_constraint=False
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="organisatie", related_name="+")
    text = EncryptedTextField("opmerking", max_length=1000)

    objects = OrganisationRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "opmerking bij een meting"
        verbose_name_plural = "opmerkingen bij metingen"

    def __str__(self) -> str:
        return f"opmerking bij {self.row_id}"


class ComparisonEdition(models.Model):
    """What the region may read of two frozen rounds: once made it stays, whatever happens to a round afterwards.

    A later edition of the same pair is made only when it cannot be subtracted from this one. It holds sums over
    organisations and which those are, never the number of one.
    """

    earlier = models.ForeignKey(MeasurementRound, models.PROTECT, verbose_name="eerste meting", related_name="+")
    later = models.ForeignKey(MeasurementRound, models.PROTECT, verbose_name="tweede meting", related_name="+")
    made_at = models.DateTimeField("gemaakt op")
    panel = ArrayField(models.BigIntegerField(), verbose_name="organisaties", default=list)
    figures = models.JSONField("uitkomst", default=dict)

    class Meta:
        verbose_name = "vergelijking van twee metingen"
        verbose_name_plural = "vergelijkingen van metingen"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(earlier=F("later")),
                name="comparison_of_two_rounds",
                violation_error_message="Kies twee verschillende metingen.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} en {self.later_id}, {self.made_at:%d-%m-%Y}"
