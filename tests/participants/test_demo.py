"""The demonstration: loaded twice it is the same, refused where real people are served, signed in to by a button."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import reload
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import NoReverseMatch, clear_url_caches, path, reverse

from participants.access import Role, memberships, roles
from participants.demo_data import ACCOUNTS
from participants.models import Membership, Organisation, Person, Seat, User
from vpt_portal import demo, demo_urls, urls
from vpt_portal.demo_urls import urlpatterns as demo_patterns
from vpt_portal.local.checks import sample_environment

pytestmark = pytest.mark.django_db


def _load(*only: str) -> str:
    out = StringIO()
    call_command("load_demo", *only, stdout=out)
    return out.getvalue()


def _rows() -> dict[str, list[object]]:
    models = apps.get_app_config("participants").get_models()
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


def test_second_run_changes_nothing() -> None:
    assert "nieuwe rijen" in _load("participants")
    before = _rows()
    assert "Deelnemers: 0 nieuwe rijen" in _load("participants")
    assert _rows() == before


def test_it_is_the_programme_of_the_documents() -> None:
    _load("participants")
    assert Seat.objects.filter(role=Role.AMBASSADOR).count() == 13
    merged = Organisation.objects.get(code="KRW").predecessors.values_list("name", flat=True)
    assert sorted(name.removeprefix("Gemeente ") for name in merged) == [
        "Bergambacht",
        "Nederlek",
        "Ouderkerk",
        "Schoonhoven",
        "Vlist",
    ]
    in_2014 = Organisation.objects.filter(sector__slug="gemeenten", joined_on__year=2014)
    assert in_2014.count() == 23
    assert all(email.endswith("@voorbeeld.example") for email in Person.objects.values_list("email", flat=True))


def test_every_state_is_shown() -> None:
    _load("participants")
    from django.utils import timezone

    day = timezone.localdate()
    everyone = Organisation.objects.participating(day)
    assert Seat.objects.empty(day).filter(role=Role.AMBASSADOR).exists()
    assert everyone.without_role(Role.SPONSOR, day).exists()
    assert everyone.without_agreement().exists()
    assert everyone.unsigned().exists()
    assert everyone.without_size(day.year).exists()
    assert Organisation.objects.prospective().exists()
    assert Membership.objects.filter(ends_on__lt=day).exists()


def test_one_account_a_role() -> None:
    _load("participants")
    for account in ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert roles(user) == {account.role}
        assert {one.organisation.code for one in memberships(user) if one.organisation} == (
            {account.code} if account.code else set()
        )
    assert {account.role for account in ACCOUNTS} == set(Role)


@override_settings(ALLOWS_DEMO_DATA=False)
def test_it_is_refused_where_real_people_are_served() -> None:
    with pytest.raises(CommandError, match="demonstratie"):
        _load("participants")
    assert not Organisation.objects.exists()


def test_production_settings_do_not_allow_it() -> None:
    code = "import os; from vpt_portal.settings import production as p; print(p.ALLOWS_DEMO_DATA, p.IS_DEMONSTRATION)"
    environment = {**os.environ, **sample_environment()}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["False", "False"], done.stderr


def test_unknown_part_is_said() -> None:
    with pytest.raises(CommandError, match="Onbekend onderdeel: zzz"):
        _load("zzz")


def test_sign_in_page_of_the_demonstration_does_not_exist_elsewhere() -> None:
    assert settings.IS_DEMONSTRATION is False
    with pytest.raises(NoReverseMatch):
        reverse("demo")
    for method in ("get", "post"):
        assert getattr(Client(), method)("/demo/").status_code in (302, 404)
        response = getattr(Client(), method)("/demo/project_leader/", follow=True)
        assert "sessionid" not in response.cookies


urlpatterns = [*urls.urlpatterns, *(path(f"demo/{one.pattern}", one.callback, name=one.name) for one in demo_patterns)]


@override_settings(ROOT_URLCONF=__name__)
def test_view_refuses_also_when_somebody_routes_it() -> None:
    """The address is not the only lock: the view itself looks at the settings."""
    _load("participants")
    assert Client().get("/demo/").status_code == 404
    assert Client().post("/demo/project_leader/").status_code == 404


@override_settings(ROOT_URLCONF=__name__, IS_DEMONSTRATION=True)
def test_in_the_demonstration_one_button_signs_in() -> None:
    """The negative control of the two tests above."""
    _load("participants")
    page = Client().get("/demo/").content.decode()
    for account in ACCOUNTS:
        assert f"/demo/{account.key}/" in page
        client = Client()
        assert client.get(f"/demo/{account.key}/").status_code == 405, "a link cannot sign anybody in"
        assert client.post(f"/demo/{account.key}/").url == reverse("home")
        assert client.get(reverse("home")).status_code == 200, "the second step counts as taken"
    assert Client().post("/demo/zzz/").status_code == 404


def test_address_follows_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(IS_DEMONSTRATION=True):
        reload(urls)
        clear_url_caches()
        try:
            assert reverse("demo") == "/demo/"
        finally:
            monkeypatch.undo()
    reload(urls)
    clear_url_caches()
    with pytest.raises(NoReverseMatch):
        reverse("demo")
    assert demo_urls.demo is demo
