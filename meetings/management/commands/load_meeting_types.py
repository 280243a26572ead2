"""Loads the types of meetings of the programme."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from meetings.catalogue import load_types


class Command(BaseCommand):
    """May run again at any time: what is there stays as it is."""

    help = "Laad de soorten bijeenkomsten van het programma."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and print how many were added."""
        self.stdout.write(f"{load_types()} nieuwe soorten bijeenkomsten")
