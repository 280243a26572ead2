"""What a file changed of cases that were known, and how they were before."""

import core.encryption
import django.db.models.deletion
from django.db import migrations, models

from core.isolation import SameOrganisation, TenantPolicy


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0017_rounds_apart"),
        ("participants", "0004_api_tokens"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="differences",
            field=core.encryption.EncryptedJSONField(
                blank=True, default=list, verbose_name="verschillen met bekende voorvallen"
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="rows_changed",
            field=models.PositiveIntegerField(default=0, verbose_name="al bekend, met andere gegevens"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="rows_kept",
            field=models.PositiveIntegerField(default=0, verbose_name="al bekend, in het portaal bewerkt"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="updates_known",
            field=models.BooleanField(default=False, verbose_name="werk bekende voorvallen bij"),
        ),
        migrations.CreateModel(
            name="ImportChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", core.encryption.EncryptedJSONField(blank=True, default=dict, verbose_name="zoals het was")),
                ("version", models.PositiveIntegerField(verbose_name="versie van het voorval")),
                ("duty_versions", models.PositiveIntegerField(verbose_name="versies van de plichten, opgeteld")),
                ("is_undone", models.BooleanField(default=False, verbose_name="ongedaan gemaakt")),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_changes",
                        to="incidents.incident",
                        verbose_name="voorval",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.organisation",
                        verbose_name="organisatie",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="incidents.importrun",
                        verbose_name="bestand",
                    ),
                ),
            ],
            options={
                "verbose_name": "wijziging uit een bestand",
                "verbose_name_plural": "wijzigingen uit een bestand",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("incident", "run"),
                        name="import_change_once",
                        violation_error_message="Dit bestand wijzigde dit voorval al.",
                    )
                ],
            },
        ),
        SameOrganisation("incidents_importchange", "incident_id", "incidents_incident"),
        SameOrganisation("incidents_importchange", "run_id", "incidents_importrun"),
        TenantPolicy("incidents_importchange"),
    ]
