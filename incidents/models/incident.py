"""An incident and what hangs on it. There is no field for who a victim or an offender is (decisions: no names)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from core.encryption import EncryptedTextField
from core.models import SubmittedModel, VersionedModel
from incidents import vocabulary as words
from incidents.choices import (
    OPEN,
    TRANSITIONS,
    Accepted,
    Answer,
    DutyKind,
    DutyState,
    Harm,
    LostDays,
    OffenderKnown,
    Precision,
    QueueRank,
    ReportedBy,
    Severity,
    Status,
)
from incidents.clock import Clock, read
from incidents.models.indexes import newest, where_filled
from incidents.querysets import ChildQuerySet, DutyQuerySet, IncidentQuerySet, UnitQuerySet
from participants.models import Organisation


def _word(label: str, vocabulary: words.Vocabulary[Any], **options: Any) -> models.CharField[str, str]:
    """Make a field for one term. The list is not in the column: a word may be added without a migration."""
    return models.CharField(label, max_length=20, blank=True, default="", **options)


def _words(label: str) -> ArrayField[list[str], list[str]]:
    """Make a field for several terms."""
    return ArrayField(models.CharField(max_length=20), verbose_name=label, default=list, blank=True)


def _short(label: str, choices: Any) -> models.CharField[str, str]:
    return models.CharField(label, max_length=14, choices=choices, blank=True, default="")


def _money(label: str) -> models.DecimalField[Any, Any]:
    return models.DecimalField(
        label,
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, "Vul een bedrag van 0 of meer in.")],
    )


class Unit(models.Model):
    """A part of an organisation, for those that want to see their incidents per department or team."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name="organisatie", related_name="units")
    name = models.CharField("naam", max_length=80)
    is_current = models.BooleanField("in gebruik", default=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "afdeling"
        verbose_name_plural = "afdelingen"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="unit_name_unique",
                violation_error_message="Deze afdeling bestaat al. Kies een andere naam.",
            ),
            models.UniqueConstraint(fields=["organisation", "id"], name="unit_organisation_id"),
        ]

    def __str__(self) -> str:
        return self.name


