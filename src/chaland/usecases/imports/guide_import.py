"""A file of customers handed in is looked at before anything of it is taken in."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings

from chaland.customers import queries as customers
from chaland.customers.duplicates.asked import Asked
from chaland.customers.kept import kept
from chaland.customers.rules import NewCustomer
from chaland.journal import queries, services
from chaland.journal.models import Upload
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.reading.delimited import records
from chaland.reading.encodings import Encoding
from chaland.reading.process import understand_file
from chaland.reading.understanding import Understanding
from chaland.usecases.imports.import_alike import Alike, Alikes
from chaland.usecases.imports.import_any_customers import Understood, reader_of
from chaland.usecases.imports.import_reader import RecipeReader
from chaland.usecases.imports.import_recipe import Recipe, check_recipe, propose, signature, targets, to_remember
from chaland.usecases.imports.import_remarks import Remark, remarks, understood

FOLDER = "uploads"
COPY, TOLD, REPORT = "copy.csv", "understood.json", "report.jsonl"


@dataclass(frozen=True, slots=True)
class Preview:
    """One of the first rows: its number, its cells, what they become by place, why it would stay out, remarks."""

    number: int
    cells: Sequence[str]
    understood: dict[int, str]
    refusal: Refusal | None = None
    remarks: tuple[Remark, ...] = ()


def uploads_folder() -> Path:
    """Return where files handed in wait."""
    return Path(settings.HOME) / FOLDER


def look_at(path: Path, *, store: str, sheet: str = "") -> tuple[Understanding, Recipe]:
    """Read a file that lies in a folder of its own, keep its clean copy beside it, and propose how to take it in.

    What was decided for the last file with the same headings is proposed again. Raises Refusal as `understand_file`.
    """
    told = understand_file(path, path.parent / COPY, sheet=sheet)
    (path.parent / TOLD).write_text(json.dumps(told.as_json()), encoding="utf-8")
    return told, proposed(told, store=store, source=path.stem)


def proposed(told: Understanding, *, store: str = "", source: str = "") -> Recipe:
    """Return how the last file with the same headings was taken in, else what the file itself suggests."""
    kept = queries.remembered_recipe(signature(told))
    if kept is None:
        return propose(told, customers.policy(), store=store, source=source)
    recipe = Recipe.of(kept)
    known = targets(customers.policy())
    places = {name: place for name, place in recipe.places.items() if name in known}
    return replace(recipe, places=places, constants={"store": store} if store else {})


def is_kept(upload: Upload) -> bool:
    """Tell whether a file handed in, as it was understood, is still there."""
    return bool(upload.recipe) and (uploads_folder() / upload.folder / TOLD).exists()


def understood_file(upload: Upload) -> Understood:
    """Return a file handed in as it was understood. Raises NotFound `import_file_gone` once it was removed."""
    folder = uploads_folder() / upload.folder
    try:
        told = Understanding.of(json.loads((folder / TOLD).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise NotFound("import_file_gone") from None
    return Understood(folder / COPY, told, Recipe.of(upload.recipe), upload.file_name, folder / REPORT)


def preview(file: Understood, recipe: Recipe, *, now: datetime, rows: int = 8) -> list[Preview]:
    """Return the first rows as the recipe reads them."""
    reader = reader_of(recipe, file.understanding, now=now)
    width = len(file.understanding.columns)
    read = [
        (number, cells, reader.person(cells) if len(cells) == width else _ragged(cells, width))
        for number, cells in file.understanding.sample[:rows]
    ]
    people = [Asked.of(-number, one, kept(one)) for number, _, one in read if isinstance(one, NewCustomer)]
    alike = Alikes(writes=False).among(people)
    return [_previewed(reader, number, cells, person, alike.get(number)) for number, cells, person in read]


def _ragged(cells: Sequence[str], width: int) -> Refusal:
    return Refusal("row_ragged", found=len(cells), wanted=width)


def _previewed(
    reader: RecipeReader, number: int, cells: Sequence[str], person: NewCustomer | Refusal, alike: Alike | None
) -> Preview:
    if isinstance(person, Refusal):
        return Preview(number, cells, {}, person)
    made = tuple(remarks(reader.raw(cells), person, today=reader.today))
    told = {place: understood(name, person, cells[place]) for name, place in reader.recipe.places.items()}
    return Preview(number, cells, told, None, (*made, alike.remark()) if alike else made)


def keep_recipe(upload_id: int, recipe: Recipe, *, check_only: bool | None, now: datetime) -> None:
    """Keep how a file is to be taken in; with `check_only` told, have it checked or imported in the background.

    Raises NotFound `import_unknown` or `import_file_gone`, Conflict `import_goes_on_elsewhere`, and when it is to be
    read, Refusal as `import_recipe.check_recipe`.
    """
    upload = queries.upload(upload_id)
    file = understood_file(upload)
    if check_only is not None:
        check_recipe(recipe, file.understanding, customers.policy())
    # A dry run writes its report from the start again.
    if file.report and check_only:
        file.report.unlink(missing_ok=True)
    if not services.confirm_upload(upload_id, recipe=recipe.as_json(), check_only=check_only, now=now):
        raise Conflict("import_goes_on_elsewhere")
    if check_only is False:
        services.remember_recipe(signature(file.understanding), to_remember(recipe).as_json(), now=now)


def choose_sheet(upload_id: int, sheet: str, *, now: datetime) -> None:
    """Read another sheet of a spreadsheet handed in. Raises Refusal as `understand_file`."""
    upload = queries.upload(upload_id)
    path = uploads_folder() / upload.folder / upload.file_name
    told, recipe = look_at(path, store=upload.store_code, sheet=sheet)
    services.confirm_upload(upload_id, recipe=recipe.as_json(), check_only=None, now=now)
    services.count_rows(upload_id, told.rows)


def rows_of_copy(file: Understood, numbers: set[int]) -> Iterator[tuple[int, list[str]]]:
    """Give rows of the file by their numbers, as the file has them."""
    shift = 1 if file.understanding.header_row is None else 0
    lines = records(file.copy, Encoding("utf-8"), ",")
    next(lines)
    for number, cells in lines:
        if number - shift in numbers:
            yield number - shift, cells
