"""The Django admin as the cockpit of the project leader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator

from participants.access import Capability, decide, may_enter_admin
from vpt_portal.today import groups_for

TECHNICAL_APPS = frozenset(
    {"auth", "contenttypes", "sessions", "admin", "account", "socialaccount", "mfa", "sites", "pghistory", "pgtrigger"}
)
APP_ORDER = [
    "participants",
    "programme",
    "measures",
    "meetings",
    "apothekerskast",
    "budget",
    "newsletters",
    "reports",
    "incidents",
    "core",
]


class PortalAdminSite(admin.AdminSite):
    """Opens with "Vandaag"; entered by role, never by a flag on the account alone; shows no technical table."""

    site_header = "Beheer"
    site_title = "VPT-beheer"
    index_title = "Vandaag"
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        """Admit those whose role works in the admin."""
        return may_enter_admin(request.user)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take a model in, unless it is a technical table of a library."""
        models: Iterable[type[Model]] = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        )
        kept = [model for model in models if model._meta.app_label not in TECHNICAL_APPS]
        super().register(kept, admin_class, **options)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send to the portal's own sign-in; refuse with the reason who is signed in without this right."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
        decision = decide(request.user, Capability.ADMIN_ENTER)
        if not decision:
            raise PermissionDenied(decision.reason)
        return redirect("admin:index")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out the pages for passwords: the portal has none."""
        return [url for url in super().get_urls() if not str(getattr(url, "name", "")).startswith("password_change")]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what is overdue, what is due and what waits, before anything else."""
        assert request.user.is_authenticated
        now = timezone.now()
        extra = {"groups": groups_for(request.user, now), "today": timezone.localdate(now), **(extra_context or {})}
        return super().index(request, extra)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the apps in the order of the work, not of the alphabet."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        order = {label: place for place, label in enumerate(APP_ORDER)}
        return sorted(apps, key=lambda app: order.get(app["app_label"], len(order)))
