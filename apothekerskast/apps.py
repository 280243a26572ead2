"""Application configuration of apothekerskast."""

from django.apps import AppConfig


class ApothekerskastConfig(AppConfig):
    """The knowledge base of best practices that must outlive the project."""

    name = "apothekerskast"
    verbose_name = "Apothekerskast"
