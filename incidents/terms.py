"""Which term a report has: the one that its organisation had when the report came in.

So a running clock keeps its end when the organisation chooses another term, and what was in time stays in time.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Case, DurationField, Value, When

from incidents.clock import Term
from incidents.models import Incident
from participants.models import Organisation, PastTerm


def term_for(incident: Incident) -> Term:
    """Return the term that holds for this incident; a draft has the term of today."""
    if incident.reported_at is None:
        return incident.organisation
    for past in _past_terms(incident.organisation):
        if past.until_at > incident.reported_at:
            return past
    return incident.organisation


def term_in_rows(organisation: Organisation) -> Case:
    """Return the length of the term that holds for each incident of this organisation, for use in a query."""
    earlier = [
        When(reported_at__lt=past.until_at, then=Value(timedelta(hours=past.reaction_hours)))
        for past in _past_terms(organisation)
    ]
    now = Value(timedelta(hours=organisation.reaction_hours))
    return Case(*earlier, default=now, output_field=DurationField())


def _past_terms(organisation: Organisation) -> list[PastTerm]:
    """Return the earlier terms, oldest first, read once for one organisation at hand: an import asks for each row."""
    kept: list[PastTerm] | None = organisation.__dict__.get("_kept_terms")
    if kept is None:
        kept = list(PastTerm.objects.filter(organisation=organisation).order_by("until_at", "pk"))
        organisation.__dict__["_kept_terms"] = kept
    return kept
