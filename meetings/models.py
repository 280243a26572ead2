"""Meetings of the network, who is invited, who came and what was agreed."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.models import SubmittedModel, VersionedModel
from core.softdates import SoftDateField
from measures.models import Measure
from meetings.querysets import AgreementQuerySet, InvitationQuerySet, MeetingQuerySet
from participants.access import Role
from participants.models import Organisation, Person, Sector


class MeetingType(models.Model):
    """A kind of meeting, with what a new one starts from: guests, agenda, invitation and duration."""

    name = models.CharField("naam", max_length=60, unique=True)
    slug = models.SlugField("korte naam", unique=True)
    order = models.PositiveSmallIntegerField("volgorde", default=0)
    is_for_organisation = models.BooleanField(
        "bij één organisatie",
        default=False,
        help_text="Zo’n bijeenkomst is alleen te zien voor mensen van die organisatie, zoals een huisbezoek.",
    )
    duration_minutes = models.PositiveSmallIntegerField(
        "duur in minuten",
        default=120,
        validators=[MinValueValidator(15, "Ten minste 15 minuten."), MaxValueValidator(600, "Ten hoogste 10 uur.")],
    )
    guest_roles = ArrayField(
        models.CharField("rol", max_length=20, choices=Role.choices), verbose_name="rollen", default=list, blank=True
    )
    guest_sectors = models.ManyToManyField(Sector, verbose_name="sectoren", blank=True, related_name="+")
    agenda = models.TextField("agenda", blank=True)
    invitation_text = models.TextField("tekst van de uitnodiging", blank=True)

    class Meta:
        verbose_name = "soort bijeenkomst"
        verbose_name_plural = "soorten bijeenkomsten"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class MeetingStatus(models.TextChoices):
    """How far a meeting is."""

    DRAFT = "draft", "concept"
    INVITED = "invited", "uitgenodigd"
    HELD = "held", "gehouden"
    CANCELLED = "cancelled", "afgelast"


NEXT_STATUS: dict[str, frozenset[str]] = {
    MeetingStatus.DRAFT: frozenset({MeetingStatus.INVITED, MeetingStatus.HELD, MeetingStatus.CANCELLED}),
    MeetingStatus.INVITED: frozenset({MeetingStatus.INVITED, MeetingStatus.HELD, MeetingStatus.CANCELLED}),
    MeetingStatus.HELD: frozenset({MeetingStatus.HELD}),
    MeetingStatus.CANCELLED: frozenset(),
}


class Meeting(SubmittedModel, VersionedModel):
    """A gathering of the network, from the first line in the plan to its report.

    `when` keeps the date as the plan wrote it; `starts_at` and `ends_at` are filled once day and hour are fixed.
    """

    type = models.ForeignKey(MeetingType, models.PROTECT, verbose_name="soort", related_name="meetings")
    title = models.CharField("titel", max_length=150)
    status = models.CharField("stand", max_length=10, choices=MeetingStatus.choices, default=MeetingStatus.DRAFT)
    is_announced = models.BooleanField(
        "zichtbaar voor deelnemers",
        default=False,
        help_text="Vanzelf aan zodra de uitnodigingen weg zijn.",
    )
    when = SoftDateField("wanneer volgens het plan", blank=True)
    when_source = models.CharField("bron van die datum", max_length=80, blank=True)
    other_when = SoftDateField("andere datum in een andere bron", blank=True)
    other_when_source = models.CharField("de andere bron", max_length=80, blank=True)
    starts_at = models.DateTimeField("begint", null=True, blank=True)
    ends_at = models.DateTimeField("eindigt", null=True, blank=True)
    place = models.CharField("plaats", max_length=200, blank=True)
    is_room_free = models.BooleanField("zaal om niet", default=False)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="bij organisatie",
        related_name="home_visits",
        null=True,
        blank=True,
        help_text="Alleen bij een huisbezoek.",
    )
    themes = models.ManyToManyField(Measure, verbose_name="maatregelen", blank=True, related_name="meetings")
    agenda = models.TextField("agenda", blank=True)
    invitation_text = models.TextField("tekst van de uitnodiging", blank=True)
    guest_roles = ArrayField(
        models.CharField("rol", max_length=20, choices=Role.choices), verbose_name="rollen", default=list, blank=True
    )
    guest_sectors = models.ManyToManyField(Sector, verbose_name="sectoren", blank=True, related_name="+")
    guest_organisations = models.ManyToManyField(
        Organisation, verbose_name="organisaties", blank=True, related_name="+"
    )
    sequence = models.PositiveIntegerField("volgnummer in agenda’s", default=0, editable=False)
    uid = models.UUIDField("agendakenmerk", default=uuid.uuid4, editable=False, unique=True)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="kopie van", related_name="copies", null=True, blank=True, editable=False
    )
    discussed = models.TextField("besproken", blank=True)
    agreed = models.TextField("afgesproken", blank=True)
    for_apothekerskast = models.TextField("voor de apothekerskast", blank=True)
    closed_at = models.DateTimeField("afgesloten op", null=True, blank=True, editable=False)
    cancelled_reason = models.CharField("reden van afgelasten", max_length=200, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "bijeenkomst"
        verbose_name_plural = "bijeenkomsten"
        ordering = ["-starts_at", "-when_earliest", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message="Vul begin en einde allebei in. Het einde ligt na het begin.",
            ),
            models.CheckConstraint(
                condition=~Q(status="invited") | Q(starts_at__isnull=False),
                name="meeting_invited_has_start",
                violation_error_message="Zet eerst dag en tijd vast. Daarna kunt u uitnodigen.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="meeting_has_title",
                violation_error_message="Geef de bijeenkomst een titel.",
            ),
        ]
        indexes = [models.Index(fields=["status", "starts_at"], name="meeting_status_start")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a home visit without an organisation, and an organisation at a meeting for all."""
        if not self.type_id:
            return
        if self.type.is_for_organisation and self.organisation_id is None:
            raise ValidationError({"organisation": "Kies bij welke organisatie deze bijeenkomst is."})
        if not self.type.is_for_organisation and self.organisation_id is not None:
            raise ValidationError(
                {"organisation": "Deze soort bijeenkomst is voor iedereen. Laat de organisatie leeg."}
            )

    def get_absolute_url(self) -> str:
        """Return the page of this meeting."""
        return reverse("meetings:detail", args=[self.pk])

    @property
    def is_fixed(self) -> bool:
        """Tell whether day and hour are known."""
        return self.starts_at is not None

    @property
    def is_closed(self) -> bool:
        """Tell whether the report is there."""
        return self.closed_at is not None

    @property
    def has_date_conflict(self) -> bool:
        """Tell whether two sources give dates that cannot both be true; a day within the other's month can."""
        one, other = self.when, self.other_when
        if not one or not other:
            return False
        if None in (one.earliest, one.latest, other.earliest, other.latest):
            return False
        return bool(one.latest < other.earliest or other.latest < one.earliest)

    @property
    def moment(self) -> str:
        """Say in Dutch when it is: day and hours when fixed, else the words of the plan."""
        if self.starts_at is None or self.ends_at is None:
            return str(self.when) or "nog geen datum"
        start, end = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        until = date_format(end, "H:i") if end.date() == start.date() else date_format(end, "l j F Y H:i")
        return f"{date_format(start, 'l j F Y')}, {date_format(start, 'H:i')} tot {until} uur"

    @property
    def day(self) -> str:
        """Say in Dutch on which day it is."""
        if self.starts_at is None:
            return str(self.when) or "nog geen datum"
        return date_format(timezone.localtime(self.starts_at), "j F Y")

    def may_become(self, status: str) -> bool:
        """Tell whether the step to this status is allowed."""
        return status in NEXT_STATUS[self.status]

    def is_over(self, at: datetime) -> bool:
        """Tell whether it is behind us; a meeting without an hour is over when its last possible day is."""
        if self.ends_at is not None:
            return self.ends_at <= at
        latest = self.when.latest if self.when else None
        return latest is not None and latest < timezone.localdate(at)


