"""Addresses of sign-in and second factor. What does not fit a portal without passwords and sign-up is not here."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from participants import sign_in
from participants.sign_out import SignOutView

urlpatterns = [
    path("inloggen/", sign_in.SignInView.as_view(), name="account_login"),
    path("inloggen/", sign_in.SignInView.as_view(), name="account_request_login_code"),
    path("inloggen/code/", sign_in.CodeView.as_view(), name="account_confirm_login_code"),
    path("inloggen/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("inloggen/tweede-stap/", mfa.authenticate, name="mfa_authenticate"),
    path("inloggen/apparaat/", sign_in.TrustDeviceView.as_view(), name="mfa_trust"),
    path("uitloggen/", SignOutView.as_view(), name="account_logout"),
    path("uitgeschakeld/", account.account_inactive, name="account_inactive"),
    path("beveiliging/", sign_in.SecondFactorView.as_view(), name="mfa_index"),
    path("beveiliging/bevestigen/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("beveiliging/bevestigen/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("beveiliging/app/", sign_in.ActivateAppView.as_view(), name="mfa_activate_totp"),
    path("beveiliging/app/verwijderen/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("beveiliging/reservecodes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("beveiliging/reservecodes/nieuw/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("beveiliging/reservecodes/opslaan/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("beveiliging/sleutels/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("beveiliging/sleutels/nieuw/", sign_in.AddKeyView.as_view(), name="mfa_add_webauthn"),
    path("beveiliging/sleutels/<int:pk>/naam/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("beveiliging/sleutels/<int:pk>/verwijderen/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("beveiliging/apparaten/<int:pk>/vergeten/", sign_in.forget_device, name="account_forget_device"),
]
