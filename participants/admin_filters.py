"""Filters of the admin that answer a question of the project leader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from participants.access import Role


class MissingFilter(admin.SimpleListFilter):
    """Which organisations lack something?"""

    title = "wat mist er?"
    parameter_name = "mist"

    answers: dict[str, tuple[str, Callable[[Any, date], QuerySet[Any]]]] = {
        "sponsor": ("geen sponsor", lambda rows, day: rows.without_role(Role.SPONSOR, day)),
        "medewerker": (
            "geen medewerker interne veiligheid",
            lambda rows, day: rows.without_role(Role.COORDINATOR, day),
        ),
        "overeenkomst": ("geen verwerkersovereenkomst", lambda rows, day: rows.without_agreement()),
        "omvang": ("geen omvang dit jaar", lambda rows, day: rows.without_size(day.year)),
        "handtekening": ("geen handtekening", lambda rows, day: rows.unsigned()),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what may be missing."""
        return [(key, label) for key, (label, _) in self.answers.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the participants that lack it."""
        answer = self.answers.get(self.value() or "")
        today = timezone.localdate()
        return answer[1](queryset.participating(today), today) if answer else queryset


class StateFilter(admin.SimpleListFilter):
    """Who takes part, who is still to be asked, who stopped?"""

    title = "stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the states."""
        return [("meedoend", "doet mee"), ("benaderen", "nog te benaderen"), ("gestopt", "gestopt of opgegaan")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep those in this state."""
        today = timezone.localdate()
        if self.value() == "meedoend":
            return queryset.participating(today)
        if self.value() == "benaderen":
            return queryset.prospective()
        return queryset.ended(today) if self.value() == "gestopt" else queryset


class EmptySeatFilter(admin.SimpleListFilter):
    """Which seats are empty?"""

    title = "bezet?"
    parameter_name = "bezet"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """One answer is enough."""
        return [("nee", "lege plaatsen")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the empty ones."""
        return queryset.empty(timezone.localdate()) if self.value() == "nee" else queryset


class RoleNowFilter(admin.SimpleListFilter):
    """Who holds which role today, and who holds none?"""

    title = "rol, vandaag"
    parameter_name = "rol"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the roles, and none."""
        return [*((role.value, str(role.label)) for role in Role), ("geen", "geen rol")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the people with this role."""
        return queryset.holding(self.value(), timezone.localdate()) if self.value() else queryset