class Answer(models.TextChoices):
    """What a guest answers to an invitation."""

    OPEN = "open", "nog geen antwoord"
    YES = "yes", "ja"
    NO = "no", "nee"
    COLLEAGUE = "colleague", "stuurt een collega"


class Presence(models.TextChoices):
    """Whether a guest was there."""

    UNKNOWN = "unknown", "nog niet ingevuld"
    PRESENT = "present", "aanwezig"
    ABSENT = "absent", "niet gekomen"
    EXCUSED = "excused", "afgemeld"
    WALK_IN = "walk_in", "binnengelopen"


class Invitation(models.Model):
    """A guest of a meeting: the invitation, the answer and the presence; a walk-in has only the last."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, verbose_name="bijeenkomst", related_name="invitations")
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="persoon", related_name="invitations", null=True, blank=True
    )
    guest_name = models.CharField("naam", max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="invitations", null=True, blank=True
    )
    answer = models.CharField("antwoord", max_length=10, choices=Answer.choices, default=Answer.OPEN)
    answered_at = models.DateTimeField("geantwoord op", null=True, blank=True)
    replacement = models.ForeignKey(
        Person,
        models.SET_NULL,
        verbose_name="collega die komt",
        related_name="replacement_for",
        null=True,
        blank=True,
    )
    replacement_name = models.CharField("naam van de collega", max_length=120, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name="komt in plaats van",
        related_name="replaced_by",
        null=True,
        blank=True,
        editable=False,
    )
    presence = models.CharField("aanwezigheid", max_length=10, choices=Presence.choices, default=Presence.UNKNOWN)
    invited_at = models.DateTimeField("uitgenodigd op", null=True, blank=True)
    reminded_at = models.DateTimeField("herinnerd op", null=True, blank=True)
    uid = models.UUIDField("agendakenmerk", default=uuid.uuid4, editable=False, unique=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "gast"
        verbose_name_plural = "gasten"
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="invitation_once",
                violation_error_message="Deze persoon staat al op de lijst.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "guest_name", "organisation"],
                condition=Q(person__isnull=True),
                nulls_distinct=False,
                name="invitation_walk_in_once",
                violation_error_message="Deze gast staat al op de lijst.",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | (Q(presence="walk_in") & ~Q(guest_name="")),
                name="invitation_has_guest",
                violation_error_message="Kies een persoon, of vul de naam in van wie binnenliep.",
            ),
            models.CheckConstraint(
                condition=Q(answer="open", answered_at__isnull=True)
                | (~Q(answer="open") & Q(answered_at__isnull=False)),
                name="invitation_answer_has_moment",
                violation_error_message="Een antwoord en het moment ervan horen bij elkaar.",
            ),
            models.CheckConstraint(
                condition=~Q(answer="colleague") | ~Q(replacement_name=""),
                name="invitation_colleague_has_name",
                violation_error_message="Vul de naam van uw collega in.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.meeting}"

    @property
    def name(self) -> str:
        """Return the name of the guest."""
        return self.person.name if self.person else self.guest_name

    @property
    def is_expected(self) -> bool:
        """Tell whether the guest said yes, and so counts as present until somebody says otherwise."""
        return self.answer == Answer.YES

    @property
    def counts_as_present(self) -> bool:
        """Tell whether the guest was there, as far as is known now."""
        if self.presence == Presence.UNKNOWN:
            return self.is_expected
        return self.presence in (Presence.PRESENT, Presence.WALK_IN)


class Agreement(models.Model):
    """What somebody will do after a meeting, and by when."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, verbose_name="bijeenkomst", related_name="agreements")
    text = models.CharField("afspraak", max_length=250)
    owner_organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="agreements", null=True, blank=True
    )
    owner_person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="wie", related_name="agreements", null=True, blank=True
    )
    due = SoftDateField("wanneer klaar", blank=True)
    done_on = models.DateField("gedaan op", null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "afspraak"
        verbose_name_plural = "afspraken"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "text"],
                name="agreement_once",
                violation_error_message="Deze afspraak staat er al.",
            ),
            models.CheckConstraint(
                condition=Q(owner_organisation__isnull=False) | Q(owner_person__isnull=False),
                name="agreement_has_owner",
                violation_error_message="Kies wie dit gaat doen: een organisatie, een persoon of allebei.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def owner(self) -> str:
        """Say who does it."""
        return ", ".join(str(part) for part in (self.owner_person, self.owner_organisation) if part)
