"""Loads the demonstration: the real programme of the documents with invented people and incidents."""

from __future__ import annotations

import importlib.util
import random
from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.module_loading import import_string

from core.demo import DemoWorld
from core.isolation import EVERYTHING, within

ORDER = [
    "participants",
    "programme",
    "measures",
    "apothekerskast",
    "meetings",
    "incidents",
    "budget",
    "newsletters",
    "reports",
]


class Command(BaseCommand):
    """`load_demo` may run again at any time: what is there stays as it is."""

    help = "Laad de demonstratie: het echte programma met verzonnen personen en voorvallen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the apps to load; all without any."""
        parser.add_argument("apps", nargs="*", metavar="onderdeel", help="alleen deze onderdelen (met participants)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Call the loader of each app, one transaction an app, and print how many rows each added."""
        refuse_outside_demonstration()
        chosen = set(options["apps"] or ORDER) | {"participants"}
        if unknown := chosen - set(ORDER):
            raise CommandError(f"Onbekend onderdeel: {', '.join(sorted(unknown))}. Kies uit {', '.join(ORDER)}.")
        world = DemoWorld(now=timezone.localtime())
        for label in ORDER:
            if label in chosen and importlib.util.find_spec(f"{label}.demo"):
                self._load(label, world)

    def _load(self, label: str, world: DemoWorld) -> None:
        world.rng = random.Random(f"2014 {label}")
        with within(EVERYTHING):
            before = _count_rows(label)
            import_string(f"{label}.demo.load")(world)
            added = _count_rows(label) - before
        self.stdout.write(f"{apps.get_app_config(label).verbose_name}: {added} nieuwe rijen")


def refuse_outside_demonstration() -> None:
    """Stop on settings that serve real people.

    Raises:
        CommandError: on any settings but those of development, demonstration and tests.
    """
    if not settings.ALLOWS_DEMO_DATA:
        raise CommandError("De demonstratie wordt alleen geladen op een ontwikkel- of demonstratieomgeving.")


def _count_rows(label: str) -> int:
    return sum(model._base_manager.count() for model in apps.get_app_config(label).get_models())
