"""Counts of several months in one file."""

from __future__ import annotations

import pytest
from django.test import Client

from incidents.models import ImportStatus, MonthlyCount, MonthlyDelivery
from participants.models import Organisation, RegistrationMode
from tests.incidents.delivery.placing import place, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def counting(organisation: Organisation) -> Organisation:
    organisation.registration_mode = RegistrationMode.COUNTS
    organisation.save()
    return organisation


def test_several_months_at_once(client: Client, counting: Organisation) -> None:
    content = (
        "Maand;Schelden of beledigen;Bedreigen;Geen voorvallen\r\n2015-01;3;1;\r\nfebruari 2015;;;ja\r\n3-2015;2;0;\r\n"
    )
    run = place(client, content)
    assert (run.status, run.rows_new) == (ImportStatus.READY, 3), run.reason
    run = press(client, run, "inlezen")
    assert run.status == ImportStatus.DONE
    months = MonthlyDelivery.objects.order_by("month").values_list("is_nil", flat=True)
    assert [*months] == [False, True, False]
    assert MonthlyCount.objects.count() == 3
    again = place(client, content.replace("2015-01;3", "2015-01;4"))
    assert (again.rows_new, again.rows_known) == (1, 2)
    assert "jan 2015" in again.notes[0]["text"]
    press(client, again, "inlezen")
    assert MonthlyCount.objects.get(month="2015-01-01", kind="verbaal").count == 4


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2999-01;1;;", "Deze maand moet nog komen."),
        ("2015-13;1;;", "Deze maand bestaat niet."),
        ("2015-01;;;", "Er staan geen aantallen."),
        ("2015-01;1;;ja", "Er staan aantallen én ‘geen voorvallen’."),
        ("2015-01;1,5;;", "Dit is geen heel getal."),
        ("2015-01;1;;\r\n2015-01;2;;", "Deze maand staat ook op regel 2."),
    ],
)
def test_faults_in_counts(client: Client, counting: Organisation, line: str, told: str) -> None:
    run = place(client, f"Maand;Schelden of beledigen;Bedreigen;Geen voorvallen\r\n{line}\r\n")
    assert run.status == ImportStatus.FAULTY
    assert told in client.get(run.get_absolute_url()).content.decode()
