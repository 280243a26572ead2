"""How allauth behaves here: nobody signs up alone, there are no passwords, mail goes through the outbox."""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from core.mails import render_mail
from core.outbox import queue_mail

_NO_PASSWORD_FLOW = "reauthenticate"  # noqa: S105  (allauth's name of a page that this portal does not have)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the project leader or a coordinator, and signed in to by a code from the mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse self-registration."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Tell whether `?next=` stays in the portal; what is no address at all does not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_login_stages(self) -> list[str]:
        """Put our own second step in the place of allauth's."""
        stages: list[str] = super().get_login_stages()
        return [
            stage.replace("allauth.mfa.stages.Authenticate", "participants.stages.Authenticate") for stage in stages
        ]

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Confirm that it is still the same person by app or key; the words are ours."""
        words = {
            "mfa_reauthenticate": "Code uit de app of reservecode",
            "mfa_reauthenticate:webauthn": "Passkey of beveiligingssleutel",
        }
        return [method | {"description": words[method["id"]]} for method in super().get_reauthentication_methods(user)]

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that limits are counted for; all requests share one when the server does not tell it."""
        return get_client_ip(request) or "0.0.0.0"  # noqa: S104  (not bound to, a key of the counter)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail; the outbox sends it at once when the worker runs, and else as soon as it does."""
        rendered = render_mail(template_prefix, {key: context[key] for key in ("code",) if key in context})
        queue_mail(
            recipient=email,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            dedup_key=f"{template_prefix}:{uuid.uuid4()}",
        )

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say what went wrong; leave out allauth's cheers, of which the page already tells the same."""
        if kwargs.get("message"):
            super().add_message(request, level, *args, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: secrets encrypted at rest, the picture without a line of style in it."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret before it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a stored secret, also one from before the last change of key."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """Draw the code that an app reads."""
        return str(segno.make(url, micro=False).svg_inline(scale=5, border=4, light="#fff", omitsize=False))

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        """Propose a name for a new key."""
        from allauth.mfa.models import Authenticator  # the adapter is imported before the models are ready

        return f"Sleutel {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"


def _cipher() -> MultiFernet:
    """Return the cipher of the current key, which also reads what older keys wrote."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"vpt second factor " + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
