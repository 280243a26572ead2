"""The Django admin as the cockpit of the project leader."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from participants.access import may_enter_admin


class PortalAdminSite(admin.AdminSite):
    """Opens with "Vandaag"; entered by role, never by a flag on the account alone."""

    site_header = "Beheer van het VPT-programma"
    site_title = "VPT-beheer"
    index_title = "Vandaag"

    def has_permission(self, request: HttpRequest) -> bool:
        """Admit those whose role works in the admin."""
        return may_enter_admin(request.user)
