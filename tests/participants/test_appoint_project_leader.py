"""The first project leader of a new portal is appointed on the command line, and only the first."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from participants.access import Capability, reach_of
from participants.models import Person, User

pytestmark = pytest.mark.django_db


def appoint(email: str = "Leider@regio.example") -> str:
    out = StringIO()
    call_command("appoint_project_leader", email, "Noor Verzonnen", stdout=out)
    return out.getvalue()


def test_the_first_one_can_work_at_once() -> None:
    assert "Noor Verzonnen is projectleider vanaf vandaag" in appoint()
    user = User.objects.get(email="leider@regio.example")
    assert user.person.name == "Noor Verzonnen"
    assert reach_of(user, Capability.ADMIN_ENTER) is not None


def test_a_second_one_is_refused() -> None:
    appoint()
    with pytest.raises(CommandError, match="al een projectleider"):
        appoint("ander@regio.example")
    assert not User.objects.filter(email="ander@regio.example").exists()


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="geen-adres"):
        appoint("geen-adres")
    assert not Person.objects.exists()
