"""Keeps the tables of the database up to the version of the program."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def bring_up_to_date() -> None:
    """Create or change the tables if this version needs it; a look is enough when it does not."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    if connection.vendor == "sqlite":
        _widen()


def _widen() -> None:
    """Give the one connection of a command the memory that the server spreads over its threads."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size=-65536")
        # Counted as the command's own memory once read: a million customers are imported within 500 MB.
        cursor.execute("PRAGMA mmap_size=67108864")
