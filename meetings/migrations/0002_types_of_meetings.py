"""Puts the ten types of meetings in the tables: without them no meeting can be planned."""

from typing import Any

from django.db import migrations

from meetings.reference import TYPES


def load(apps: Any, schema_editor: Any) -> None:
    kind_model = apps.get_model("meetings", "MeetingType")
    for order, line in enumerate(TYPES, start=1):
        fields = {
            "name": line.name,
            "order": order,
            "is_for_organisation": line.is_for_organisation,
            "duration_minutes": line.minutes,
            "guest_roles": [role.value for role in line.roles],
            "agenda": line.agenda,
            "invitation_text": line.invitation,
        }
        kind_model.objects.get_or_create(slug=line.slug, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
