"""Reads of what was done to the file."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from chaland.journal.models import ImportRun, RememberedRecipe, Upload
from chaland.kernel.errors import NotFound


def unfinished(*, kind: str, file_hash: str, mapping_hash: str) -> ImportRun | None:
    """Return the run of the same file, read the same way, that stopped before its end."""
    same = _same(kind, file_hash, mapping_hash)
    return same.filter(status=ImportRun.Status.RUNNING).order_by("pk").last()


def was_imported(*, kind: str, file_hash: str, mapping_hash: str) -> bool:
    """Tell whether the same file, read the same way, was imported to its end and not undone since."""
    return _same(kind, file_hash, mapping_hash).filter(status=ImportRun.Status.DONE).exists()


def finished_since(moment: datetime, *, kind: str, file_hash: str, mapping_hash: str) -> ImportRun | None:
    """Return the run of the same file, read the same way, that ended at this moment or later."""
    same = _same(kind, file_hash, mapping_hash)
    return same.filter(status=ImportRun.Status.DONE, finished_at__gte=moment).order_by("pk").last()


def _same(kind: str, file_hash: str, mapping_hash: str) -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(kind=kind, file_hash=file_hash, mapping_hash=mapping_hash)


def run(import_id: int) -> ImportRun:
    """Return one import. Raises NotFound `import_unknown`."""
    found = ImportRun.objects.filter(pk=import_id).first()
    if found is None:
        raise NotFound("import_unknown", number=str(import_id))
    return found


def runs_being_undone() -> list[ImportRun]:
    """Return the imports of which not all is taken back yet that is to be, the first one first."""
    return list(ImportRun.objects.filter(status=ImportRun.Status.UNDOING).order_by("pk"))


def recent(limit: int = 50) -> list[ImportRun]:
    """Return the latest imports, the last first."""
    return list(ImportRun.objects.order_by("-pk")[:limit])


def upload(upload_id: int) -> Upload:
    """Return one file handed in. Raises NotFound `import_unknown`."""
    found = Upload.objects.filter(pk=upload_id).first()
    if found is None:
        raise NotFound("import_unknown", number=str(upload_id))
    return found


def uploads_in(folders: Iterable[str]) -> list[Upload]:
    """Return the files handed in that are kept in these folders, the first one first."""
    return list(Upload.objects.filter(folder__in=list(folders)).order_by("pk"))


def uploads_under_way() -> list[Upload]:
    """Return the files handed in that have not ended, the first one first."""
    return list(Upload.objects.filter(status__in=Upload.UNDER_WAY).order_by("pk"))


def uploads_to_confirm() -> list[Upload]:
    """Return the files handed in that wait for somebody to say how they are taken in, the first one first."""
    return list(Upload.objects.filter(status=Upload.Status.TO_CONFIRM).order_by("pk"))


def upload_of(run_id: int) -> Upload | None:
    """Return the file that an import was read from, handed in on the screen; None for another's."""
    return Upload.objects.filter(run=run_id).order_by("pk").last()


def remembered_recipe(signature: str) -> dict[str, Any] | None:
    """Return how files with these headings were last taken in."""
    return RememberedRecipe.objects.filter(signature=signature).values_list("recipe", flat=True).first()
