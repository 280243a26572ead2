"""Incidents, what hangs on them, counts per month and measurement rounds."""

from incidents.models.aftercare import AftercareTalk
from incidents.models.api import ApiRequest
from incidents.models.attachment import Attachment
from incidents.models.counts import MonthlyCount, MonthlyDelivery
from incidents.models.delivery import DeliveryKey, ImportChange, ImportKind, ImportMapping, ImportRun, ImportStatus
from incidents.models.incident import Duty, Incident, IncidentText, Unit
from incidents.models.light import LightIncident
from incidents.models.poll import Poll, PollCount
from incidents.models.poster import MiniReport, PosterLink
from incidents.models.retention import RemovalRecord, RetentionCase
from incidents.models.rounds import ComparisonEdition, MeasurementRound, OrganisationRound, RoundRemark
from incidents.models.settings import IncidentSettings, LetterFormat, LetterTemplate
from incidents.models.sheet import HelpSheet
from incidents.models.summary import MonthlySummary, RegionMonth, StatusSummary

__all__ = [
    "AftercareTalk",
    "ApiRequest",
    "Attachment",
    "ComparisonEdition",
    "DeliveryKey",
    "Duty",
    "HelpSheet",
    "ImportChange",
    "ImportKind",
    "ImportMapping",
    "ImportRun",
    "ImportStatus",
    "Incident",
    "IncidentSettings",
    "IncidentText",
    "LetterFormat",
    "LetterTemplate",
    "LightIncident",
    "MeasurementRound",
    "MiniReport",
    "MonthlyCount",
    "MonthlyDelivery",
    "MonthlySummary",
    "OrganisationRound",
    "Poll",
    "PollCount",
    "PosterLink",
    "RegionMonth",
    "RemovalRecord",
    "RetentionCase",
    "RoundRemark",
    "StatusSummary",
    "Unit",
]
