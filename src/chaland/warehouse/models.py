"""What the lake has not taken in yet, and which state of it may be read."""

from django.db import models


class Change(models.Model):
    """One row of the outbox: rows of the database that the lake must read (again).

    topic: what changed, such as `receipt`; the facts of this topic follow.
    ids: the primary keys. is_new: they were created just now, and nobody changed them since.
    batch: the number of the synchronisation that took it; none while it waits.
    """

    topic = models.CharField(max_length=20)
    ids = models.JSONField()
    is_new = models.BooleanField(default=False)
    batch = models.BigIntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=["batch"], name="change_batch"),)


class LakeState(models.Model):
    """The one state of the lake that readers see. One row, or none before the first building.

    generation: the folder that holds the tables; a rebuilding makes a new one.
    batch: the last synchronisation that is wholly in. versions: the Delta version of each table then.
    shape: hash of the declared columns; when the declaration changes, the lake is built anew.
    """

    generation = models.CharField(max_length=32)
    batch = models.BigIntegerField(default=0)
    versions = models.JSONField(default=dict)
    shape = models.CharField(max_length=64)
