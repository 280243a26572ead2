"""A small anonymous poll beside a measurement round: how much of what happens is registered."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import VersionedModel
from incidents.models.rounds import MeasurementRound
from incidents.querysets import PollQuerySet
from participants.models import Organisation


def new_key() -> str:
    """Return a key that nobody can guess; a new one makes every link that was shared before worthless."""
    return secrets.token_urlsafe(12)


class Experienced(models.TextChoices):
    """Did you meet with aggression in these days?"""

    YES = "ja", "ja"
    NO = "nee", "nee"


class Route(models.TextChoices):
    """Where it was reported. Only what stands in a register counts as registered."""

    PORTAL = "portaal", "in het portaal of ons eigen systeem"
    MANAGER = "leiding", "bij mijn leidinggevende"
    COLLEAGUE = "collega", "bij een collega of de beveiliging"
    OTHER = "anders", "op een andere manier"


class Reason(models.TextChoices):
    """Why it was not reported."""

    PART_OF_THE_JOB = "hoort_erbij", "het hoort erbij"
    TIME = "tijd", "het kost te veel tijd"
    NO_USE = "geen_nut", "er gebeurt toch niets mee"
    UNKNOWN = "niet_bekend", "ik wist niet hoe of waar"
    AFRAID = "gevolgen", "ik was bang voor de gevolgen"
    OTHER = "anders", "een andere reden"


class Poll(VersionedModel):
    """The poll of one organisation in one round; who has the link may answer, nobody knows who did."""

    round = models.ForeignKey(MeasurementRound, models.PROTECT, verbose_name="meting", related_name="polls")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="organisatie", related_name="polls")
    key = models.CharField("sleutel van de link", max_length=32, default=new_key, editable=False)
    opened_at = models.DateTimeField("geopend op")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="geopend door", related_name="+", null=True
    )
    closed_at = models.DateTimeField("gesloten op", null=True, blank=True)

    objects = PollQuerySet.as_manager()

    class Meta:
        verbose_name = "peiling"
        verbose_name_plural = "peilingen"
        ordering = ["round", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation"],
                name="poll_once_a_round",
                violation_error_message="Uw organisatie heeft al een peiling bij deze meting.",
            ),
            models.UniqueConstraint(fields=["organisation", "id"], name="poll_organisation_id"),
        ]

    def __str__(self) -> str:
        return f"peiling {self.pk}"

    @property
    def is_open(self) -> bool:
        """Tell whether it can be answered."""
        return self.closed_at is None


class PollCount(models.Model):
    """How often one combination of answers was given. There is no row a person, and no moment."""

    poll = models.ForeignKey(Poll, models.CASCADE, verbose_name="peiling", related_name="counts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="organisatie", related_name="+")
    experienced = models.CharField("meegemaakt", max_length=4, choices=Experienced.choices)
    route = models.CharField("gemeld", max_length=10, choices=Route.choices, blank=True)
    reason = models.CharField("niet gemeld, omdat", max_length=12, choices=Reason.choices, blank=True)
    count = models.PositiveIntegerField("aantal", default=0)

    objects = PollQuerySet.as_manager()

    class Meta:
        verbose_name = "aantal antwoorden"
        verbose_name_plural = "aantallen antwoorden"
        constraints = [
            models.UniqueConstraint(fields=["poll", "experienced", "route", "reason"], name="poll_count_once"),
            models.CheckConstraint(
                condition=Q(experienced=Experienced.NO, route="", reason="")
                | (Q(experienced=Experienced.YES, route="") & ~Q(reason=""))
                | (Q(experienced=Experienced.YES, reason="") & ~Q(route="")),
                name="poll_count_makes_sense",
                violation_error_message="Kies hoe u het meldde, of waarom niet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.experienced} {self.route}{self.reason}: {self.count}"
