"""Keeps the tables of the database up to the version of the program."""

from collections.abc import Collection, Iterator

from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps
from django.utils.translation import gettext as _

from chaland.cli.console import Failure


def bring_up_to_date() -> None:
    """Create or change the tables if this version needs it; a look is enough when it does not."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        _found(executor)
    elif executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _refuse_trials(executor.loader.applied_migrations)
        call_command("migrate", interactive=False, verbosity=0)
    if connection.vendor == "sqlite":
        _widen()


def _found(executor: MigrationExecutor) -> None:
    """Make all tables of a new shop as they are by now, in one transaction, and note every step as gone through.

    Going through the steps takes ten times as long, as each has Django draw up the models anew.
    """
    leaves = executor.loader.graph.leaf_nodes()
    steps = [step for step, _ in executor.migration_plan(leaves, clean_start=True)]
    state = executor.loader.project_state(leaves)
    executor.recorder.ensure_schema()
    with connection.schema_editor() as editor:
        if executor.recorder.applied_migrations():
            return  # Another first start made them meanwhile.
        _create(state.apps, editor)
        for step, operation in _written(steps):
            operation.database_forwards(step.app_label, editor, state, state)
        for step in steps:
            executor.recorder.record_applied(step.app_label, step.name)
    emit_post_migrate_signal(0, False, connection.alias, apps=state.apps, plan=[])  # noqa: FBT003


def _refuse_trials(applied: Collection[tuple[str, str]]) -> None:
    """Raise Failure for tables made before all steps were joined (ADR 0031): no step leads on from there."""
    if ("stores", "0001_tables") not in applied:
        raise Failure(
            _("This folder holds a trial older than the first version: begin in an empty one."), code="trial_too_old"
        )


def _create(models: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for model in models.get_models():
        if model._meta.can_migrate(connection):
            editor.create_model(model)
    # Foreign keys and indexes: PostgreSQL adds none to a table with rows written by the same transaction.
    for statement in editor.deferred_sql:
        editor.execute(statement)
    editor.deferred_sql.clear()


def _written(steps: list[Migration]) -> Iterator[tuple[Migration, RunPython | RunSQL]]:
    """Give what the steps do beside the models: triggers, first rows. As in Django's squashing, nothing elidable."""
    for step in steps:
        for operation in step.operations:
            if isinstance(operation, RunPython | RunSQL) and not operation.elidable:
                yield step, operation


def _widen() -> None:
    """Give the one connection of a command the memory that the server spreads over its threads."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size=-65536")
        # Counted as the command's own memory once read: a million customers are imported within 500 MB.
        cursor.execute("PRAGMA mmap_size=67108864")
