"""Writes annex 1 to a workbook: `manage.py export_matrix FILE.xlsx`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from measures.export import export_matrix


class Command(BaseCommand):
    """Writes the workbook; reading it again gives 0 changes."""

    help = "Schrijft bijlage 1 naar een Excel-bestand in de vorm die bestuur en ministerie kennen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file."""
        parser.add_argument("file", type=Path, metavar="BESTAND.xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write."""
        path: Path = options["file"]
        try:
            path.write_bytes(export_matrix())
        except OSError as error:
            raise CommandError(f"Het bestand {path} is niet te schrijven: {error.strerror}.") from error
        self.stdout.write(f"Bijlage 1 staat in {path}.")
