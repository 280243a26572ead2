"""The intended results of the plan: what must have been reached when the programme ends."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import VersionedModel
from programme.models.record import Programme
from programme.querysets import IntendedResultQuerySet


class Category(models.TextChoices):
    """The three things on which the ministry steers; one result or activity may serve several."""

    ORGANISATION = "organisation", "organisatie"
    MEASURES = "measures", "maatregelen"
    NETWORK = "network", "netwerk"


class ResultState(models.IntegerChoices):
    """Five steps from nothing to reached."""

    NOT_STARTED = 1, "nog niet begonnen"
    STARTED = 2, "begonnen"
    UNDER_WAY = 3, "op weg"
    NEARLY = 4, "bijna bereikt"
    REACHED = 5, "bereikt"


def category_field() -> ArrayField:
    """Return the field for any number of the three categories, none included."""
    return ArrayField(
        models.CharField(max_length=12, choices=Category.choices), verbose_name="categorieën", default=list, blank=True
    )


def category_labels(values: list[str]) -> list[str]:
    """Return the Dutch words of these categories, in the order of the plan."""
    return [str(category.label) for category in Category if category.value in values]


class IntendedResult(VersionedModel):
    """One of the results that the programme promises, with how far it is and what proves it."""

    programme = models.ForeignKey(Programme, models.CASCADE, verbose_name="programma", related_name="results")
    number = models.PositiveSmallIntegerField(
        "nummer",
        validators=[
            MinValueValidator(1, "Vul een nummer van 1 of hoger in."),
            MaxValueValidator(99, "Vul een nummer tot en met 99 in."),
        ],
    )
    title = models.CharField("kort", max_length=120)
    text = models.TextField("beoogd resultaat")
    categories = category_field()
    state = models.PositiveSmallIntegerField("stand", choices=ResultState.choices, default=ResultState.NOT_STARTED)
    proof_text = models.TextField("bewijs in woorden", blank=True)
    proof_url = models.URLField("bewijs op een andere plek", blank=True, help_text="Een volledig webadres.")
    proof_file = models.ForeignKey(
        "core.StoredFile", models.SET_NULL, verbose_name="bewijsstuk", related_name="+", null=True, blank=True
    )
    next_step = models.CharField("volgende stap", max_length=300, blank=True)
    next_step_on = models.DateField("volgende stap uiterlijk", null=True, blank=True)
    assured_by = models.CharField(
        "geborgd door",
        max_length=120,
        blank=True,
        help_text="De organisatie of functie die dit na afloop vasthoudt, geen naam van een persoon.",
    )

    objects = IntendedResultQuerySet.as_manager()

    class Meta:
        verbose_name = "beoogd resultaat"
        verbose_name_plural = "beoogde resultaten"
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="result_number_unique",
                violation_error_message="Dit nummer is al gebruikt. Kies een ander nummer.",
            ),
            models.CheckConstraint(
                condition=Q(state__gte=1, state__lte=5),
                name="result_state_five_steps",
                violation_error_message="Kies een van de vijf standen.",
            ),
            models.CheckConstraint(
                condition=Q(categories__contained_by=Category.values),
                name="result_categories_known",
                violation_error_message="Kies uit organisatie, maatregelen en netwerk.",
            ),
        ]

    def __str__(self) -> str:
        return f"Resultaat {self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        """Return the page of this result."""
        return reverse("programme:result", args=[self.pk])

    @property
    def has_proof(self) -> bool:
        """Tell whether anything shows that the result is true: words, a link or a file."""
        return bool(self.proof_text or self.proof_url or self.proof_file_id)

    @property
    def category_labels(self) -> list[str]:
        """Return the categories in words."""
        return category_labels(self.categories)
