"""The Django admin as the cockpit of the project leader."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, reverse

from participants.access import Capability, decide, may_enter_admin

_PAGES_OF_PASSWORDS = {"password_change", "password_change_done"}


class PortalAdminSite(admin.AdminSite):
    """Opens with "Vandaag"; entered by role, never by a flag on the account alone."""

    site_header = "Beheer van het VPT-programma"
    site_title = "VPT-beheer"
    index_title = "Vandaag"

    def has_permission(self, request: HttpRequest) -> bool:
        """Admit those whose role works in the admin."""
        return may_enter_admin(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign in as everywhere else; who is signed in and may not enter hears why."""
        if request.user.is_authenticated:
            raise PermissionDenied(decide(request.user, Capability.ADMIN_ENTER).reason)
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))  # the sign-in page judges `next`

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out the pages about passwords: there are none."""
        return [url for url in super().get_urls() if getattr(url, "name", None) not in _PAGES_OF_PASSWORDS]
