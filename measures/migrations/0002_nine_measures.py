"""Puts the nine measures and what one sees at each step in the tables: without them no page works."""

from typing import Any

from django.db import migrations

from measures.reference import ANCHOR_STEPS, NINE_MEASURES


def load(apps: Any, schema_editor: Any) -> None:
    measure_model = apps.get_model("measures", "Measure")
    anchor_model = apps.get_model("measures", "MeasureAnchor")
    for data in NINE_MEASURES:
        fields = {name: value for name, value in data.items() if name not in ("slug", "anchors")}
        measure, _ = measure_model.objects.get_or_create(slug=data["slug"], defaults=fields)
        for state, text in zip(ANCHOR_STEPS, data["anchors"], strict=True):
            anchor_model.objects.get_or_create(measure=measure, state=state, defaults={"text": text})


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
