"""Puts the tables of incidents behind the second wall, and ties each child to the organisation of its parent."""

from django.db import migrations, models

from core.isolation import SameOrganisation, TenantPolicy


class Migration(migrations.Migration):
    """Row-level security and composite keys on all tables with an organisation."""

    dependencies = [("incidents", "0008_handling")]

    operations = [
        migrations.AddConstraint(
            "unit", models.UniqueConstraint(fields=("organisation", "id"), name="unit_organisation_id")
        ),
        migrations.AddConstraint(
            "monthlydelivery", models.UniqueConstraint(fields=("organisation", "id"), name="delivery_organisation_id")
        ),
        SameOrganisation("incidents_incident", "unit_id", "incidents_unit"),
        SameOrganisation("incidents_incident", "merged_into_id", "incidents_incident"),
        SameOrganisation("incidents_incidenttext", "incident_id", "incidents_incident"),
        SameOrganisation("incidents_duty", "incident_id", "incidents_incident"),
        SameOrganisation("incidents_attachment", "incident_id", "incidents_incident"),
        SameOrganisation("incidents_monthlycount", "delivery_id", "incidents_monthlydelivery"),
        TenantPolicy("incidents_unit"),
        TenantPolicy("incidents_incident"),
        TenantPolicy("incidents_incidenttext"),
        TenantPolicy("incidents_duty"),
        TenantPolicy("incidents_attachment"),
        TenantPolicy("incidents_monthlydelivery", has_figures=True),
        TenantPolicy("incidents_monthlycount", has_figures=True),
        TenantPolicy("incidents_organisationround", has_figures=True),
        TenantPolicy("incidents_monthlysummary", has_figures=True),
        TenantPolicy("incidents_statussummary", has_figures=True),
    ]
