"""Application configuration of incidents."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Incidents of one employer: registration, the clock and the four duties."""

    name = "incidents"
    verbose_name = "Voorvallen"
