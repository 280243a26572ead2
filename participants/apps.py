"""Application configuration of participants."""

from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    """Who takes part: organisations, people, roles and the access rules."""

    name = "participants"
    verbose_name = "Deelnemers"

    def ready(self) -> None:
        """Register the checks of the rights."""
        from participants import checks  # noqa: F401  (registers when imported)
