"""Makes the tables as shops did before the steps were joined, and stops half-way: before the last step of each."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaland.config.settings")
django.setup()

from django.db import connection  # noqa: E402 - Django is set up first
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402

# What the shops had that were opened before points and vouchers.
LAST = [("privacy", "0006_retention_run"), ("sales", "0006_original_customer"), ("signups", "0003_those_of_files")]

executor = MigrationExecutor(connection)
executor.loader = MigrationLoader(connection, replace_migrations=False)
executor.migrate(LAST)
