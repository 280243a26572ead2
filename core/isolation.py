"""The second wall: PostgreSQL itself shows a request only the rows of the organisations that it was given.

The first wall is the scoped queryset. This one catches what a queryset cannot see: raw SQL, an aggregate, a reverse
relation, a forgotten filter. A scope lasts as long as the transaction in which it was set, so that a pooled connection
never hands it to the next request; without a scope no row is seen. The owner of the tables (migrations) is not bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, migrations, transaction

POLICY = "within_organisation"
FIGURES_POLICY = "for_figures"

_USING = """
case current_setting('vpt.scope', true)
    when 'all' then true
    when 'org' then {column} = nullif(current_setting('vpt.org', true), '')::bigint
    when 'orgs' then {column} = any (string_to_array(nullif(current_setting('vpt.org', true), ''), ',')::bigint[])
    else false
end
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """The organisations whose rows may be seen and written; `has_figures` adds reading the summaries of all."""

    organisations: tuple[int, ...] = ()
    is_everything: bool = False
    has_figures: bool = False

    @property
    def settings(self) -> tuple[str, str, str]:
        """Return the values of `vpt.scope`, `vpt.org` and `vpt.figures`."""
        figures = "on" if self.has_figures else ""
        if self.is_everything:
            return "all", "", figures
        if not self.organisations:
            return "none", "", figures
        names = ",".join(str(number) for number in self.organisations)
        return ("org" if len(self.organisations) == 1 else "orgs"), names, figures


NOBODY = Scope()
EVERYTHING = Scope(is_everything=True, has_figures=True)


def of_organisations(numbers: Iterable[int], *, has_figures: bool = False) -> Scope:
    """Return the scope of these organisations."""
    return Scope(tuple(sorted(set(numbers))), has_figures=has_figures)


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    """Run a block, as one transaction, in which the database shows only the rows of this scope.

    Inside another transaction the scope of before comes back at the end, also when the block fails.
    """
    was_inside = connection.in_atomic_block
    before = _read() if was_inside else None
    try:
        with transaction.atomic():
            _set(scope.settings)
            yield
    finally:
        if before is not None and not connection.needs_rollback:
            _set(before)


def _read() -> tuple[str, str, str]:
    names = ("vpt.scope", "vpt.org", "vpt.figures")
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in names))
        scope, organisation, figures = cursor.fetchone()
    return scope, organisation, figures


def _set(values: tuple[str, str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('vpt.scope', %s, true), set_config('vpt.org', %s, true),"
            " set_config('vpt.figures', %s, true)",
            values,
        )


class TenantPolicy(migrations.RunSQL):
    """Puts a table behind the second wall. Every table with an organisation of incidents has one.

    `has_figures` is for tables that hold only numbers: who may see figures of the region may read them all.
    """

    def __init__(self, table: str, *, column: str = "organisation_id", has_figures: bool = False) -> None:
        self.table, self.column, self.has_figures = table, column, has_figures
        forward: list[Any] = [
            f'alter table "{table}" enable row level security',
            f'create policy {POLICY} on "{table}" using ({_USING.format(column=column)})',
        ]
        backward: list[Any] = [f'drop policy {POLICY} on "{table}"']
        if has_figures:
            forward.append(
                f'create policy {FIGURES_POLICY} on "{table}" for select'
                " using (current_setting('vpt.figures', true) = 'on')"
            )
            backward.append(f'drop policy {FIGURES_POLICY} on "{table}"')
        super().__init__(forward, [*backward, f'alter table "{table}" disable row level security'])

    def deconstruct(self) -> tuple[str, list[str], dict[str, object]]:
        """Return how a migration writes this down."""
        return self.__class__.__name__, [self.table], {"column": self.column, "has_figures": self.has_figures}

    def describe(self) -> str:
        """Return what this does, for the list of migrations."""
        return f"Put {self.table} behind row-level security"
