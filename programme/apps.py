"""Application configuration of programme."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """The plan itself: programme record, intended results, planning, decisions."""

    name = "programme"
    verbose_name = "Programma"
