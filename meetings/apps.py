"""Application configuration of meetings."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Meetings of all types: invitation, answer, presence, agreements."""

    name = "meetings"
    verbose_name = "Bijeenkomsten"
