"""Application configuration of core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Shared kernel without a domain word."""

    name = "core"
    verbose_name = "Gemeenschappelijk"
