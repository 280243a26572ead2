"""What every template may use."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, models
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from incidents.registering.phone import script_data
from participants.access import roles
from participants.models import User
from programme.models import Programme
from vpt_portal.navigation import NavItem, items_for, url_or_nothing


class Portal:
    """The frame around a page: names from data, the menu of this user. Read on first use, kept for one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.is_demonstration = settings.IS_DEMONSTRATION
        self.user: User | AnonymousUser = getattr(request, "user", None) or AnonymousUser()

    @cached_property
    def programme(self) -> models.Model | None:
        """The programme record; None as long as nobody filled it in."""
        try:
            return Programme.objects.first()
        except DatabaseError:
            return None

    @cached_property
    def region(self) -> str:
        """The name of the region, or words that fit any region."""
        return getattr(self.programme, "region_name", "") or "VPT-portaal"

    @cached_property
    def contact_email(self) -> str:
        """Where questions go."""
        return getattr(self.programme, "contact_email", "") or settings.CONTACT_EMAIL

    @cached_property
    def menu(self) -> list[dict[str, Any]]:
        """The items of the menu, with the one on which the user is."""
        near = [item.nearness(self.request.path) for item in self.ways_in]
        nearest = near.index(max(near)) if any(near) else -1
        return [{"item": item, "is_current": place == nearest} for place, item in enumerate(self.ways_in)]

    @cached_property
    def ways_in(self) -> list[NavItem]:
        """What this user may enter."""
        return items_for(self.user)

    @cached_property
    def role_names(self) -> list[str]:
        """The user's roles in words."""
        return [str(role.label) for role in sorted(roles(self.user))]

    @property
    def own_data_url(self) -> str:
        """The page on which the user sees and changes what is kept about him or her."""
        return url_or_nothing("participants:own_data")

    @cached_property
    def phone(self) -> dict[str, str]:
        """What a phone may keep for this user while there is no signal."""
        return script_data(self.user)

    @cached_property
    def typist(self) -> str:
        """Whose typing waits in a tab when the session ended; a key that says nothing about the account."""
        return salted_hmac("portal.typist", str(self.user.pk)).hexdigest()[:16]

    @property
    def sign_out_url(self) -> str:
        """Where the button for signing out posts to."""
        return url_or_nothing("account_logout")


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the frame of the page, made once a request."""
    kept = getattr(request, "portal_frame", None)
    if kept is None:
        kept = request.portal_frame = Portal(request)  # type: ignore[attr-defined]
    return {"portal": kept, "is_demonstration": settings.IS_DEMONSTRATION}
