"""The second step of signing in, with devices that can be listed and taken back."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import stages
from django.http import HttpRequest
from django.utils import timezone

from participants import devices


class AuthenticateStage(stages.AuthenticateStage):
    """Asks for the second factor, unless this browser is one of the user's trusted devices."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if not super()._should_handle(request):
            return False
        key = request.COOKIES.get(devices.COOKIE_NAME, "")
        if key and devices.use_trust(user=self.login.user, key=key, now=timezone.now()):
            record_authentication(request, self.login.user, method="mfa", type="trusted_device")
            return False
        return True
