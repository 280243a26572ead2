"""The nine measures, annex 1 as a living matrix, and what each organisation has reached."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.models import StoredFile, VersionedModel
from core.softdates import SoftDateField
from measures.costs import Cost, CostKind
from measures.querysets import ConfirmationQuerySet, LineQuerySet, StateQuerySet
from participants.models import Organisation


class Measure(VersionedModel):
    """One of the nine measures. The slug is its key: the plan and annex 1 number the measures differently."""

    slug = models.SlugField("korte naam", max_length=20, unique=True)
    plan_number = models.PositiveSmallIntegerField("nummer in het plan", unique=True)
    annex_number = models.PositiveSmallIntegerField("nummer in bijlage 1", unique=True)
    label = models.CharField("naam", max_length=40)
    annex_label = models.CharField("naam in bijlage 1", max_length=60)
    regional_alias = models.CharField("naam in de regio", max_length=60, blank=True)
    is_national = models.BooleanField("landelijke maatregel", default=True)
    statement = models.TextField("de maatregel in één zin")
    explanation = models.TextField("uitleg", blank=True)
    first_step = models.TextField("eerste stap", blank=True)

    class Meta:
        verbose_name = "maatregel"
        verbose_name_plural = "maatregelen"
        ordering = ["plan_number"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Return the page that explains this measure."""
        return reverse("measures:measure", args=[self.slug])

    @property
    def numbers(self) -> str:
        """Both numbers, as they are shown wherever a number is shown."""
        return f"maatregel {self.plan_number} (plan) / {self.annex_number} (bijlage 1)"


class State(models.TextChoices):
    """The five steps, and the way out with a reason."""

    NOT_YET = "not_yet", "nog niet"
    PREPARING = "preparing", "in voorbereiding"
    INTRODUCED = "introduced", "ingevoerd"
    PRACTISED = "practised", "werkt in de praktijk"
    ASSURED = "assured", "geborgd"
    NOT_APPLICABLE = "not_applicable", "niet van toepassing"


STEPS: list[State] = [state for state in State if state is not State.NOT_APPLICABLE]


class MeasureAnchor(models.Model):
    """What somebody sees on the work floor when a measure has reached a step."""

    measure = models.ForeignKey(Measure, models.CASCADE, verbose_name="maatregel", related_name="anchors")
    state = models.CharField("stand", max_length=20, choices=[(step.value, step.label) for step in STEPS])
    text = models.CharField("wat u op de werkvloer ziet", max_length=200)

    class Meta:
        verbose_name = "herkenningspunt"
        verbose_name_plural = "herkenningspunten"
        ordering = ["measure", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "state"],
                name="measure_anchor_once",
                violation_error_message="Deze stand heeft al een herkenningspunt. Wijzig dat.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.get_state_display()}"


class Level(models.TextChoices):
    """The three levels of annex 1; topic 9 has a line that fits none of them."""

    BOARD = "board", "bestuurlijk niveau"
    MANAGEMENT = "management", "(midden)management"
    FRONTLINE = "frontline", "uitvoerend niveau"
    OTHER = "other", "afwijkend niveau"


@pghistory.track(
    fields=["code", "title", "heading_as_written", "goal", "version", "edited_by", "edited_at"],
    obj_field=pghistory.ObjForeignKey(related_name="versions"),
    model_name="MatrixTopicVersion",
)
class MatrixTopic(VersionedModel):
    """A block of annex 1, such as "2.5"; the nine measures are blocks below topic 2."""

    code = models.CharField("code", max_length=5, unique=True)
    title = models.CharField("onderwerp", max_length=120)
    heading_as_written = models.CharField("kop zoals in bijlage 1", max_length=140, blank=True)
    parent = models.ForeignKey(
        "self", models.CASCADE, verbose_name="valt onder", related_name="children", null=True, blank=True
    )
    order = models.PositiveSmallIntegerField("volgorde", default=0)
    measure = models.ForeignKey(
        Measure, models.SET_NULL, verbose_name="maatregel", related_name="topics", null=True, blank=True
    )
    goal = models.CharField("doel", max_length=1000, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="gewijzigd door",
        related_name="+",
        null=True,
        blank=True,
    )
    edited_at = models.DateTimeField("gewijzigd op", default=timezone.now)

    class Meta:
        verbose_name = "onderwerp van bijlage 1"
        verbose_name_plural = "onderwerpen van bijlage 1"
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def key(self) -> str:
        """The natural key that travels in a spreadsheet."""
        return self.code


#: The eight columns of annex 1 on a level line, in the order of the sheet: field and heading.
COLUMNS: dict[str, str] = {
    "target_group": "Doelgroep",
    "strategic": "Strategisch",
    "tactical": "Tactisch",
    "cost": "Kosten",
    "operational": "Operationeel",
    "result": "Resultaat",
    "planning": "Planning",
    "assurance": "Borging",
}

CELL_LENGTH = 4000
_SNAPSHOT = ["version", "edited_by", "edited_at", "level_as_written", *(name for name in COLUMNS if name != "planning")]


