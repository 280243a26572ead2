"""The three talks of aftercare, who gave whom an incident, and an index for each filter of the list."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.isolation import TenantPolicy

WITHIN = (
    "alter table incidents_aftercaretalk add constraint talk_same_organisation foreign key (organisation_id, incident_id)"
    " references incidents_incident (organisation_id, id) deferrable initially deferred"
)
WITHOUT = "alter table incidents_aftercaretalk drop constraint talk_same_organisation"


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0007_api_requests"),
        ("participants", "0003_past_terms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AftercareTalk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False, verbose_name="versie")),
                (
                    "moment",
                    models.CharField(
                        choices=[
                            ("72_uur", "binnen 72 uur"),
                            ("2_weken", "na 2 weken"),
                            ("6_weken", "na 6 tot 8 weken"),
                        ],
                        max_length=10,
                        verbose_name="gesprek",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("gepland", "gepland"), ("gevoerd", "gevoerd"), ("niet_gewenst", "niet gewenst")],
                        default="gepland",
                        max_length=12,
                        verbose_name="stand",
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="gepland op")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="gevoerd op")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="beantwoord op"),
                ),
            ],
            options={
                "verbose_name": "nazorggesprek",
                "verbose_name_plural": "nazorggesprekken",
                "ordering": ["planned_on", "pk"],
            },
        ),
        migrations.RemoveField(
            model_name="incident",
            name="followup_on",
        ),
        migrations.AddField(
            model_name="incident",
            name="assigned_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="toegewezen op"),
        ),
        migrations.AddField(
            model_name="incident",
            name="assigned_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="toegewezen door",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("status__in", ("gemeld", "in_behandeling", "wacht", "heropend"))),
                fields=["organisation", "status", "queue_rank", "queue_at", "id"],
                name="incident_queue_status",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("status__in", ("gemeld", "in_behandeling", "wacht", "heropend"))),
                fields=["organisation", "assigned_to", "queue_rank", "queue_at", "id"],
                name="incident_queue_assigned",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                models.F("organisation"),
                models.F("status"),
                models.OrderBy(models.F("occurred_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="incident_newest_status",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                models.F("organisation"),
                models.F("main_kind"),
                models.OrderBy(models.F("occurred_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="incident_newest_main",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                models.F("organisation"),
                models.F("severity"),
                models.OrderBy(models.F("occurred_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="incident_newest_severity",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                models.F("organisation"),
                models.F("assigned_to"),
                models.OrderBy(models.F("occurred_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="incident_newest_assigned",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                models.F("organisation"),
                models.F("unit"),
                models.OrderBy(models.F("occurred_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="incident_newest_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(
                    ("clock_due_at__isnull", False),
                    ("clock_stopped_at__isnull", True),
                    ("status__in", ("gemeld", "in_behandeling", "wacht", "heropend")),
                ),
                fields=["clock_due_at"],
                name="incident_clock_runs",
            ),
        ),
        migrations.AddField(
            model_name="aftercaretalk",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="talks",
                to="incidents.incident",
                verbose_name="voorval",
            ),
        ),
        migrations.AddField(
            model_name="aftercaretalk",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participants.organisation",
                verbose_name="organisatie",
            ),
        ),
        migrations.AddIndex(
            model_name="aftercaretalk",
            index=models.Index(
                condition=models.Q(("state", "gepland")), fields=["organisation", "planned_on"], name="talk_planned"
            ),
        ),
        migrations.AddConstraint(
            model_name="aftercaretalk",
            constraint=models.UniqueConstraint(
                fields=("incident", "moment"),
                name="talk_once",
                violation_error_message="Dit gesprek staat er al. Wijzig het bestaande gesprek.",
            ),
        ),
        migrations.AddConstraint(
            model_name="aftercaretalk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "gevoerd"), ("held_on__isnull", False)),
                    models.Q(models.Q(("state", "gevoerd"), _negated=True), ("held_on__isnull", True)),
                    _connector="OR",
                ),
                name="talk_held_has_day",
                violation_error_message="Vul in op welke dag het gesprek was.",
            ),
        ),
        migrations.RunSQL(WITHIN, WITHOUT),
        TenantPolicy("incidents_aftercaretalk"),
    ]
