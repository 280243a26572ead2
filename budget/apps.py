"""Application configuration of budget."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    """Grant, lines, carry-over and costs, to the cent."""

    name = "budget"
    verbose_name = "Begroting"
