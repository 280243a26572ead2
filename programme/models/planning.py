"""The planning: activities with soft dates, first and present date side by side, and where sources disagree."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.models import SubmittedModel, VersionedModel
from core.softdates import SoftDateField
from measures.models import Measure
from programme.models.record import Programme
from programme.models.results import Category, IntendedResult, category_field, category_labels
from programme.querysets import PlanItemQuerySet


class ItemKind(models.TextChoices):
    """What sort of activity it is; the words of the plan."""

    GOVERNANCE = "governance", "bestuurlijk overleg"
    JOIN_THE_CLUB = "join_the_club", "Join the Club"
    AMBASSADORS = "ambassadors", "ambassadeursbijeenkomst"
    SPONSORS = "sponsors", "sponsorbijeenkomst"
    SPECIAL = "special", "special"
    HOME_VISITS = "home_visits", "huisbezoeken"
    MEASUREMENT = "measurement", "meting"
    COMMUNICATION = "communication", "communicatie"
    KNOWLEDGE = "knowledge", "apothekerskast"
    MINISTRY = "ministry", "overleg met het ministerie"
    PROJECT_LEADERS = "project_leaders", "landelijk overleg van projectleiders"
    WORKING_VISIT = "working_visit", "werkbezoek"
    CLOSING = "closing", "slotbijeenkomst"
    OTHER = "other", "anders"


class PlanStatus(models.TextChoices):
    """What became of an activity."""

    PLANNED = "planned", "gepland"
    MOVED = "moved", "verschoven"
    REALISED = "realised", "gerealiseerd"
    DROPPED = "dropped", "vervallen"


# From which status an activity may go to which. Realised and dropped can be taken back, with a reason.
ALLOWED_STEPS: dict[PlanStatus, frozenset[PlanStatus]] = {
    PlanStatus.PLANNED: frozenset({PlanStatus.MOVED, PlanStatus.REALISED, PlanStatus.DROPPED}),
    PlanStatus.MOVED: frozenset({PlanStatus.MOVED, PlanStatus.REALISED, PlanStatus.DROPPED}),
    PlanStatus.REALISED: frozenset({PlanStatus.PLANNED, PlanStatus.MOVED}),
    PlanStatus.DROPPED: frozenset({PlanStatus.PLANNED, PlanStatus.MOVED}),
}


class PlanItem(VersionedModel, SubmittedModel):
    """An activity of the plan: when it was meant, when it is meant now, and whether it took place."""

    programme = models.ForeignKey(Programme, models.CASCADE, verbose_name="programma", related_name="plan_items")
    title = models.CharField("activiteit", max_length=200)
    kind = models.CharField("soort", max_length=16, choices=ItemKind.choices, default=ItemKind.OTHER)
    original = SoftDateField("oorspronkelijk gepland", blank=True)
    current = SoftDateField("nu gepland", blank=True)
    happened_on = models.DateField("werkelijke datum", null=True, blank=True)
    status = models.CharField("stand", max_length=10, choices=PlanStatus.choices, default=PlanStatus.PLANNED)
    reason = models.CharField("reden van de wijziging", max_length=300, blank=True)
    categories = category_field()
    results = models.ManyToManyField(
        IntendedResult, verbose_name="draagt bij aan", related_name="plan_items", blank=True
    )
    measures = models.ManyToManyField(Measure, verbose_name="maatregelen", related_name="plan_items", blank=True)
    source = models.CharField("bron", max_length=200, blank=True)
    conflict_note = models.TextField(
        "toelichting bij tegenstrijdige bronnen", blank=True, help_text="Wat volgens u klopt, en waarom."
    )

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = "activiteit"
        verbose_name_plural = "planning"
        ordering = ["current_earliest", "current_latest", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(happened_on__isnull=True) | Q(status="realised"),
                name="plan_item_date_only_when_realised",
                violation_error_message="Een werkelijke datum hoort bij een gerealiseerde activiteit.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["moved", "dropped"]) | ~Q(reason=""),
                name="plan_item_change_has_reason",
                violation_error_message="Geef een reden als een activiteit verschuift of vervalt.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=PlanStatus.values),
                name="plan_item_status_known",
                violation_error_message="Kies een van de standen.",
            ),
            models.CheckConstraint(
                condition=Q(categories__contained_by=Category.values),
                name="plan_item_categories_known",
                violation_error_message="Kies uit organisatie, maatregelen en netwerk.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of this activity."""
        return reverse("programme:plan_item", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Tell whether the activity still has to take place."""
        return self.status in (PlanStatus.PLANNED, PlanStatus.MOVED)

    @property
    def has_moved(self) -> bool:
        """Tell whether the present date differs from the first one."""
        return str(self.original) != str(self.current)

    def is_overdue(self, on: date) -> bool:
        """Tell whether the last possible day has passed; a soft date is late only after its last day."""
        return self.is_open and self.current.latest is not None and self.current.latest < on

    def status_on(self, on: date) -> str:
        """Return the status in words on this day: "te laat" when the last possible day has passed."""
        return "te laat" if self.is_overdue(on) else str(self.get_status_display())

    @property
    def category_labels(self) -> list[str]:
        """Return the categories in words."""
        return category_labels(self.categories)

    def may_become(self, status: PlanStatus) -> bool:
        """Tell whether this step is allowed from the present status."""
        return status in ALLOWED_STEPS[PlanStatus(self.status)]


class PlanItemSource(models.Model):
    """What one document says about the date of an activity. Two that disagree are both kept and shown."""

    item = models.ForeignKey(PlanItem, models.CASCADE, verbose_name="activiteit", related_name="sources")
    source = models.CharField("bron", max_length=120)
    date = SoftDateField("datum volgens deze bron")
    remark = models.CharField("opmerking", max_length=300, blank=True)

    class Meta:
        verbose_name = "datum volgens een bron"
        verbose_name_plural = "datums volgens de bronnen"
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "source"],
                name="plan_item_source_once",
                violation_error_message="Deze bron staat er al bij. Wijzig de bestaande regel.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.date}"


class PlanItemMove(models.Model):
    """One line of the history of an activity: what changed, why, by whom."""

    item = models.ForeignKey(PlanItem, models.CASCADE, verbose_name="activiteit", related_name="moves")
    from_text = models.CharField("was", max_length=200, blank=True)
    to_text = models.CharField("werd", max_length=200, blank=True)
    status = models.CharField("stand", max_length=10, choices=PlanStatus.choices)
    reason = models.CharField("reden", max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="door", related_name="+", null=True, blank=True
    )
    moved_at = models.DateTimeField("gewijzigd op", default=timezone.now)

    class Meta:
        verbose_name = "wijziging van de planning"
        verbose_name_plural = "wijzigingen van de planning"
        ordering = ["-moved_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="plan_item_move_has_reason",
                violation_error_message="Geef een reden voor de wijziging.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_text} → {self.to_text}"
