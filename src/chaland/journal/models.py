"""Tables of what was done to the file."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One import of one file; what it created can be undone together.

    rows_done: rows of the file already taken in, so that a stopped run goes on from there.
    outcome: counts and the errors by row number, as the command prints them.
    taken_back: how far an undo has come, and what it took back so far; as `undo_import.Progress` has it.
    """

    class Status(models.TextChoices):
        """Where the run stands."""

        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Being taken back")
        HALF_UNDONE = "half", _("Partly taken back")
        UNDONE = "undone", _("Undone")

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    file_hash = models.CharField(max_length=64, db_index=True)
    mapping_hash = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows_done = models.PositiveBigIntegerField(default=0)
    outcome = models.JSONField(default=dict)
    taken_back = models.JSONField(default=dict)


class Upload(models.Model):
    """A file handed in at the desk or by a program, read in the background; kept until it ends one way or another.

    folder: where it waits, below the data folder. check_only: nothing of it is written.
    rows, rows_done: of the file, and read so far. outcome: of a check, what an import's says; or why it was refused.
    run: what it became, when it was not only checked.
    recipe: of a file of customers of any program, how to take it in; what was understood of it waits beside it.
    token_id: of the program that handed it in; none at the desk. It alone may follow it.
    """

    class Status(models.TextChoices):
        """Where it stands."""

        TO_CONFIRM = "to_confirm", _("To be looked at")
        WAITING = "waiting", _("Waiting")
        READING = "reading", _("Being read")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        REFUSED = "refused", _("Refused")

    UNDER_WAY = (Status.WAITING, Status.READING)

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    folder = models.CharField(max_length=32, unique=True)
    store_code = models.CharField(max_length=40, blank=True)
    check_only = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    stop_asked = models.BooleanField(default=False)
    rows = models.PositiveBigIntegerField()
    rows_done = models.PositiveBigIntegerField(default=0)
    outcome = models.JSONField(default=dict)
    recipe = models.JSONField(default=dict)
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="+", related_query_name="upload")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    token_id = models.BigIntegerField(null=True)


class RememberedRecipe(models.Model):
    """How files with the same headings were last taken in. signature: hash of the headings; recipe: by heading."""

    signature = models.CharField(max_length=64, unique=True)
    recipe = models.JSONField()
    used_at = models.DateTimeField()


class AccessMonth(models.Model):
    """How often the file was looked at in one month, once the lines themselves are gone: nobody is named."""

    month_on = models.DateField()
    act = models.CharField(max_length=9)
    lines = models.PositiveIntegerField()
    customers = models.PositiveBigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["month_on", "act"], name="access_month_once"),)


class Access(models.Model):
    """Somebody saw, or took out, what the file holds of customers. The database refuses any change of it.

    user_id, token_id: who: a user of the desk, a till or a partner; neither for a command of the machine.
    customer_id: whom; for several at once `customer_ids`. They are plain numbers: a line outlives whom it is about.
    detail: of an export, what was taken out. count: of how many customers.
    """

    class Act(models.TextChoices):
        """What was done."""

        OPENED = "opened", _("Opened the page")
        LOOKED_UP = "looked_up", _("Looked up by a till or a partner")
        EXPORTED = "exported", _("Taken out in a file")
        TOLD = "told", _("Given to the person")
        BLOCKED = "blocked", _("Blocked: too many pages in an hour")

    at = models.DateTimeField(db_index=True)
    act = models.CharField(max_length=9, choices=Act.choices)
    user_id = models.BigIntegerField(null=True)
    token_id = models.BigIntegerField(null=True)
    store_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    customer_ids = models.JSONField(null=True)
    count = models.PositiveIntegerField(default=1)
    detail = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["user_id", "at"], name="access_by_user"),
            models.Index(fields=["customer_id", "at"], name="access_to_customer"),
        )
