"""Incidents, what hangs on them, counts per month and measurement rounds."""

from incidents.models.counts import MonthlyCount, MonthlyDelivery
from incidents.models.incident import Attachment, Duty, Incident, IncidentText, Unit
from incidents.models.light import LightIncident
from incidents.models.retention import RemovalRecord, RetentionCase
from incidents.models.rounds import MeasurementRound, OrganisationRound
from incidents.models.summary import MonthlySummary, RegionMonth, StatusSummary

__all__ = [
    "Attachment",
    "Duty",
    "Incident",
    "IncidentText",
    "LightIncident",
    "MeasurementRound",
    "MonthlyCount",
    "MonthlyDelivery",
    "MonthlySummary",
    "OrganisationRound",
    "RegionMonth",
    "RemovalRecord",
    "RetentionCase",
    "StatusSummary",
    "Unit",
]
