"""Puts all encrypted text and files on the newest key, so that an older one can be taken away."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core.rotation import BATCH, rotate


class Command(BaseCommand):
    """Put the new key first in ENCRYPTION_KEYS, restart, run this, and only then take the old key away."""

    help = (
        "Encrypt all free text and attachments of incidents again with the newest key. It may be stopped and run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the size of a batch."""
        parser.add_argument("--batch", type=int, default=BATCH, help="rows in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate, and print a line a table."""
        for table in rotate(batch=options["batch"]):
            self.stdout.write(
                f"{table.label}: {table.seen} with something encrypted, {table.changed} were on an older key"
            )
