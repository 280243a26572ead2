"""Models that exist in a test only, in a temporary table that the application's role may make."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.test.utils import isolate_apps

from core.models import SubmittedModel, VersionedModel
from core.softdates import SoftDateField

with isolate_apps("core"):

    class SoftBase(models.Model):
        """An abstract base that brings a soft date."""

        planned = SoftDateField("gepland", blank=True)

        class Meta:
            abstract = True
            app_label = "core"

    class Activity(SoftBase):
        """Something with two soft dates."""

        title = models.CharField(max_length=50)
        held = SoftDateField("gehouden")

        class Meta:
            app_label = "core"
            db_table = "test_activity"

        def __str__(self) -> str:
            return self.title

    class Paper(VersionedModel, SubmittedModel):
        """Something that two people edit."""

        title = models.CharField("titel", max_length=50)
        body = models.TextField("tekst", blank=True)
        kind = models.CharField("soort", max_length=5, choices=[("a", "eerste"), ("b", "tweede")], default="a")

        class Meta:
            app_label = "core"
            db_table = "test_paper"

        def __str__(self) -> str:
            return self.title


def make_table(model: Any) -> None:
    """Create the model's table for this session only."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        editor.create_model(model)
    with connection.cursor() as cursor:
        for statement in editor.collected_sql:
            cursor.execute(statement.replace("CREATE TABLE", "CREATE TEMP TABLE"))
