"""The compulsory second step: per role, per session, with devices that can be taken back."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.models import OutgoingMail
from participants import devices
from participants.access import SECOND_FACTOR_ROLES, Role
from participants.models import Organisation, TrustedDevice, User
from tests.factories.participants import make_user
from tests.helpers import sign_in

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _forget_limits() -> None:
    cache.clear()


def _app_code(secret: str = SECRET) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def _sign_in_by_code(client: Client, user: User) -> str:
    client.post(reverse("account_login"), {"email": user.email})
    text = OutgoingMail.objects.filter(recipient=user.email).latest("pk").text
    code = re.search(r"^\s*([A-Z0-9]+-?[A-Z0-9]+)\s*$", text, re.MULTILINE)
    assert code
    return client.post(reverse("account_confirm_login_code"), {"code": code[1]}).url


@pytest.mark.parametrize("role", list(Role))
def test_roles_that_must_have_a_second_step_are_led_to_it(role: Role, organisation: Organisation) -> None:
    client = sign_in(Client(), make_user(role, organisation), with_second_factor=False)
    response = client.get(reverse("home"))
    if role in SECOND_FACTOR_ROLES:
        assert response.status_code == 302
        assert response.url == reverse("mfa_index")
        assert client.get(response.url).status_code == 200
        assert client.get("/beheer/").status_code == 302
        assert client.post(reverse("participants:add_colleague")).status_code == 302
    else:
        assert response.status_code == 200


def test_session_with_second_step_goes_on(organisation: Organisation) -> None:
    client = sign_in(Client(), make_user(Role.COORDINATOR, organisation))
    assert client.get(reverse("home")).status_code == 200


def test_session_from_before_the_factor_must_show_it(organisation: Organisation) -> None:
    """Somebody who reads along in the mailbox was in first; the owner's new app must not let that session through."""
    user = make_user(Role.COORDINATOR, organisation)
    thief = sign_in(Client(), user, with_second_factor=False)
    TOTP.activate(user, SECRET)
    response = thief.get(reverse("home"))
    assert response.url.startswith(reverse("mfa_reauthenticate"))
    assert thief.get(reverse("participants:colleagues")).status_code == 302
    assert thief.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    assert thief.post(response.url, {"code": _app_code()}).status_code == 302
    assert thief.get(reverse("home")).status_code == 200


def test_app_is_connected_and_counts_at_once(organisation: Organisation) -> None:
    user = make_user(Role.COORDINATOR, organisation)
    client = sign_in(Client(), user, with_second_factor=False)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    assert "<svg" in page.content.decode()
    secret = page.context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": _app_code(secret)})
    assert response.status_code == 302, response.content.decode()
    assert client.get(reverse("home")).status_code == 200
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200, "no second code is asked for these"
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert secret not in str(kept.data), "the secret is encrypted at rest"


def test_sign_in_with_app_then_trust_then_forget(organisation: Organisation) -> None:
    user = make_user(Role.COORDINATOR, organisation)
    TOTP.activate(user, SECRET)
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    assert _sign_in_by_code(client, user) == reverse("mfa_authenticate")
    assert client.get(reverse("home")).status_code == 302, "not in before the second step"
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": _app_code()}).url == reverse("mfa_trust")
    assert client.get(reverse("mfa_trust")).status_code == 200
    assert client.post(reverse("mfa_trust"), {"action": "trust"}).url == reverse("home")
    device = TrustedDevice.objects.get(user=user)
    assert device.name == "Firefox op Windows"
    assert client.cookies[devices.COOKIE_NAME]["httponly"]

    client.post(reverse("account_logout"))
    assert _sign_in_by_code(client, user) == reverse("home"), "trusted: no second step"
    assert client.get(reverse("home")).status_code == 200

    assert client.post(reverse("account_forget_device", args=[device.pk])).status_code == 302
    client.post(reverse("account_logout"))
    cache.clear()
    assert _sign_in_by_code(client, user) == reverse("mfa_authenticate"), "forgotten: the second step is back"


def test_trust_ends_when_the_factors_change(organisation: Organisation) -> None:
    user = make_user(Role.COORDINATOR, organisation)
    totp = TOTP.activate(user, SECRET).instance
    from django.utils import timezone

    key = devices.trust_device(user=user, user_agent="", now=timezone.now())
    assert devices.use_trust(user=user, key=key, now=timezone.now())
    assert not devices.use_trust(user=user, key=key, now=timezone.now() + devices.TRUST_PERIOD)
    totp.delete()
    assert not devices.use_trust(user=user, key=key, now=timezone.now())


def test_device_of_somebody_else_cannot_be_forgotten(organisation: Organisation) -> None:
    from django.utils import timezone

    owner, other = make_user(Role.COORDINATOR, organisation), make_user(Role.COORDINATOR, organisation)
    devices.trust_device(user=owner, user_agent="", now=timezone.now())
    device = TrustedDevice.objects.get()
    url = reverse("account_forget_device", args=[device.pk])
    assert sign_in(Client(), other).post(url).status_code == 404
    assert sign_in(Client(), owner).post(url).status_code == 302


def test_records_of_another_account_in_the_session_do_not_count(organisation: Organisation) -> None:
    """Signing in over somebody's session must not inherit the second step."""
    client = sign_in(Client(), make_user(Role.COORDINATOR, organisation))
    client.force_login(make_user(Role.COORDINATOR, organisation))
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session.save()
    assert client.get(reverse("home")).status_code == 302
