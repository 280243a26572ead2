"""Loads the history of the demonstration's incidents."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from django.utils import timezone

from core.isolation import EVERYTHING, within
from core.management.commands.load_demo import refuse_outside_demonstration
from incidents.demo import history


class Command(BaseCommand):
    """Run by the owner of the tables after `load_demo`; again adds only what is not told yet."""

    help = "Laad de geschiedenis van de verzonnen voorvallen (met DATABASE_ROLE=owner, na load_demo)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the events and print how many."""
        refuse_outside_demonstration()
        try:
            with within(EVERYTHING):
                number = history.write(history.untold(timezone.now()))
        except ProgrammingError as refused:
            raise CommandError("Alleen de eigenaar van de tabellen kan dit: zet DATABASE_ROLE=owner.") from refused
        self.stdout.write(f"Geschiedenis van voorvallen: {number} nieuwe rijen")
