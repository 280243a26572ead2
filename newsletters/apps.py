"""Application configuration of newsletters."""

from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    """Editions, subscriptions and sending; reads from other apps."""

    name = "newsletters"
    verbose_name = "Nieuwsbrieven"
