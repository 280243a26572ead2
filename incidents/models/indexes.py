"""How the table of incidents is indexed: for each list one index, for each key one that finds who refers to a row."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


def newest(field: str) -> models.Index:
    """Return the index that gives what has one value in a field, newest first: each filter of the list has one."""
    name = f"incident_newest_{field.split('_', maxsplit=1)[0]}"
    return models.Index("organisation", field, F("occurred_at").desc(), F("id").desc(), name=name)


def where_filled(*fields: str) -> models.Index:
    """Return the index by which a key finds who refers to a row that goes; the many that refer to none are not in it.

    An index on every row is chosen wrongly while the table has no statistics: after an import, all have no value.
    """
    filled = Q(**{f"{fields[0]}__isnull": False})
    return models.Index(fields=fields, name=f"incident_has_{fields[0]}", condition=filled)
