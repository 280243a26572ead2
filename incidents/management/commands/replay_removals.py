"""Removes again what was removed before a backup was put back."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from incidents.retention import KEEPING
from incidents.services.retention_ledger import ledger_path, replay


class Command(BaseCommand):
    """Run it after each restore, before the portal opens."""

    help = "Apply the register of removals again after a restored backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another file than the one in the data folder."""
        parser.add_argument("file", nargs="?", type=Path, help="removals.jsonl, as it was kept outside the backup")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove, and print a line for each kind."""
        path = options["file"] or ledger_path()
        if not path.is_file():
            raise CommandError(f"{path} is geen bestand. Zet het register terug dat buiten de back-up is bewaard.")
        for what, number in replay(path).items():
            self.stdout.write(f"opnieuw gewist: {number} {KEEPING[what].label}")
