"""Sets rounds apart: their lines from incidents, the words about them from the numbers, and months with who is in them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.encryption
from core.isolation import RoundsPolicy, SameOrganisation, TenantPolicy

MOVE = """
insert into incidents_roundremark (row_id, organisation_id, text)
select id, organisation_id, remarks from incidents_organisationround where remarks <> '' and frozen_at is null
"""
MOVE_BACK = """
update incidents_organisationround o set remarks = r.text from incidents_roundremark r where r.row_id = o.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0016_answered_talks"),
        ("participants", "0004_api_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="organisationround",
            constraint=models.UniqueConstraint(
                fields=("organisation", "id"), name="organisation_round_organisation_id"
            ),
        ),
        migrations.CreateModel(
            name="RoundRemark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", core.encryption.EncryptedTextField(max_length=1000, verbose_name="opmerking")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.organisation",
                        verbose_name="organisatie",
                    ),
                ),
                (
                    "row",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remark",
                        to="incidents.organisationround",
                        verbose_name="deelname",
                    ),
                ),
            ],
            options={"verbose_name": "opmerking bij een meting", "verbose_name_plural": "opmerkingen bij metingen"},
        ),
        SameOrganisation("incidents_roundremark", "row_id", "incidents_organisationround"),
        TenantPolicy("incidents_roundremark"),
        RoundsPolicy("incidents_organisationround"),
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.RemoveField(model_name="organisationround", name="remarks"),
        migrations.AddField(
            model_name="regionmonth",
            name="members",
            field=models.JSONField(default=dict, verbose_name="organisaties achter de cijfers"),
        ),
        migrations.RemoveConstraint(model_name="removalrecord", name="removal_once"),
        migrations.AddConstraint(
            model_name="removalrecord",
            constraint=models.UniqueConstraint(
                fields=("organisation", "what", "object_id"),
                name="removal_once",
                violation_error_message="Dit is al gewist.",
            ),
        ),
    ]
