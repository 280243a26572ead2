"""Let the portal count the rows of incidents anew while it reads a large file in (ANALYZE)."""

from django.db import migrations

_FORWARD = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'vpt_app') THEN
        GRANT MAINTAIN ON incidents_incident TO vpt_app;
    END IF;
END $$
"""
_BACK = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'vpt_app') THEN
        REVOKE MAINTAIN ON incidents_incident FROM vpt_app;
    END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0018_known_cases")]

    operations = [migrations.RunSQL(_FORWARD, _BACK)]
