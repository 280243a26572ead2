"""Appoints the first project leader of a new portal; who comes later is appointed in the portal itself."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from participants import services
from participants.access import Role
from participants.models import Membership, Person, User


class Command(BaseCommand):
    """Works once: as soon as there is a project leader, the portal is the place to appoint another."""

    help = "Benoem de eerste projectleider van een nieuw portaal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address and the name."""
        parser.add_argument("email")
        parser.add_argument("name", metavar="naam")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make the person and the account, and give the role from today."""
        today = timezone.localdate()
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email}: {' '.join(error.messages)}") from None
        if Membership.objects.filter(role=Role.PROJECT_LEADER).exists():
            raise CommandError("Er is al een projectleider: benoem de volgende in het portaal.")
        user = User.objects.filter(email=email).first() or User.objects.create_user(email)
        person, _ = Person.objects.get_or_create(email=email, defaults={"name": options["name"]})
        services.make_account(person=person, actor=user)
        services.give_role(person=person, role=Role.PROJECT_LEADER, starts_on=today, actor=user)
        self.stdout.write(f"{person} is projectleider vanaf vandaag en meldt zich aan met {email}.")
