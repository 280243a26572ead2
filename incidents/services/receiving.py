"""Receiving by the API: an organisation's own system delivers, with a key instead of an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from core.audit import declare, record
from incidents.models import MonthlyDelivery
from incidents.services.counting import write_month
from participants.models import ApiToken, Organisation

declare("incidents.api.read", "Een gekoppeld systeem las gegevens ({object})")
declare("incidents.api.month_received", "Een gekoppeld systeem leverde de aantallen van een maand ({object})")


@transaction.atomic
def receive_month(
    *,
    organisation: Organisation,
    token: ApiToken,
    month: date,
    counts: Mapping[str, int],
    is_nil: bool,
    delivered_at: datetime,
) -> MonthlyDelivery:
    """Deliver the counts of a month for the organisation of the key; delivering again replaces what was there.

    Raises:
        ValidationError: for a month to come, an unknown kind, or neither counts nor nil.
    """
    assert token.organisation_id == organisation.pk
    delivery = write_month(
        organisation=organisation, actor=None, month=month, counts=counts, is_nil=is_nil, delivered_at=delivered_at
    )
    record(code="incidents.api.month_received", actor=None, obj=delivery)
    return delivery
