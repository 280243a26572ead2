"""The talks with a colleague after an incident: within 72 hours, after two weeks, after six to eight weeks."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from core.models import VersionedModel
from core.text import counted
from incidents.choices import OPEN, Status, TalkState
from incidents.models.incident import Incident
from incidents.querysets import ChildQuerySet
from participants.models import Organisation


class TalkQuerySet(ChildQuerySet):
    """Aftercare talks."""

    def planned(self) -> Self:
        """Keep the talks that are still to come; those of an incident that was set aside are not held."""
        return self.filter(state=TalkState.PLANNED, incident__status__in=(*OPEN, Status.CLOSED))

    def due(self, *, on: date) -> Self:
        """Keep the talks that are planned for this day or a day before."""
        return self.planned().filter(planned_on__lte=on)


class AftercareTalk(VersionedModel):
    """One talk with the colleague about how it goes: planned on a day, held, or not wanted. Nothing of it is written.

    The days are proposed at the report, as many and as far as the organisation arranged. The last talks come after
    closing: an incident need not stay open for them.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, verbose_name="voorval", related_name="talks", db_index=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="+", db_index=False
    )
    after_days = models.PositiveSmallIntegerField("dagen na de melding")
    state = models.CharField("stand", max_length=12, choices=TalkState.choices, default=TalkState.PLANNED)
    planned_on = models.DateField("gepland op")
    held_on = models.DateField("gevoerd op", null=True, blank=True)
    answered_at = models.DateTimeField("beantwoord op", null=True, blank=True, editable=False)

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = "nazorggesprek"
        verbose_name_plural = "nazorggesprekken"
        ordering = ["planned_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "after_days"],
                name="talk_once",
                violation_error_message="Dit gesprek staat er al. Wijzig het bestaande gesprek.",
            ),
            models.CheckConstraint(
                condition=(Q(state=TalkState.HELD) & Q(held_on__isnull=False))
                | (~Q(state=TalkState.HELD) & Q(held_on__isnull=True)),
                name="talk_held_has_day",
                violation_error_message="Vul in op welke dag het gesprek was.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "planned_on"], name="talk_planned", condition=Q(state=TalkState.PLANNED)
            ),
            models.Index(
                fields=["organisation", "-answered_at", "-id"],
                name="talk_answered",
                condition=~Q(state=TalkState.PLANNED),
            ),
        ]

    def __str__(self) -> str:
        return f"het gesprek {self.when} bij {self.incident}"

    @property
    def when(self) -> str:
        """Return when this talk is held, as guidance says it: "binnen 72 uur", "na 2 weken"."""
        if self.after_days <= 3:
            return f"binnen {self.after_days * 24} uur"
        weeks, rest = divmod(self.after_days, 7)
        return f"na {self.after_days} dagen" if rest else f"na {counted(weeks, 'week', 'weken')}"
