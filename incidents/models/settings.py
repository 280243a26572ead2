"""What an organisation arranges for its incidents by itself, and its own words for letters."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.models import VersionedModel
from incidents.querysets import SettingsQuerySet
from participants.models import Organisation


class LetterFormat(models.TextChoices):
    """The kind of file in which letters are given out."""

    DOCX = "docx", "Word (.docx)"
    ODT = "odt", "OpenDocument (.odt)"


def default_talks() -> list[int]:
    """Return the days after the report on which a talk is proposed: 72 hours, 2 weeks, 7 weeks."""
    return [3, 14, 49]


class IncidentSettings(VersionedModel):
    """How one organisation handles its incidents: its letters, its contact persons, its aftercare talks.

    None of it is about an incident, and colleagues may all know it: it is not encrypted. What the organisation
    agreed with the programme (term, norm, number for aftercare) stands with the organisation itself.
    """

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, verbose_name="organisatie", related_name="incident_settings"
    )
    letter_format = models.CharField(
        "soort bestand voor brieven", max_length=4, choices=LetterFormat.choices, default=LetterFormat.DOCX
    )
    sender = models.TextField("afzender", max_length=400, blank=True)
    letter_place = models.CharField("plaats boven de brief", max_length=60, blank=True)
    reporter_contact = models.CharField("vragen van melders", max_length=150, blank=True)
    police_contact = models.CharField("contact bij de politie", max_length=150, blank=True)
    prosecution_contact = models.CharField("contact bij het OM", max_length=150, blank=True)
    contacts_checked_on = models.DateField("contacten nagekeken op", null=True, blank=True)
    talk_days = ArrayField(
        models.PositiveSmallIntegerField(
            validators=[
                MinValueValidator(1, "Kies een dag vanaf 1."),
                MaxValueValidator(365, "Kies een dag tot en met 365."),
            ]
        ),
        verbose_name="opvanggesprekken, in dagen na de melding",
        default=default_talks,
        size=6,
    )

    objects = SettingsQuerySet.as_manager()

    class Meta:
        verbose_name = "instellingen voor voorvallen"
        verbose_name_plural = "instellingen voor voorvallen"

    def __str__(self) -> str:
        return f"instellingen van {self.organisation}"


class LetterTemplate(VersionedModel):
    """The organisation's own text for one kind of letter; without a row the standard text is used."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name="organisatie", related_name="letter_templates"
    )
    kind = models.CharField("brief", max_length=30)
    subject = models.CharField("onderwerp", max_length=150)
    body = models.TextField("tekst", max_length=8000)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="gewijzigd door", related_name="+", null=True
    )
    changed_at = models.DateTimeField("gewijzigd op")

    objects = SettingsQuerySet.as_manager()

    class Meta:
        verbose_name = "eigen brieftekst"
        verbose_name_plural = "eigen briefteksten"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                name="letter_template_once",
                violation_error_message="Voor deze brief staat al een eigen tekst. Wijzig die.",
            )
        ]

    def __str__(self) -> str:
        return self.kind
