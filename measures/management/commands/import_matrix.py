"""Reads annex 1 from a workbook: `manage.py import_matrix FILE.xlsx [--dry-run]`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.spreadsheets import open_checked_workbook
from measures.matrix_import import ImportPlan, plan_import
from measures.services import apply_matrix
from measures.spreadsheet import ReadMatrix, read_matrix


class Command(BaseCommand):
    """Says what it understood and what changes, and then saves everything or nothing."""

    help = "Leest bijlage 1 in uit een Excel-bestand. Zegt wat er is begrepen en wat er verandert."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, the rehearsal and who wins."""
        parser.add_argument("file", type=Path, metavar="BESTAND.xlsx")
        parser.add_argument("--dry-run", action="store_true", help="Laat alleen zien wat er zou veranderen.")
        parser.add_argument("--file-wins", action="store_true", help="Bij een botsing geldt het bestand.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, show, save."""
        try:
            read = self._read(options["file"])
            if options["dry_run"]:
                plan = plan_import(read)
            else:
                plan = apply_matrix(read=read, actor=None, applied_at=timezone.now(), file_wins=options["file_wins"])
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self._show(plan, is_rehearsal=options["dry_run"])

    def _read(self, path: Path) -> ReadMatrix:
        try:
            with path.open("rb") as file:
                return read_matrix(open_checked_workbook(file))
        except OSError as error:
            raise CommandError(f"Het bestand {path} is niet te lezen: {error.strerror}.") from error

    def _show(self, plan: ImportPlan, *, is_rehearsal: bool) -> None:
        for change in plan.changes:
            self.stdout.write(f"[{change.kind}] {change.place} · {change.column}")
            self.stdout.write(f"    was:   {change.old or '(leeg)'}\n    wordt: {change.new or '(leeg)'}")
        for sentence in plan.sentences():
            self.stdout.write(sentence)
        self.stdout.write("Er is niets opgeslagen (proef)." if is_rehearsal else "Opgeslagen.")
