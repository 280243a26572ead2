"""What the API takes and gives, with Dutch names; the words of lists are those of `vocabulary`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers

from incidents.choices import DutyState, OffenderKnown, Severity, Status
from incidents.delivery.marks import is_mark
from incidents.models import Duty, Incident, MonthlyDelivery
from incidents.vocabulary import CHANNELS, KINDS


def moment(value: datetime | None) -> str | None:
    """Return a moment in UTC, as the design rules ask."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


class PlichtSerializer(serializers.Serializer):
    """One duty after an incident."""

    plicht = serializers.CharField(help_text="reactie, aangifte, schade of nazorg")
    stand = serializers.ChoiceField(choices=DutyState.choices)
    reden = serializers.CharField(help_text="waarom het niet nodig is; leeg als het gedaan of te doen is")
    uiterlijkOp = serializers.DateTimeField(allow_null=True)  # noqa: N815  a name of the API
    gedaanOp = serializers.DateTimeField(allow_null=True)  # noqa: N815


class VoorvalSerializer(serializers.Serializer):
    """An incident without its text: what is needed to keep another system in step."""

    kenmerk = serializers.CharField(help_text="kenmerk in het portaal")
    bron = serializers.CharField()
    bronkenmerk = serializers.CharField(help_text="kenmerk in uw eigen systeem")
    status = serializers.ChoiceField(choices=Status.choices)
    gebeurdOp = serializers.DateTimeField()  # noqa: N815
    gemeldOp = serializers.DateTimeField()  # noqa: N815
    vormen = serializers.ListField(child=serializers.ChoiceField(choices=KINDS.choices()))
    hoofdvorm = serializers.ChoiceField(choices=KINDS.choices())
    ernst = serializers.ChoiceField(choices=Severity.choices)
    plaats = serializers.ChoiceField(choices=CHANNELS.choices())
    afdeling = serializers.CharField(allow_blank=True, help_text="naam van de afdeling; leeg als die niet is gegeven")
    veroorzakerBekend = serializers.ChoiceField(choices=OffenderKnown.choices, allow_blank=True)  # noqa: N815
    reactieUiterlijkOp = serializers.DateTimeField(allow_null=True)  # noqa: N815
    reactieGegevenOp = serializers.DateTimeField(allow_null=True)  # noqa: N815
    plichten = PlichtSerializer(many=True)


class VoorvallenSerializer(serializers.Serializer):
    """A page of incidents."""

    resultaten = VoorvalSerializer(many=True)
    volgende = serializers.URLField(allow_null=True, help_text="adres van de volgende bladzijde")


class OntvangenSerializer(serializers.Serializer):
    """The answer to an incident that was received."""

    kenmerk = serializers.CharField()
    bronkenmerk = serializers.CharField()
    isNieuw = serializers.BooleanField(help_text="nee: dit bronkenmerk was er al; er is niets veranderd")  # noqa: N815


class AantalSerializer(serializers.Serializer):
    """How many of one kind."""

    vorm = serializers.ChoiceField(choices=KINDS.choices())
    aantal = serializers.IntegerField(min_value=1, max_value=100_000)


class MaandSerializer(serializers.Serializer):
    """The counts of a month, or in so many words that nothing happened."""

    maand = serializers.RegexField(r"^\d{4}-\d{2}$", read_only=True, help_text="bijvoorbeeld 2026-03")
    geenVoorvallen = serializers.BooleanField(required=False, default=False)  # noqa: N815
    aantallen = AantalSerializer(many=True, required=False)
    geleverdOp = serializers.DateTimeField(read_only=True)  # noqa: N815


class MaandenSerializer(serializers.Serializer):
    """The months of a year that were delivered."""

    resultaten = MaandSerializer(many=True)


class TermSerializer(serializers.Serializer):
    """A word of a list."""

    code = serializers.CharField()
    label = serializers.CharField()
    geldigVanaf = serializers.DateField()  # noqa: N815
    geldigTotEnMet = serializers.DateField(allow_null=True)  # noqa: N815


class KeuzelijstSerializer(serializers.Serializer):
    """A list of words."""

    naam = serializers.CharField()
    waarden = TermSerializer(many=True)


class KeuzelijstenSerializer(serializers.Serializer):
    """All lists of words."""

    resultaten = KeuzelijstSerializer(many=True)


def as_voorval(incident: Incident, duties: list[Duty]) -> dict[str, Any]:
    """Return an incident as the API gives it."""
    return {
        "kenmerk": incident.reference,
        "bron": incident.source_system,
        "bronkenmerk": "" if is_mark(incident.source_ref) else incident.source_ref,
        "status": incident.status,
        "gebeurdOp": moment(incident.occurred_at),
        "gemeldOp": moment(incident.reported_at),
        "vormen": incident.kinds,
        "hoofdvorm": incident.main_kind,
        "ernst": incident.severity,
        "plaats": incident.channel,
        "afdeling": incident.unit.name if incident.unit else "",
        "veroorzakerBekend": incident.offender_known,
        "reactieUiterlijkOp": moment(incident.clock_due_at),
        "reactieGegevenOp": moment(incident.clock_stopped_at),
        "plichten": [_as_plicht(duty) for duty in duties],
    }


def _as_plicht(duty: Duty) -> dict[str, Any]:
    return {
        "plicht": duty.kind,
        "stand": duty.state,
        "reden": duty.reason,
        "uiterlijkOp": moment(duty.due_at),
        "gedaanOp": moment(duty.done_at),
    }


def as_maand(delivery: MonthlyDelivery) -> dict[str, Any]:
    """Return a delivered month as the API gives it."""
    return {
        "maand": f"{delivery.month:%Y-%m}",
        "geenVoorvallen": delivery.is_nil,
        "aantallen": [{"vorm": row.kind, "aantal": row.count} for row in delivery.counts.all()],
        "geleverdOp": moment(delivery.delivered_at),
    }
