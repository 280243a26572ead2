"""Application configuration of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Documents that span apps: editions as accessible PDF and as a page."""

    name = "reports"
    verbose_name = "Rapporten"
