"""Application configuration of core."""

from django.apps import AppConfig

from core import logs


class CoreConfig(AppConfig):
    """Shared kernel without a domain word."""

    name = "core"
    verbose_name = "Gemeenschappelijk"

    def ready(self) -> None:
        """Set the form of the log lines, once the levels of the loggers are set."""
        logs.configure()
