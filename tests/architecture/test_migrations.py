"""Migrations can be turned back on a database that holds rows."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db.migrations import Migration, RemoveField
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

OURS = {each.label for each in apps.get_app_configs() if each.path.startswith(str(settings.BASE_DIR))}


def _without_value(migration: Migration, state: ProjectState) -> list[str]:
    """Return the columns that this migration takes away and that cannot come back: rows would have no value in them."""
    found = []
    for operation in migration.operations:
        if isinstance(operation, RemoveField):
            field = state.models[migration.app_label, operation.model_name_lower].fields[operation.name]
            has_empty = field.blank and field.empty_strings_allowed
            if not (field.null or field.has_default() or has_empty):
                found.append(f"{migration.app_label}.{migration.name}: {operation.model_name}.{operation.name}")
        operation.state_forwards(migration.app_label, state)
    return found


def test_a_column_that_a_migration_removes_can_come_back_where_rows_are() -> None:
    graph = MigrationLoader(None).graph
    state, found, looked = ProjectState(), [], 0
    for key in dict.fromkeys(node for leaf in graph.leaf_nodes() for node in graph.forwards_plan(leaf)):
        migration = graph.nodes[key]
        looked += sum(isinstance(operation, RemoveField) for operation in migration.operations)
        bad = _without_value(migration, state)
        found += bad if key[0] in OURS else []
    assert looked, "no migration removes a column: this test looks at nothing"
    assert found == []
