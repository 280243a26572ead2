"""Application configuration of incidents."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Incidents of one employer: registration, the clock and the four duties."""

    name = "incidents"
    verbose_name = "Voorvallen"

    def ready(self) -> None:
        """Register the checks of the second wall."""
        from incidents import checks  # noqa: F401  (registers when imported)
