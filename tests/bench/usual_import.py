"""The same import as a competent user of django-import-export writes it, at its best: what ours is compared with.

It delivers the same rows, and a test compares them: the incident with all its columns, its place and its clock, the
encrypted text, the duties that a row answers; the summary follows by the triggers. What is known already is skipped.

At its best: bulk, known rows loaded in one query, no differences, no HTML, no instances kept in results; words looked
up in tables that are made once, terms read once, references drawn before; texts and duties by `bulk_create`, in
batches. Validation is that of the model's fields and of the order of moments in Python; `full_clean` as a whole would
ask the database for each constraint of each row, so the constraints of the database judge the rest, as with ours.
Left out, in favour of the library: problems for each cell, words of an organisation's own, other ways to write dates.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export import fields, resources, widgets
from import_export.instance_loaders import CachedInstanceLoader

from incidents.choices import Precision, QueueRank, ReportedBy
from incidents.clock import deadline
from incidents.delivery.encoding import random_references
from incidents.delivery.moments import ZONE
from incidents.delivery.words import lookup, plain
from incidents.models import Duty, ImportRun, Incident, IncidentText
from incidents.services.duties import UNKNOWN_OFFENDER
from incidents.terms import term_for
from incidents.vocabulary import main_kind


class _Words(widgets.Widget):
    """A word of a list, looked up in a table that is made once."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.known = lookup(name)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.known[plain(value)] if value else ""


class _Several(_Words):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return [self.known[plain(part)] for part in value.split(";") if part]


