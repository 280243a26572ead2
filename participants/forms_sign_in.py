"""Forms of signing in: allauth's, with labels that say what to type and nothing in grey inside the fields."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms


class _OwnWords(forms.Form):
    words: dict[str, tuple[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.words.items():
            field = self.fields[name]
            field.label = label
            field.help_text = help_text
            field.widget.attrs.pop("placeholder", None)


class AddressForm(_OwnWords, account.RequestLoginCodeForm):
    """Who are you?"""

    words = {"email": ("E-mailadres", "Het adres waarop u berichten over het programma krijgt.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "username webauthn"


class CodeForm(_OwnWords, account.ConfirmLoginCodeForm):
    """The code from the mail."""

    words = {"code": ("Code uit de e-mail", "U mag de code plakken. Hoofdletters en streepje maken niet uit.")}


class SecondStepForm(_OwnWords, mfa.AuthenticateForm):
    """The code of the app, at sign-in."""

    words = {"code": ("Code uit uw app", "Zes cijfers. Een reservecode mag ook.")}


class ConfirmForm(_OwnWords, mfa.ReauthenticateForm):
    """The code of the app, once more."""

    words = {"code": ("Code uit uw app", "Zes cijfers. Een reservecode mag ook.")}


class ActivateAppForm(_OwnWords, totp.ActivateTOTPForm):
    """The first code of a new app."""

    words = {"code": ("Code uit uw app", "De zes cijfers die de app nu toont.")}


class AddKeyForm(_OwnWords, webauthn.AddWebAuthnForm):
    """A new passkey or security key."""

    words = {
        "name": ("Naam", "Zodat u deze sleutel later herkent, bijvoorbeeld ‘werktelefoon’."),
        "passwordless": (
            "Ook inloggen zonder code uit de mail",
            "Dan is dit een passkey: alleen uw vinger, gezicht of pincode is genoeg.",
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("passwordless", True)
        super().__init__(*args, **kwargs)


class RenameKeyForm(_OwnWords, webauthn.EditWebAuthnForm):
    """Another name for a key."""

    words = {"name": ("Naam", "Zodat u deze sleutel later herkent.")}
