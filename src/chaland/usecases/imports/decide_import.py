"""A program says how a file that it handed in is taken in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chaland.journal.models import Upload
from chaland.journal.queries import upload
from chaland.kernel.errors import NotFound
from chaland.kernel.text import fold
from chaland.usecases.imports.guide_import import choose_sheet, keep_recipe, understood_file
from chaland.usecases.imports.import_file import Choices, chosen
from chaland.usecases.imports.import_headings import Mapping as Headings


def decide_import(
    upload_id: int,
    choices: Choices,
    *,
    columns: Mapping[str, str],
    consents: Sequence[Mapping[str, Any]],
    check_only: bool,
    now: datetime,
) -> None:
    """Have a file checked or taken in: columns by our name, each with the heading that the file has.

    What is not said is as proposed, but for consents: none without being named. The file is read in the background.
    Raises as `guide_import.keep_recipe`, and Refusal as `import_file.chosen`.
    """
    if choices.sheet and choices.sheet != understood_file(upload(upload_id)).understanding.sheet:
        choose_sheet(upload_id, choices.sheet, now=now)
    file = understood_file(upload(upload_id))
    named = Headings({fold(heading): name for name, heading in columns.items()}, file.recipe.constants)
    recipe = chosen(file.recipe, file.understanding, choices, named, consents)
    keep_recipe(upload_id, recipe, check_only=check_only, now=now)


def own_upload(upload_id: int, token_id: int | None) -> Upload:
    """Return a file handed in; a token sees those that it handed in itself. Raises NotFound `import_unknown`."""
    found = upload(upload_id)
    if token_id is not None and found.token_id != token_id:
        raise NotFound("import_unknown", number=str(upload_id))
    return found