class _Euro(widgets.DecimalWidget):
    """An amount the Dutch way."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return super().clean(value.replace(".", "").replace(",", "."), row, **kwargs)


_MOMENT = widgets.DateTimeWidget(format="%d-%m-%Y %H:%M")
_DAY = widgets.DateTimeWidget(format="%d-%m-%Y")


class UsualResource(resources.ModelResource):
    """One file of one organisation."""

    source_ref = fields.Field("source_ref", "Kenmerk")
    occurred_at = fields.Field("occurred_at", "Datum en tijd", _MOMENT)
    reported_at = fields.Field("reported_at", "Gemeld op", _MOMENT)
    kinds = fields.Field("kinds", "Vormen", _Several("kinds"))
    channel = fields.Field("channel", "Plaats", _Words("channel"))
    severity = fields.Field("severity", "Ernst", _Words("severity"))
    function_group = fields.Field("function_group", "Functiegroep", _Words("function_group"))
    cause = fields.Field("cause", "Aanleiding", _Words("cause"))
    offender_known = fields.Field("offender_known", "Veroorzaker bekend", _Words("offender_known"))
    offender_relation = fields.Field("offender_relation", "Relatie", _Words("offender_relation"))
    victims_count = fields.Field("victims_count", "Aantal betrokken medewerkers", widgets.IntegerWidget())
    police_contact = fields.Field("police_contact", "Politie", _Words("police_contact"))
    clock_stopped_at = fields.Field("clock_stopped_at", "Reactie gegeven op", _MOMENT)
    reaction_types = fields.Field("reaction_types", "Reactie naar de veroorzaker", _Several("reaction_types"))
    damage_amount = fields.Field("damage_amount", "Schadebedrag", _Euro())
    aftercare_offered_at = fields.Field("aftercare_offered_at", "Opvang aangeboden op", _DAY)
    lost_days = fields.Field("lost_days", "Verzuim", _Words("lost_days"))

    class Meta:
        model = Incident
        import_id_fields = ["source_ref"]
        fields = [
            *("source_ref", "occurred_at", "reported_at", "kinds", "channel", "severity", "function_group", "cause"),
            *("offender_known", "offender_relation", "victims_count", "police_contact", "clock_stopped_at"),
            *("reaction_types", "damage_amount", "aftercare_offered_at", "lost_days"),
        ]
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        skip_html_diff = True
        report_skipped = False
        clean_model_instances = True
        use_transactions = True
        instance_loader_class = CachedInstanceLoader

    def __init__(self, run: ImportRun) -> None:
        super().__init__()
        self.run, self.organisation, self.now = run, run.organisation, timezone.now()
        self.references = random_references(self.organisation.code)
        self.drawn: set[str] = set()
        self.texts: list[IncidentText] = []
        self.duties: list[Duty] = []

    def get_queryset(self) -> Any:
        """Return what the organisation has from this system."""
        return Incident.objects.filter(organisation=self.organisation, source_system=self.run.source_system)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Leave alone what is known."""
        return instance.pk is not None

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Fill from the row, and then what no column gives."""
        super().import_instance(instance, row, **kwargs)
        if instance.pk is None:
            self._complete(instance)

    def _complete(self, instance: Any) -> None:
        instance.organisation, instance.import_run = self.organisation, self.run
        instance.source_system, instance.reported_by_role = self.run.source_system, ReportedBy.CENTRAL
        instance.occurred_precision, instance.main_kind = Precision.EXACT, main_kind(instance.kinds)
        instance.created_at = instance.saved_at = self.now
        instance.reference = next(self.references)
        while instance.reference in self.drawn:
            instance.reference = next(self.references)
        self.drawn.add(instance.reference)
        offered = instance.aftercare_offered_at
        if offered and offered < instance.occurred_at and _same_day(offered, instance.occurred_at):
            instance.aftercare_offered_at = offered = instance.occurred_at
        instance.status, instance.queue_rank = "afgehandeld", QueueRank.READY
        instance.reacted_at = instance.clock_stopped_at
        known = [instance.reported_at, instance.reacted_at, offered]
        instance.closed_at = instance.queue_at = max(moment for moment in known if moment)
        instance.clock_due_at = deadline(instance, term_for(instance)) if instance.reacted_at else None
        instance.clock_stopped_at = instance.reacted_at if instance.clock_due_at else None

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Validate each field, and the order of the moments, without a query for each row."""
        instance.clean_fields(exclude=_NOT_IN_FILE)
        later = [instance.reported_at, instance.reacted_at, instance.aftercare_offered_at]
        if any(moment and not instance.occurred_at <= moment <= self.now for moment in later):
            raise ValidationError("De momenten kunnen niet.")

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Set text and duties of the case ready; they are written when it has a key."""
        text = IncidentText(incident=instance, organisation=self.organisation, narrative=row["Omschrijving"])
        text.clean_fields(exclude=_NO_TEXT_IN_FILE)
        self.texts.append(text)
        if instance.reacted_at:
            self._done(instance, "reactie", instance.reacted_at, instance.clock_due_at)
        elif instance.offender_known == "nee":
            self._not_needed(instance, "reactie", UNKNOWN_OFFENDER)
        if row["Aangifte"] == "ja":
            self._done(instance, "aangifte", instance.reported_at)
        elif row["Aangifte"] == "nee":
            self._not_needed(instance, "aangifte", "anders")
        if instance.aftercare_offered_at:
            self._done(instance, "nazorg", instance.aftercare_offered_at)

    def _done(self, instance: Any, kind: str, at: datetime, due_at: datetime | None = None) -> None:
        self._duty(instance, kind=kind, state="gedaan", done_at=at, answered_at=at, due_at=due_at)

    def _not_needed(self, instance: Any, kind: str, reason: str) -> None:
        self._duty(instance, kind=kind, state="niet_nodig", reason=reason, answered_at=instance.reported_at)

    def _duty(self, instance: Any, **values: Any) -> None:
        self.duties.append(Duty(incident=instance, organisation=self.organisation, **values))

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Write texts and duties in batches too."""
        if kwargs["dry_run"]:
            return
        for child in (*self.texts, *self.duties):
            child.incident_id = child.incident.pk
        IncidentText.objects.bulk_create(self.texts, batch_size=1000)
        Duty.objects.bulk_create(self.duties, batch_size=1000)


_NO_TEXT_IN_FILE = {field.name for field in IncidentText._meta.concrete_fields} - {"narrative"}
_NOT_IN_FILE = {field.name for field in Incident._meta.concrete_fields} - set(UsualResource.Meta.fields)


def _same_day(one: datetime, other: datetime) -> bool:
    return one.astimezone(ZONE).date() == other.astimezone(ZONE).date()


def check(run: ImportRun, content: str) -> int:
    """Go through a CSV without writing, which the library does too before people confirm; return the new cases."""
    result = UsualResource(run).import_data(_dataset(content), dry_run=True, raise_errors=True, use_transactions=False)
    return int(result.totals["new"])


def read_in(run: ImportRun, content: str) -> int:
    """Read a CSV in; return how many cases were new."""
    result = UsualResource(run).import_data(_dataset(content), dry_run=False, raise_errors=True)
    return int(result.totals["new"])


def _dataset(content: str) -> tablib.Dataset:
    return tablib.Dataset().load(content, format="csv", delimiter=";")