class Incident(VersionedModel, SubmittedModel):
    """Something that happened to an employee, registered by and for one employer.

    The clock is kept as two moments: `clock_due_at` (none: no clock) and `clock_stopped_at` (a reaction was given).
    `queue_rank` and `queue_at` (when the next step is due) order the queue. All follow from the duties.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="incidents", db_index=False
    )
    unit = models.ForeignKey(Unit, models.SET_NULL, verbose_name="afdeling", null=True, blank=True, db_index=False)
    reference = models.CharField("kenmerk", max_length=12, editable=False)
    status = models.CharField("status", max_length=14, choices=Status.choices, default=Status.DRAFT)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="melder",
        related_name="reported_incidents",
        null=True,
        db_index=False,
    )
    reported_by_role = models.CharField(
        "melder meldt", max_length=14, choices=ReportedBy.choices, default=ReportedBy.SELF
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="behandelaar",
        related_name="assigned_incidents",
        null=True,
        blank=True,
        db_index=False,
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="toegewezen door",
        related_name="+",
        null=True,
        editable=False,
        db_index=False,
    )
    assigned_at = models.DateTimeField("toegewezen op", null=True, editable=False)
    created_at = models.DateTimeField("begonnen op", default=timezone.now, editable=False)
    saved_at = models.DateTimeField("bewaard op", default=timezone.now, editable=False)

    occurred_at = models.DateTimeField("gebeurd op", null=True, blank=True)
    occurred_precision = models.CharField(
        "nauwkeurigheid", max_length=10, choices=Precision.choices, default=Precision.EXACT
    )
    reported_at = models.DateTimeField("gemeld op", null=True, blank=True)

    kinds = _words("vormen")
    main_kind = _word("hoofdvorm", words.KINDS)
    severity = models.CharField("ernst", max_length=10, choices=Severity.choices, blank=True, default="")
    channel = _word("plaats", words.CHANNELS)
    harm_physical = _short("gevolg voor het lichaam", Harm.choices)
    harm_psychological = _short("gevolg voor de geest", Harm.choices)
    function_group = _word("functiegroep", words.FUNCTION_GROUPS)
    victims_count = models.PositiveSmallIntegerField("aantal betrokken medewerkers", null=True, blank=True)
    witnesses_count = models.PositiveSmallIntegerField("aantal getuigen", null=True, blank=True)
    cause = _word("aanleiding", words.CAUSES)
    offender_known = _short("veroorzaker bekend", OffenderKnown.choices)
    offender_relation = _word("relatie", words.RELATIONS)
    repeated = _short("eerder voorval met dezelfde veroorzaker", Answer.choices)
    actions_taken = _words("al gedaan")
    is_reportable = models.BooleanField("melden aan de Arbeidsinspectie", null=True, blank=True)

    clock_due_at = models.DateTimeField("reactie uiterlijk", null=True, blank=True, editable=False)
    clock_stopped_at = models.DateTimeField("reactie gegeven op", null=True, blank=True, editable=False)
    queue_rank = models.PositiveSmallIntegerField(
        "rang in de lijst", choices=QueueRank.choices, default=QueueRank.CLOCK, editable=False
    )
    queue_at = models.DateTimeField("volgende stap uiterlijk", default=timezone.now, editable=False)

    reaction_types = _words("reactie naar de veroorzaker")
    ban_until = models.DateField("verbod tot", null=True, blank=True)
    police_contact = _word("politie", words.POLICE_CONTACT)
    report_filed_by = _word("aangifte door", words.REPORT_FILED_BY)
    report_protection = _word("afscherming", words.REPORT_PROTECTION)
    is_vpt_code_requested = models.BooleanField("VPT-code gevraagd", null=True, blank=True)
    report_filed_on = models.DateField("aangifte gedaan op", null=True, blank=True)
    prosecution_status = _word("afdoening", words.PROSECUTION)
    damage_kinds = _words("schade")
    damage_amount = _money("schadebedrag")
    recovered_amount = _money("verhaald bedrag")
    recovery_routes = _words("schadeverhaal")
    aftercare_offered_at = models.DateTimeField("opvang aangeboden op", null=True, blank=True)
    aftercare_accepted = _short("opvang gewenst", Accepted.choices)
    aftercare_by = _words("opvang door")
    team_aftercare = _short("nazorg voor het team", Answer.choices)
    lost_days = _short("verzuim", LostDays.choices)

    closed_at = models.DateTimeField("afgehandeld op", null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="dubbel met",
        related_name="duplicates",
        null=True,
        blank=True,
        db_index=False,
    )
    source_system = models.CharField("bron", max_length=20, default="portaal")
    source_ref = models.CharField("kenmerk in de bron", max_length=60, blank=True)
    import_run = models.ForeignKey(
        "ImportRun",
        models.PROTECT,
        verbose_name="ingelezen uit",
        related_name="incidents",
        null=True,
        blank=True,
        editable=False,
        db_index=False,  # asked for only when a whole import is undone
    )
    retention_paused_until = models.DateField("bewaren tot", null=True, blank=True)
    anonymised_at = models.DateTimeField("geanonimiseerd op", null=True, blank=True, editable=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = "voorval"
        verbose_name_plural = "voorvallen"
        ordering = ["-occurred_at", "-pk"]
        indexes = [
            models.Index("organisation", F("occurred_at").desc(), F("id").desc(), name="incident_newest"),
            models.Index(
                fields=["organisation", "queue_rank", "queue_at", "id"],
                name="incident_queue",
                condition=Q(status__in=OPEN),
            ),
            models.Index(
                fields=["organisation", "status", "queue_rank", "queue_at", "id"],
                name="incident_queue_status",
                condition=Q(status__in=OPEN),
            ),
            models.Index(
                fields=["organisation", "assigned_to", "queue_rank", "queue_at", "id"],
                name="incident_queue_assigned",
                condition=Q(status__in=OPEN),
            ),
            newest("status"),
            newest("main_kind"),
            newest("severity"),
            newest("assigned_to"),
            newest("unit"),
            models.Index(
                fields=["clock_due_at"],
                name="incident_clock_runs",
                condition=Q(status__in=OPEN, clock_due_at__isnull=False, clock_stopped_at__isnull=True),
            ),
            models.Index("reporter", F("occurred_at").desc(), F("id").desc(), name="incident_reporter"),
            *(where_filled(*fields) for fields in (("unit",), ("assigned_to",), ("assigned_by",))),
            where_filled("merged_into", "organisation"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="incident_organisation_id"),
            models.UniqueConstraint(
                fields=["organisation", "reference"],
                name="incident_reference_unique",
                violation_error_message="Dit kenmerk bestaat al. Probeer het nog eens.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "source_system", "source_ref"],
                condition=~Q(source_ref=""),
                name="incident_source_unique",
                violation_error_message="Dit voorval uit uw eigen systeem is al ingelezen.",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT)
                | (
                    Q(occurred_at__isnull=False, reported_at__isnull=False, kinds__len__gt=0)
                    & ~Q(main_kind="")
                    & ~Q(severity="")
                    & ~Q(channel="")
                ),
                name="incident_complete_when_sent",
                violation_error_message="Beantwoord eerst wat, wanneer, waar en hoe erg. Daarna kunt u versturen.",
            ),
            models.CheckConstraint(
                condition=Q(occurred_at__isnull=True)
                | Q(reported_at__isnull=True)
                | Q(occurred_at__lte=F("reported_at")),
                name="incident_occurred_before_report",
                violation_error_message="Het moment van het voorval ligt na de melding. Kies een eerder moment.",
            ),
            models.CheckConstraint(
                condition=(Q(status=Status.DUPLICATE) & Q(merged_into__isnull=False))
                | (~Q(status=Status.DUPLICATE) & Q(merged_into__isnull=True)),
                name="incident_duplicate_has_original",
                violation_error_message="Kies het voorval waarmee dit dubbel is.",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")),
                name="incident_not_own_duplicate",
                violation_error_message="Een voorval kan niet dubbel zijn met zichzelf. Kies een ander voorval.",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.CLOSED) | Q(closed_at__isnull=False),
                name="incident_closed_has_moment",
                violation_error_message="Een afgehandeld voorval heeft een moment van afhandeling nodig.",
            ),
            models.CheckConstraint(
                condition=Q(damage_amount__isnull=True) | Q(damage_amount__gte=0),
                name="incident_damage_not_negative",
                violation_error_message="Vul een schadebedrag van 0 of meer in.",
            ),
            models.CheckConstraint(
                condition=Q(recovered_amount__isnull=True) | Q(recovered_amount__gte=0),
                name="incident_recovered_not_negative",
                violation_error_message="Vul een verhaald bedrag van 0 of meer in.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the page of this incident."""
        return reverse("incidents:detail", args=[self.reference])

    def may_become(self, status: Status) -> bool:
        """Tell whether the flow allows this step."""
        return self.anonymised_at is None and status in TRANSITIONS[Status(self.status)]

    @property
    def is_draft(self) -> bool:
        """Tell whether the report was not sent yet."""
        return self.status == Status.DRAFT

    @property
    def is_open(self) -> bool:
        """Tell whether the incident still asks for work."""
        return self.status in OPEN

    def clock(self, at: datetime) -> Clock:
        """Read the clock of this incident."""
        return read(due_at=self.clock_due_at, stopped_at=self.clock_stopped_at, at=at, started_at=self.occurred_at)


