"""The admin: entered by role, opens with "Vandaag", holds nothing technical and no incident."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import NoReverseMatch, reverse

from core.today import TodayLine, Urgency
from participants.access import Role
from participants.models import User
from tests.architecture.test_templates import faults
from vpt_portal import today
from vpt_portal.admin_site import TECHNICAL_APPS, PortalAdminSite

ClientFor = Callable[[Role | User | None], Client]
ENTER = {Role.PROJECT_LEADER, Role.SUPPORT}


@pytest.mark.parametrize("role", list(Role))
def test_entered_by_role(role: Role, client_for: ClientFor) -> None:
    """Two roles work here; the rest reads why not."""
    assert client_for(role).get("/beheer/", follow=True).status_code == (200 if role in ENTER else 403)


def test_flags_of_the_account_open_nothing(users: dict[Role, User], client_for: ClientFor) -> None:
    """A superuser without the role stays outside."""
    User.objects.filter(pk=users[Role.BOARD].pk).update(is_staff=True, is_superuser=True)
    assert client_for(Role.BOARD).get("/beheer/", follow=True).status_code == 403


def test_anonymous_goes_to_the_portals_own_sign_in() -> None:
    """There is one way to sign in."""
    first = Client().get("/beheer/")
    assert first.status_code == 302
    second = Client().get(first["Location"])
    assert second["Location"].startswith(reverse("account_login"))
    assert "next=" in second["Location"]


def test_opens_with_vandaag_in_groups(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is late stands first, with its date."""
    lines = [
        TodayLine("Wacht.", "/", "Doe"),
        TodayLine("Te laat.", "/", "Doe", Urgency.OVERDUE, date(2015, 4, 1)),
    ]
    monkeypatch.setattr(today, "_providers", lambda: [lambda user, at: lines])
    html = client_for(Role.PROJECT_LEADER).get("/beheer/").content.decode()
    assert html.index("Vandaag") < html.index("Te laat.") < html.index("Wacht.") < html.index("Beheren")
    assert faults(html) == []


def test_nothing_technical_is_registered() -> None:
    """Neither groups nor sessions nor factors."""
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels & TECHNICAL_APPS == set()


def test_a_technical_model_is_not_taken_in() -> None:
    """Registering one later does nothing; a model of ours is taken."""
    site = PortalAdminSite()
    site.register([Group, User])
    assert list(site._registry) == [User]


def test_no_incident_is_in_sight() -> None:
    """What stands inside an incident belongs to its organisation."""
    assert not [model for model in admin.site._registry if model.__name__ == "Incident"]


def test_no_pages_for_passwords() -> None:
    """The portal has none."""
    with pytest.raises(NoReverseMatch):
        reverse("admin:password_change")


def _pages(client: Client) -> list[str]:
    pages = ["/beheer/"]
    for model, model_admin in admin.site._registry.items():
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages += [reverse(f"{base}_changelist"), reverse(f"{base}_add")]
        for name in ("import", "export"):
            if hasattr(model_admin, f"{name}_action"):
                pages.append(reverse(f"{base}_{name}"))
    return pages


def test_no_page_holds_anything_inline(client_for: ClientFor) -> None:
    """The strict policy holds in the admin too: lists, forms, imports and exports."""
    client = client_for(Role.PROJECT_LEADER)
    found = {}
    for page in _pages(client):
        response = client.get(page)
        if response.status_code == 200 and faults(response.content.decode()):
            found[page] = faults(response.content.decode())
    assert found == {}
