"""What is spent: costs with an amount, as PM or still empty, and what others give for free."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from budget.models.plan import NOT_NEGATIVE, YEAR_RULES, BudgetLine, Grant, money_field
from budget.querysets import CostQuerySet
from core.models import SubmittedModel, VersionedModel
from measures.models import Measure
from programme.models import PlanItem


class AmountKind(models.TextChoices):
    """Whether there is an amount. PM and empty are not zero."""

    AMOUNT = "amount", "bedrag"
    PM = "pm", "PM (komt nog, hoogte onbekend)"
    EMPTY = "empty", "nog niet ingevuld"


class CostState(models.TextChoices):
    """How far a cost is on its way to being paid."""

    PLANNED = "planned", "gepland"
    COMMITTED = "committed", "vastgelegd"
    INVOICED = "invoiced", "gefactureerd"
    PAID = "paid", "betaald"


# From which state a cost may go to which. One step back is a correction; paid goes back only to invoiced.
ALLOWED_STEPS: dict[CostState, frozenset[CostState]] = {
    CostState.PLANNED: frozenset({CostState.COMMITTED, CostState.INVOICED, CostState.PAID}),
    CostState.COMMITTED: frozenset({CostState.PLANNED, CostState.INVOICED, CostState.PAID}),
    CostState.INVOICED: frozenset({CostState.COMMITTED, CostState.PAID}),
    CostState.PAID: frozenset({CostState.INVOICED}),
}


class Cost(VersionedModel, SubmittedModel):
    """One cost of the programme, or something that a partner gives for free ("om niet")."""

    grant = models.ForeignKey(Grant, models.PROTECT, verbose_name="subsidie", related_name="costs")
    line = models.ForeignKey(
        BudgetLine, models.PROTECT, verbose_name="post", related_name="costs", null=True, blank=True
    )
    year = models.PositiveSmallIntegerField("jaar", validators=YEAR_RULES)
    dated_on = models.DateField("datum", null=True, blank=True)
    description = models.CharField("omschrijving", max_length=200)
    supplier = models.CharField("leverancier", max_length=120, blank=True)
    amount_kind = models.CharField("soort bedrag", max_length=8, choices=AmountKind.choices, default=AmountKind.AMOUNT)
    amount = money_field("bedrag", null=True, blank=True, validators=NOT_NEGATIVE)
    state = models.CharField("stand", max_length=10, choices=CostState.choices, default=CostState.PLANNED)
    paid_on = models.DateField("betaald op", null=True, blank=True)
    is_in_kind = models.BooleanField(
        "om niet", default=False, help_text="Iemand geeft dit zonder rekening: een zaal, een spreker, uren."
    )
    in_kind_value = money_field("geschatte waarde", null=True, blank=True, validators=NOT_NEGATIVE)
    in_kind_hours = models.DecimalField(
        "uren",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0), "Vul 0 of meer uren in.")],
    )
    receipt = models.ForeignKey(
        "core.StoredFile", models.SET_NULL, verbose_name="bon of factuur", related_name="+", null=True, blank=True
    )
    payment_proof = models.ForeignKey(
        "core.StoredFile", models.SET_NULL, verbose_name="betaalbewijs", related_name="+", null=True, blank=True
    )
    measure = models.ForeignKey(
        Measure, models.SET_NULL, verbose_name="maatregel", related_name="costs", null=True, blank=True
    )
    plan_item = models.ForeignKey(
        PlanItem, models.SET_NULL, verbose_name="activiteit", related_name="costs", null=True, blank=True
    )
    source = models.CharField("bron", max_length=120, blank=True)

    objects = CostQuerySet.as_manager()

    class Meta:
        verbose_name = "kostenregel"
        verbose_name_plural = "kosten"
        ordering = ["year", "dated_on", "pk"]
        indexes = [models.Index(fields=["grant", "year", "state"], name="cost_grant_year_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_kind="amount", amount__isnull=False)
                | Q(amount_kind__in=["pm", "empty"], amount__isnull=True),
                name="cost_amount_or_none",
                violation_error_message="Vul een bedrag in, of kies PM of ‘nog niet ingevuld’ en laat het bedrag leeg.",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="cost_amount_not_negative",
                violation_error_message="Vul een bedrag van 0 of hoger in.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["invoiced", "paid"]) | Q(amount_kind="amount"),
                name="cost_invoice_has_amount",
                violation_error_message="Een gefactureerde of betaalde regel heeft een bedrag. Vul het bedrag in.",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False) | (~Q(state="paid") & Q(paid_on__isnull=True)),
                name="cost_paid_has_date",
                violation_error_message="De datum van betaling hoort bij de stand ‘betaald’, en alleen daarbij.",
            ),
            models.CheckConstraint(
                condition=Q(is_in_kind=False, in_kind_value__isnull=True, in_kind_hours__isnull=True)
                | Q(is_in_kind=True, amount_kind="empty", state="planned"),
                name="cost_in_kind_not_posted",
                violation_error_message=(
                    "Wat om niet is gegeven, wordt niet geboekt: laat bedrag en stand zoals ze zijn "
                    "en vul alleen waarde of uren in."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_in_kind=True) | Q(line__isnull=False),
                name="cost_has_line",
                violation_error_message="Kies de post waarop deze kosten drukken.",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        """Return the page of this cost."""
        return reverse("budget:cost", args=[self.pk])

    @property
    def needs_receipt(self) -> bool:
        """Tell whether the receipt or invoice is missing."""
        return self.state in (CostState.INVOICED, CostState.PAID) and self.receipt_id is None

    @property
    def needs_payment_proof(self) -> bool:
        """Tell whether the proof of payment is missing."""
        return self.state == CostState.PAID and self.payment_proof_id is None

    def may_become(self, state: CostState) -> bool:
        """Tell whether this step is allowed from the present state."""
        return state == self.state or state in ALLOWED_STEPS[CostState(self.state)]
