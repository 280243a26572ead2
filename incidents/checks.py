"""Checks of the second wall, asked of the database itself: `manage.py check --database default`.

They look as the role that serves. The owner, who migrates, is not bound by policies and is not asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections, models

from core.isolation import FIGURES_POLICY, POLICY, ROUNDS_POLICY
from participants.checks import hangs_on_organisation

COLUMN = "organisation_id"
STATED_IN_ROUNDS = "incidents_organisationround"
"""The only table that who runs measurement rounds may write for all organisations."""
COUNTS = frozenset(
    {
        "incidents_monthlycount",
        "incidents_monthlydelivery",
        "incidents_monthlysummary",
        "incidents_statussummary",
        STATED_IN_ROUNDS,
    }
)
"""The tables that who may see figures of the region reads for all organisations: they hold numbers, and no incident."""

_TABLES = """
select c.relname, c.relrowsecurity,
    coalesce(jsonb_object_agg(p.polname, jsonb_build_object('command', p.polcmd, 'using',
        pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)))
        filter (where p.polname is not null), '{}')::text
from pg_class c left join pg_policy p on p.polrelid = c.oid
where c.relnamespace = current_schema()::regnamespace and c.relname = any(%s)
group by c.relname, c.relrowsecurity
"""
_ROLE = """
select rolsuper, rolbypassrls, exists (
    select from pg_class where relnamespace = current_schema()::regnamespace and relname = any(%s)
    and pg_has_role(current_user, relowner, 'MEMBER'))
from pg_roles where rolname = current_user
"""
_AROUND = """
select 'function ' || p.proname from pg_proc p
where p.pronamespace = current_schema()::regnamespace and p.prosecdef
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
union all
select 'view ' || c.relname from pg_class c
where c.relnamespace = current_schema()::regnamespace and c.relkind in ('v', 'm')
    and not coalesce('security_invoker=true' = any(c.reloptions), false)
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
order by 1
"""


def walled_models() -> list[type[models.Model]]:
    """Return the models of incidents that hang on an organisation, which all belong behind the wall."""
    found = apps.get_app_config("incidents").get_models(include_auto_created=True)
    return [model for model in found if hangs_on_organisation(model) or _has_column(model)]


def _has_column(model: type[models.Model]) -> bool:
    return any(field.column == COLUMN for field in model._meta.concrete_fields)


@register(Tags.models)
def rows_carry_their_organisation(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E001: a model of incidents that hangs on an organisation through another row only; a policy cannot see that."""
    return [
        Error(
            f"{model._meta.label} hangs on an organisation, and has no column for it.",
            hint="Give it `organisation` beside its parent, TenantPolicy and SameOrganisation.",
            obj=model,
            id="incidents.E001",
        )
        for model in walled_models()
        if not _has_column(model)
    ]


@register(Tags.database)
def the_second_wall_stands(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """E002 to E004: a table without its policy, a role that passes all policies, or a way around them."""
    if "default" not in (databases or []) or settings.DATABASE_ROLE == "owner":
        return []
    return [*_open_tables(), *_strong_role(), *_ways_around()]


def _ask(question: str, *values: list[str]) -> list[Any]:
    with connections["default"].cursor() as cursor:
        cursor.execute(question, values or None)
        return list(cursor.fetchall())


def _tables() -> list[str]:
    return [model._meta.db_table for model in walled_models()]


def _open_tables() -> Iterator[CheckMessage]:
    found = {name: (is_on, policies) for name, is_on, policies in _ask(_TABLES, _tables())}
    for table in _tables():
        is_on, policies = found.get(table, (True, None))  # a table that is not there yet shows nobody anything
        if policies is not None and not (is_on and _keep_apart(table, json.loads(policies))):
            yield Error(
                f"The table {table} is not behind the second wall.",
                hint=f'Add TenantPolicy("{table}") to the migration that makes it, and no other policy.',
                id="incidents.E002",
            )


def _keep_apart(table: str, policies: dict[str, dict[str, str | None]]) -> bool:
    """Tell whether these are our policies: one that compares the organisation, and at most one to read figures.

    Only tables of counts have the second. One table has a third, for who runs measurement rounds.
    """
    own, figures, rounds = (policies.get(name) for name in (POLICY, FIGURES_POLICY, ROUNDS_POLICY))
    if own is None or not set(policies) <= {POLICY, FIGURES_POLICY, ROUNDS_POLICY}:
        return False
    compares = own["command"] == "*" and "vpt.scope" in str(own["using"]) and COLUMN in str(own["using"])
    reads_only = figures is None or (
        table in COUNTS and figures["command"] == "r" and "vpt.figures" in str(figures["using"])
    )
    of_rounds = rounds is None or (table == STATED_IN_ROUNDS and "vpt.rounds" in str(rounds["using"]))
    return compares and own["check"] is None and reads_only and of_rounds


def _strong_role() -> Iterator[CheckMessage]:
    for is_super, bypasses, owns in _ask(_ROLE, _tables()):
        if is_super or bypasses or owns:
            yield Error(
                "The portal serves as a role that passes the second wall: a superuser, an owner or with BYPASSRLS.",
                hint="Serve as vpt_app and migrate as vpt_owner; see docker/initdb.",
                id="incidents.E003",
            )


def _ways_around() -> Iterator[CheckMessage]:
    for (name,) in _ask(_AROUND):
        yield Error(
            f"The {name} reads as its owner, past the second wall.",
            hint="No SECURITY DEFINER; a view has security_invoker=true.",
            id="incidents.E004",
        )
