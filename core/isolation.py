"""The second wall: PostgreSQL itself shows a request only the rows of the organisations that it was given.

The first wall is the scoped queryset. This one catches what a queryset cannot see: raw SQL, an aggregate, a reverse
relation, a forgotten filter. A scope lasts as long as the transaction in which it was set, so that a pooled connection
never hands it to the next request; without a scope no row is seen. The owner of the tables (migrations) is not bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from celery import shared_task
from django.db import connection, migrations, transaction

Result = TypeVar("Result")

POLICY = "within_organisation"
FIGURES_POLICY = "for_figures"
ROUNDS_POLICY = "for_rounds"

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
    """The organisations whose rows may be seen and written; `has_figures` adds reading the summaries of all.

    `has_rounds` adds writing one table: what organisations state in measurement rounds.
    """

    organisations: tuple[int, ...] = ()
    is_everything: bool = False
    has_figures: bool = False
    has_rounds: bool = False

    @property
    def settings(self) -> tuple[str, str, str, str]:
        """Return the values of `vpt.scope`, `vpt.org`, `vpt.figures` and `vpt.rounds`."""
        extra = ("on" if self.has_figures else "", "on" if self.has_rounds else "")
        if self.is_everything:
            return "all", "", *extra
        if not self.organisations:
            return "none", "", *extra
        names = ",".join(str(number) for number in self.organisations)
        return ("org" if len(self.organisations) == 1 else "orgs"), names, *extra


NOBODY = Scope()
REGION_FIGURES = Scope(has_figures=True)
ROUNDS = Scope(has_figures=True, has_rounds=True)
"""For who runs measurement rounds: the lines of all organisations in them, and no incident."""
EVERYTHING = Scope(is_everything=True, has_figures=True)


def of_organisations(numbers: Iterable[int], *, has_figures: bool = False) -> Scope:
    """Return the scope of these organisations."""
    return Scope(tuple(sorted(set(numbers))), has_figures=has_figures)


@dataclass(frozen=True, slots=True)
class InSteps:
    """Says of a task or a job that it opens `within(…)` itself, in each of its transactions."""


IN_STEPS = InSteps()


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    """Run a block, as one transaction, in which the database shows only the rows of this scope.

    Inside another transaction the scope of before comes back at the end, also when the block fails.
    """
    was_inside = connection.in_atomic_block
    before = ("", "", "", "")
    try:
        with transaction.atomic():
            before = _set(scope.settings)
            yield
    finally:
        if was_inside and not connection.needs_rollback:
            _set(before)


_SET = """
with before as materialized (
    select coalesce(current_setting('vpt.scope', true), '') as scope, coalesce(current_setting('vpt.org', true), '')
        as org, coalesce(current_setting('vpt.figures', true), '') as figures,
        coalesce(current_setting('vpt.rounds', true), '') as rounds)
select scope, org, figures, rounds, set_config('vpt.scope', %s, true), set_config('vpt.org', %s, true),
    set_config('vpt.figures', %s, true), set_config('vpt.rounds', %s, true) from before
"""


def _set(values: tuple[str, str, str, str]) -> tuple[str, str, str, str]:
    """Set the scope of this transaction and return the one of before."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, values)
        scope, organisations, figures, rounds, *_ = cursor.fetchone()
    return scope, organisations, figures, rounds


def task(*, scope: Scope | InSteps, **options: Any) -> Callable[[Callable[..., None]], Any]:
    """Make a Celery task that states which rows it sees; a test refuses a task that does not.

    With a scope of some rows the whole task is one transaction. `NOBODY` and `IN_STEPS` open none, so that a task that
    commits in steps may do so: without a scope the tables behind the second wall are empty.
    """

    def decorate(function: Callable[..., None]) -> Any:
        @wraps(function)
        def scoped(*args: Any, **kwargs: Any) -> None:
            run_within(scope, function, *args, **kwargs)

        scoped.scope = scope  # type: ignore[attr-defined]
        return shared_task(**options)(scoped)

    return decorate


def run_within(scope: Scope | InSteps, function: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
    """Call a function in its scope; without a transaction of its own when it sees nobody's rows or works in steps."""
    if isinstance(scope, InSteps) or scope == NOBODY:
        return function(*args, **kwargs)
    with within(scope):
        return function(*args, **kwargs)


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


class RoundsPolicy(migrations.RunSQL):
    """Lets who runs measurement rounds write in one table for all organisations, and see no other one for it."""

    def __init__(self, table: str) -> None:
        self.table = table
        using = "current_setting('vpt.rounds', true) = 'on'"
        super().__init__(
            f'create policy {ROUNDS_POLICY} on "{table}" using ({using})', f'drop policy {ROUNDS_POLICY} on "{table}"'
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, object]]:
        """Return how a migration writes this down."""
        return self.__class__.__name__, [self.table], {}

    def describe(self) -> str:
        """Return what this does, for the list of migrations."""
        return f"Open {self.table} for who runs measurement rounds"


class SameOrganisation(migrations.RunSQL):
    """Ties a row to a parent of its own organisation: a foreign key over both columns.

    Checks of foreign keys do not look at policies, so a plain key would let a row hang on another organisation's
    parent. The parent needs a unique constraint on (organisation, id). A plain key on the same column is dropped: this
    one implies it, and each key costs a look-up per row.
    """

    def __init__(self, table: str, column: str, parent: str) -> None:
        self.table, self.column, self.parent = table, column, parent
        self.name = f"{table.removeprefix('incidents_')}_{column.removesuffix('_id')}_same_organisation"
        add = (
            f'alter table "{table}" add constraint "{self.name}" foreign key (organisation_id, "{column}")'
            f' references "{parent}" (organisation_id, id) deferrable initially immediate'
        )
        super().__init__([add, _DROP_PLAIN_KEY.format(table=table, column=column)], [self._backward()])

    def _backward(self) -> str:
        """Leave the plain key as it was made, under a name of its own."""
        return (
            f'alter table "{self.table}" drop constraint "{self.name}", add foreign key ("{self.column}")'
            f' references "{self.parent}" (id) deferrable initially deferred'
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, object]]:
        """Return how a migration writes this down."""
        return self.__class__.__name__, [self.table, self.column, self.parent], {}

    def describe(self) -> str:
        """Return what this does, for the list of migrations."""
        return f"Tie {self.table}.{self.column} to the organisation of its row"


_DROP_PLAIN_KEY = """
do $$
declare plain text;
begin
    for plain in
        select conname from pg_constraint
        where contype = 'f' and conrelid = '"{table}"'::regclass and conkey = array[(
            select attnum from pg_attribute where attrelid = '"{table}"'::regclass and attname = '{column}')]
    loop
        execute format('alter table "{table}" drop constraint %I', plain);
    end loop;
end $$
"""