@pghistory.track(
    fields=_SNAPSHOT,
    attrs={"planning": models.TextField()},
    obj_field=pghistory.ObjForeignKey(related_name="versions"),
    model_name="MatrixLineVersion",
)
class MatrixLine(VersionedModel):
    """One line of annex 1: what is done for a topic at a level. On a line the column "doel" holds a target group."""

    topic = models.ForeignKey(MatrixTopic, models.CASCADE, verbose_name="onderwerp", related_name="lines")
    level = models.CharField("niveau", max_length=12, choices=Level.choices)
    level_as_written = models.CharField("niveau zoals in bijlage 1", max_length=80, blank=True)
    sequence = models.PositiveSmallIntegerField("nummer binnen het niveau", default=1)
    order = models.PositiveSmallIntegerField("volgorde", default=0)
    meeting_number = models.PositiveSmallIntegerField("nummer van de bijeenkomst", null=True, blank=True)
    is_irregular = models.BooleanField("past niet in het patroon", default=False)
    target_group = models.TextField("doelgroep", max_length=CELL_LENGTH, blank=True)
    strategic = models.TextField("strategisch", max_length=CELL_LENGTH, blank=True)
    tactical = models.TextField("tactisch", max_length=CELL_LENGTH, blank=True)
    cost = models.TextField("kosten", max_length=CELL_LENGTH, blank=True)
    cost_kind = models.CharField("soort kosten", max_length=6, choices=CostKind.choices, default=CostKind.EMPTY)
    cost_amount = models.DecimalField("bedrag", max_digits=12, decimal_places=2, null=True, blank=True)
    operational = models.TextField("operationeel", max_length=CELL_LENGTH, blank=True)
    result = models.TextField("resultaat", max_length=CELL_LENGTH, blank=True)
    planning = SoftDateField("planning", max_length=1000, blank=True)
    assurance = models.TextField("borging", max_length=CELL_LENGTH, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="gewijzigd door",
        related_name="+",
        null=True,
        blank=True,
    )
    edited_at = models.DateTimeField("gewijzigd op", default=timezone.now)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = "regel van bijlage 1"
        verbose_name_plural = "regels van bijlage 1"
        ordering = ["topic__order", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "level", "sequence"],
                name="matrix_line_once",
                violation_error_message="Deze regel bestaat al in bijlage 1. Wijzig de bestaande regel.",
            ),
            models.CheckConstraint(
                condition=Q(cost_kind="amount", cost_amount__isnull=False)
                | (~Q(cost_kind="amount") & Q(cost_amount__isnull=True)),
                name="matrix_line_cost_is_clear",
                violation_error_message="Kosten zijn een bedrag, PM of leeg. Schrijf een bedrag als € 600.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic.code} {self.topic.title}: {self.level_label}"

    def get_absolute_url(self) -> str:
        """Return the page of this line."""
        return reverse("measures:line", args=[self.pk])

    @property
    def key(self) -> str:
        """The natural key that travels in a spreadsheet, such as "2.5/board/1"."""
        return f"{self.topic.code}/{self.level}/{self.sequence}"

    @property
    def anchor(self) -> str:
        """The fragment by which a page returns to exactly this line."""
        return f"regel-{self.pk}"

    @property
    def level_label(self) -> str:
        """The level in words, with the number of the meeting where topic 9 has several."""
        label = str(self.get_level_display())
        return f"{label}, bijeenkomst {self.meeting_number}" if self.meeting_number else label

    def cell(self, column: str) -> str:
        """Return the text of a cell as it was written; `column` is a key of `COLUMNS`."""
        return str(getattr(self, column) or "")

    def take_cost(self, cost: Cost) -> None:
        """Keep what was understood of the cost text beside that text."""
        self.cost_kind, self.cost_amount = cost.kind, cost.amount


class MatrixImport(models.Model):
    """A spreadsheet of annex 1 that somebody handed in and first looks at before anything is saved."""

    stored_file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="bestand", related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="ingeleverd door", related_name="+"
    )
    uploaded_at = models.DateTimeField("ingeleverd op", default=timezone.now)
    applied_at = models.DateTimeField("opgeslagen op", null=True, blank=True)
    changes_count = models.PositiveIntegerField("aantal wijzigingen", null=True, blank=True)

    class Meta:
        verbose_name = "ingelezen bestand"
        verbose_name_plural = "ingelezen bestanden"
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"bijlage 1 van {timezone.localtime(self.uploaded_at):%d-%m-%Y %H:%M}"


class OrganisationMeasureState(models.Model):
    """How far an organisation is with a measure from a day on. Rows are kept, so that any past day can be shown."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="measure_states"
    )
    measure = models.ForeignKey(Measure, models.PROTECT, verbose_name="maatregel", related_name="states")
    state = models.CharField("stand", max_length=20, choices=State.choices)
    reason = models.CharField("reden", max_length=300, blank=True)
    note = models.CharField("wat is er veranderd", max_length=300, blank=True)
    recorded_on = models.DateField("geldt vanaf")
    recorded_at = models.DateTimeField("ingevuld op", default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="ingevuld door",
        related_name="+",
        null=True,
        blank=True,
    )

    objects = StateQuerySet.as_manager()

    class Meta:
        verbose_name = "stand van een organisatie"
        verbose_name_plural = "standen van organisaties"
        ordering = ["organisation", "measure", "-recorded_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "measure", "recorded_on"],
                name="measure_state_once_a_day",
                violation_error_message="Voor deze dag is deze maatregel al ingevuld. Wijzig dat antwoord.",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_applicable") | ~Q(reason=""),
                name="measure_state_not_applicable_needs_reason",
                violation_error_message="Schrijf in één zin waarom deze maatregel niet van toepassing is.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.measure} {self.get_state_display()}"


class StateConfirmation(models.Model):
    """The sponsor says: this is how far our organisation is."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="state_confirmations"
    )
    confirmed_on = models.DateField("bevestigd op")
    confirmed_at = models.DateTimeField("bevestigd om", default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="bevestigd door",
        related_name="+",
        null=True,
        blank=True,
    )

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = "bevestiging door de sponsor"
        verbose_name_plural = "bevestigingen door de sponsor"
        ordering = ["-confirmed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "confirmed_on"],
                name="state_confirmation_once_a_day",
                violation_error_message="De stand is vandaag al bevestigd.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, bevestigd op {self.confirmed_on:%d-%m-%Y}"