class IncidentText(models.Model):
    """All free text of an incident, in one table: what may hold a person in spite of every warning.

    Kept apart so that reading, encrypting and deleting after the term each concern one row.
    """

    incident = models.OneToOneField(Incident, models.CASCADE, verbose_name="voorval", related_name="text")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="+", db_index=False
    )
    narrative = EncryptedTextField("omschrijving", blank=True, max_length=5000)
    location = EncryptedTextField("locatie", blank=True, max_length=120)
    own_reference = EncryptedTextField("kenmerk in eigen dossier", blank=True, max_length=60)
    report_number = EncryptedTextField("nummer proces-verbaal", blank=True, max_length=40)
    reaction_by_role = EncryptedTextField("reactie door (functie)", blank=True, max_length=80)
    conclusion = EncryptedTextField("afsluitende zin", blank=True, max_length=1000)
    lessons = EncryptedTextField("wat leren we hiervan", blank=True, max_length=2000)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = "tekst van een voorval"
        verbose_name_plural = "teksten van voorvallen"

    def __str__(self) -> str:
        return f"tekst bij {self.incident_id}"


class Duty(VersionedModel):
    """One of the four duties after an incident: to do, done, or not needed with a reason."""

    incident = models.ForeignKey(
        Incident, models.CASCADE, verbose_name="voorval", related_name="duties", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="organisatie", related_name="+", db_index=False
    )
    kind = models.CharField("plicht", max_length=10, choices=DutyKind.choices)
    state = models.CharField("antwoord", max_length=10, choices=DutyState.choices, default=DutyState.TODO)
    reason = models.CharField("niet nodig, omdat", max_length=20, blank=True)
    due_at = models.DateTimeField("voorgestelde datum", null=True, blank=True)
    done_at = models.DateTimeField("gedaan op", null=True, blank=True)
    answered_at = models.DateTimeField("beantwoord op", null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "plicht"
        verbose_name_plural = "plichten"
        constraints = [
            models.UniqueConstraint(fields=["incident", "kind"], name="duty_once"),
            models.CheckConstraint(
                condition=(Q(state=DutyState.TODO) & Q(done_at__isnull=True) & Q(reason=""))
                | (Q(state=DutyState.DONE) & Q(done_at__isnull=False) & Q(reason=""))
                | (Q(state=DutyState.NOT_NEEDED) & Q(done_at__isnull=True) & ~Q(reason="")),
                name="duty_answer_complete",
                violation_error_message="Vul in wanneer het gedaan is, of kies waarom het niet nodig is.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "due_at"], name="duty_todo", condition=Q(state="te_doen"))]

    def __str__(self) -> str:
        return f"de {self.get_kind_display()} bij {self.incident}"
