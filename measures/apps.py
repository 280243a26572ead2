"""Application configuration of measures."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """The nine measures, annex 1 as a living matrix, and the state of each organisation."""

    name = "measures"
    verbose_name = "Maatregelen"
