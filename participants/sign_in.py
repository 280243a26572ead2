"""Pages of signing in and of the second factor: allauth's, with our words, steps and trusted devices."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.mfa.base.views import IndexView, TrustView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from participants import devices
from participants.access import needs_second_factor, roles
from participants.middleware import remember_second_factor
from participants.models import TrustedDevice


class SignInView(RequestLoginCodeView):
    """Ask for the e-mail address; a passkey is the other way in."""

    template_name = "account/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Mail the code. An unknown address gets a mail that says so, and the page is the same."""
        response: HttpResponse = super().form_valid(form)
        if form._user is None:
            get_adapter().send_mail("account/email/unknown_account", form.cleaned_data["email"], {})
        return response


class CodeView(ConfirmLoginCodeView):
    """Ask for the code from the mail."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the code went and whether it may be sent again."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"sent_to": self._process.state.get("email", ""), "can_resend": self._process.can_resend}


class SecondFactorView(IndexView):
    """Show the second factors and the trusted devices of the user."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the devices, and whether the role asks for a second factor."""
        user = self.request.user
        trusted = TrustedDevice.objects.filter(user=user, expires_at__gt=timezone.now())
        return super().get_context_data(**kwargs) | {
            "devices": trusted,
            "is_compulsory": needs_second_factor(roles(user)),
        }


class ActivateAppView(ActivateTOTPView):
    """Make the app a second factor; its first code counts for this session."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Remember that the factor was shown, so that nobody has to wait for a second code."""
        response: HttpResponse = super().form_valid(form)
        remember_second_factor(self.request, "totp")
        return response


class AddKeyView(AddWebAuthnView):
    """Make a passkey or security key; making it counts for this session."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Remember that the factor was shown."""
        response: HttpResponse = super().form_valid(form)
        remember_second_factor(self.request, "webauthn")
        return response


class TrustDeviceView(TrustView):
    """Offer to trust this browser for thirty days."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Finish signing in; on request keep the device as a row and its key in a cookie."""
        stage = self.request._login_stage
        response: HttpResponse = stage.exit()
        if self.request.POST.get("action") == "trust":
            agent = self.request.headers.get("User-Agent", "")
            key = devices.trust_device(user=stage.login.user, user_agent=agent, now=timezone.now())
            response.set_cookie(
                devices.COOKIE_NAME,
                key,
                max_age=devices.TRUST_PERIOD,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


@require_POST
def forget_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the trust in one of the user's own devices."""
    device = get_object_or_404(TrustedDevice, pk=pk, user=request.user)
    devices.forget_device(device=device, actor=device.user)
    messages.success(request, f"{device.name} wordt niet meer vertrouwd.")
    return redirect("mfa_index")
