"""Who speaks: a system with a key of one organisation. A session of a browser opens nothing here."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.throttling import SimpleRateThrottle

from participants.models import ApiToken
from participants.services_tokens import token_for

SCHEME = "bearer"
LONGEST = 100


class TokenAuthentication(BaseAuthentication):
    """Reads `Authorization: Bearer <key>`."""

    def authenticate(self, request: Any) -> tuple[AnonymousUser, ApiToken] | None:
        """Return nobody and the key; the organisation follows from the key alone."""
        words = get_authorization_header(request).split()
        if not words:
            return None
        if len(words) != 2 or words[0].lower() != SCHEME.encode() or len(words[1]) > LONGEST:
            raise AuthenticationFailed
        token = token_for(words[1].decode("ascii", "replace"), at=timezone.now())
        if token is None:
            raise AuthenticationFailed
        return AnonymousUser(), token

    def authenticate_header(self, request: Any) -> str:
        """Return what a refusal says about how to come in."""
        return "Bearer"


class HasKey(BasePermission):
    """Asks for a key."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Tell whether there is one."""
        return isinstance(request.auth, ApiToken)


class KeyThrottle(SimpleRateThrottle):
    """Bounds how fast one key may ask; kept in the cache, so that it lets through when there is none."""

    rate = "600/min"

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        """Return under which name the requests of this key are counted."""
        return f"api-{request.auth.pk}" if isinstance(request.auth, ApiToken) else None


class TokenScheme(OpenApiAuthenticationExtension):
    """How the description tells about the key."""

    target_class = TokenAuthentication
    name = "sleutel"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return a bearer scheme."""
        return {"type": "http", "scheme": SCHEME, "description": "Een sleutel van uw organisatie (Koppelingen)."}
