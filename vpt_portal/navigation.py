"""The ways in, per capability: what stands in the menu and, with a sentence, on the home page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, get_script_prefix, reverse

from participants.access import Capability, reach_of
from participants.models import User


def url_or_nothing(name: str) -> str:
    """Return the address of a page, or nothing as long as the page does not exist."""
    return _address(name, settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=128)
def _address(name: str, routes: str, prefix: str) -> str:
    """Look an address up once: every page writes the whole menu, twice. What it depends on is part of the key."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """A way in: its words, its address and the capability that shows it."""

    label: str
    url_name: str
    capability: Capability
    text: str = ""
    icon: str = "grid"
    also: tuple[str, ...] = ()
    """Pages elsewhere that belong to this way in."""

    @property
    def url(self) -> str:
        """Return the address; empty as long as the page does not exist."""
        return url_or_nothing(self.url_name)

    def nearness(self, path: str) -> int:
        """Return how much of an address this way in covers; 0 when the page does not belong to it."""
        starts = [url_or_nothing(name) for name in (self.url_name, *self.also)]
        return max((len(start) for start in starts if start and path.startswith(start)), default=0)


NAVIGATION = [
    NavItem(
        "Voorvallen",
        "incidents:index",
        Capability.INCIDENTS_VIEW,
        "Melden, opvolgen, afsluiten.",
        "shield",
        ("participants:tokens",),
    ),
    NavItem(
        "Cijfers",
        "incidents:figures",
        Capability.INCIDENT_FIGURES_OWN,
        "Uw organisatie in cijfers.",
        "chart",
        ("incidents:rounds", "incidents:own_comparison"),
    ),
    NavItem(
        "Regio",
        "incidents:region",
        Capability.INCIDENT_FIGURES_REGION,
        "De regio in cijfers.",
        "chart",
        ("incidents:rounds", "incidents:completeness", "incidents:comparison"),
    ),
    NavItem("Deelnemers", "participants:index", Capability.PARTICIPANTS_VIEW, "Wie doet mee, wie mist nog.", "people"),
    NavItem("Maatregelen", "measures:index", Capability.MEASURES_VIEW, "De negen afspraken en hoever u bent.", "nine"),
    NavItem("Bijeenkomsten", "meetings:index", Capability.MEETINGS_VIEW, "Uitnodigen, komen, afspreken.", "calendar"),
    NavItem(
        "Apothekerskast",
        "apothekerskast:index",
        Capability.APOTHEKERSKAST_VIEW,
        "Goede voorbeelden lenen en geven.",
        "drawers",
    ),
    NavItem("Programma", "programme:index", Capability.PROGRAMME_VIEW, "Resultaten, planning, besluiten.", "flag"),
    NavItem("Begroting", "budget:index", Capability.BUDGET_VIEW, "Wat is er, wat is besteed, wat blijft.", "coin"),
    NavItem("Nieuwsbrieven", "newsletters:index", Capability.NEWSLETTERS_MANAGE, "Schrijven en versturen.", "mail"),
    NavItem("Rapporten", "reports:index", Capability.REPORTS_VIEW, "Voortgang lezen en downloaden.", "document"),
    NavItem("Beheer", "admin:index", Capability.ADMIN_ENTER, "Alles van het programma bijwerken.", "tools"),
]


def items_for(user: User | AnonymousUser) -> list[NavItem]:
    """Return the ways in that this user may take, as far as their pages exist."""
    return [item for item in NAVIGATION if reach_of(user, item.capability) is not None and item.url]
