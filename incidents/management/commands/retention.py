"""Shows what has reached the end of its term, and removes it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.isolation import EVERYTHING, within
from incidents.retention import KEEPING, drafts_to_announce, to_announce
from incidents.services.retention_job import keep_to_terms


class Command(BaseCommand):
    """What the nightly task does, by hand; with `--dry-run` it only counts."""

    help = "Announce and remove what has reached the end of its term."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to only look."""
        parser.add_argument("--dry-run", action="store_true", help="only show what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each kind of what is kept."""
        now = timezone.now()
        if options["dry_run"]:
            with within(EVERYTHING):
                self.stdout.write(f"aan te kondigen: {to_announce(now).count()} voorvallen")
                self.stdout.write(f"aan te kondigen: {drafts_to_announce(now).count()} concepten")
                for keeping in KEEPING.values():
                    self.stdout.write(f"te wissen: {keeping.due(now).count()} {keeping.label} ({keeping.term})")
            return
        done = keep_to_terms(at=now)
        self.stdout.write(f"aangekondigd: {done.announced} voorvallen, {done.warned} concepten")
        for what, number in done.removed.items():
            self.stdout.write(f"gewist: {number} {KEEPING[what].label}")
