"""The sponsor: figures without a single incident, a confirmed state, a signature."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from measures.models import Measure, OrganisationMeasureState, State
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_figures_confirmation_and_signature(
    users: dict[Role, User], organisation: Organisation, page_for: Callable[..., Page]
) -> None:
    """Read the figures, confirm the nine cards, sign for the organisation."""
    incident = IncidentFactory(organisation=organisation)
    OrganisationMeasureState.objects.create(
        organisation=organisation,
        measure=Measure.objects.get(slug="melden"),
        state=State.INTRODUCED,
        recorded_on=timezone.localdate(),
        recorded_by=users[Role.COORDINATOR],
    )
    Organisation.objects.filter(pk=organisation.pk).update(commitment_signed_on=None)
    page = page_for(users[Role.SPONSOR])

    page.goto("/voorvallen/cijfers")
    expect(page.locator("main")).not_to_contain_text(incident.reference)

    page.goto(f"/maatregelen/stand/{organisation.pk}/")
    page.get_by_role("button", name="Stand bevestigen").click()
    expect(page.locator("main")).to_contain_text("Bevestigd door")

    page.goto(f"/deelnemers/{organisation.pk}/")
    page.get_by_role("button", name="Handtekening zetten").click()
    expect(page.get_by_role("button", name="Handtekening zetten")).to_have_count(0)
    organisation.refresh_from_db()
    assert organisation.commitment_signed_on == timezone.localdate()
    assert page.refused == []  # type: ignore[attr-defined]
