"""What the lake has not taken in yet, and which state of it may be read."""

from django.db import models


class Change(models.Model):
    """One row of the outbox: rows of the database that the lake must read (again).

    topic: what changed, such as `receipt`; the facts of this topic follow.
    ids: the primary keys of those created, changed or deleted.
    """

    topic = models.CharField(max_length=20)
    ids = models.JSONField()


class LakeState(models.Model):
    """The one state of the lake that readers see. One row, or none before the first building.

    generation: the folder that holds the tables; a rebuilding makes a new one.
    versions: the Delta version of each table.
    shape: hash of the declared columns; when the declaration changes, the lake is built anew.
    shown_at: when readers were shown it.
    """

    generation = models.CharField(max_length=32)
    versions = models.JSONField(default=dict)
    shape = models.CharField(max_length=64)
    shown_at = models.DateTimeField(null=True)
