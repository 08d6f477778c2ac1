"""Files of customers: handed in, looked at, checked, taken in, followed, taken back."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from chaland.accounts.rules import IMPORT_FILES
from chaland.api.answers import answer
from chaland.api.auth import Caller, caller
from chaland.api.openapi import body_of
from chaland.api.parsing import ONE_RECEIPT_BYTES, read_file, read_json
from chaland.api.schemas.answered import ProblemAnswered
from chaland.api.schemas.imports import (
    ImportAnswered,
    ImportDecisionAsked,
    ImportRowsAnswered,
    ImportUndoneAnswered,
)
from chaland.api.validation import validated
from chaland.journal.models import ImportRun, Upload
from chaland.journal.services import ask_to_stop
from chaland.kernel.errors import Conflict, Forbidden, Refusal
from chaland.sentences import sentence
from chaland.stores.queries import store_with_code
from chaland.usecases.imports.decide_import import decide_import, own_upload
from chaland.usecases.imports.guide_import import is_kept, understood_file
from chaland.usecases.imports.import_file import Choices, by_heading
from chaland.usecases.imports.import_recipe import questions
from chaland.usecases.imports.import_report import Line, read_report
from chaland.usecases.imports.import_run import COUNTS
from chaland.usecases.imports.read_uploads import hand_in
from chaland.usecases.imports.undo_import import undo_import

LARGEST_MB = 50
AT_ONCE = 1000
_PROBLEMS = {403: ProblemAnswered, 404: ProblemAnswered, 409: ProblemAnswered, 422: ProblemAnswered}
_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

router = Router(tags=["Imports"])


@router.post(
    "/imports",
    response={201: ImportAnswered, 403: ProblemAnswered, 413: ProblemAnswered, 422: ProblemAnswered},
    summary="Hand in a file of customers",
    description="The body is the file itself: CSV, XLS, XLSX, ODS or vCard. It is looked at, and nothing is written "
    "before you say how. Only the token of a partner, which follows what it handed in itself.",
    openapi_extra=_FILE,
)
def post_import(
    request: HttpRequest,
    name: Annotated[str, Query(max_length=200, description="Name of the file.")],
    store: Annotated[str, Query(max_length=40, description="Code of the store that all of it belongs to.")] = "",
) -> HttpResponse:
    who = _allowed(request)
    code = store_with_code(store).code if store else ""
    handed = hand_in(
        read_file(request, LARGEST_MB), file_name=name, kind="customers", store=code, check_only=False,
        now=timezone.now(), look=True, token_id=_token(who),
    )  # fmt: skip
    return answer(_told(handed), 201)


@router.get(
    "/imports/{int:upload_id}",
    response={200: ImportAnswered, **_PROBLEMS},
    summary="Follow a file",
    description="What was understood of it, how far it is, and how it ended.",
)
def get_import(request: HttpRequest, upload_id: int) -> HttpResponse:
    return answer(_told(_own(request, upload_id)))


@router.get(
    "/imports/{int:upload_id}/rows",
    response={200: ImportRowsAnswered, **_PROBLEMS},
    summary="What became of each row",
    description="After a check, of every row; after an import, of those that stayed out.",
)
def get_import_rows(
    request: HttpRequest,
    upload_id: int,
    after: Annotated[int, Query(ge=0, description="Only rows after this number.")] = 0,
) -> HttpResponse:
    report = understood_file(_own(request, upload_id)).report
    following = (line for line in read_report(report) if line.row > after) if report else iter(())
    lines = list(islice(following, AT_ONCE))
    return answer({"rows": list(_rows(lines)), "after": lines[-1].row if len(lines) == AT_ONCE else None})


@router.post(
    "/imports/{int:upload_id}/decide",
    response={200: ImportAnswered, **_PROBLEMS},
    summary="Have a file checked or taken in",
    description="It is read in the background: follow it. 422 with the question where something must be decided.",
    openapi_extra=body_of(ImportDecisionAsked),
)
def post_import_decision(request: HttpRequest, upload_id: int) -> HttpResponse:
    _own(request, upload_id)
    asked = validated(ImportDecisionAsked, read_json(request, ONE_RECEIPT_BYTES))
    consents = [one.model_dump(exclude_none=True) for one in asked.consents]
    decide_import(
        upload_id, _choices(asked), columns=asked.columns, consents=consents, check_only=asked.do == "check",
        now=timezone.now(),
    )  # fmt: skip
    return answer(_told(_own(request, upload_id)))


@router.post(
    "/imports/{int:upload_id}/stop",
    response={200: ImportAnswered, **_PROBLEMS},
    summary="Stop a file",
    description="What was taken in stays; decide again to go on, or take it back.",
)
def post_import_stop(request: HttpRequest, upload_id: int) -> HttpResponse:
    _own(request, upload_id)
    ask_to_stop(upload_id, now=timezone.now())
    return answer(_told(_own(request, upload_id)))


@router.post(
    "/imports/{int:upload_id}/undo",
    response={200: ImportUndoneAnswered, **_PROBLEMS},
    summary="Take an import back",
    description="Also weeks later. Customers who have bought, agreed or been changed since stay.",
)
def post_import_undo(request: HttpRequest, upload_id: int) -> HttpResponse:
    run_id = _own(request, upload_id).run_id
    if run_id is None:
        raise Conflict("import_not_taken_in")
    undone = undo_import(run_id, now=timezone.now())
    return answer({"customers": undone.customers, "kept": undone.kept, "given_back": undone.given_back})


def _allowed(request: HttpRequest) -> Caller:
    """Return who asks, who must see the whole network: a file may name any store of it."""
    who = caller(request)
    who.need(IMPORT_FILES)
    if who.user.all_stores if who.user else who.scope.store_id is None:
        return who
    raise Forbidden("import_needs_network")


def _own(request: HttpRequest, upload_id: int) -> Upload:
    who = _allowed(request)
    return own_upload(upload_id, _token(who))


def _token(who: Caller) -> int | None:
    return who.access.token_id if who.access else None


def _choices(asked: ImportDecisionAsked) -> Choices:
    return Choices(
        sheet=asked.sheet,
        month_first=asked.dates and asked.dates == "month-first",
        repair=asked.accents and asked.accents == "repair",
        headingless=asked.no_headings,
        split=asked.split,
        lenient=asked.lenient,
        mode=asked.mode,
        keys=tuple(asked.keys),
        alike=asked.alike,
        source=asked.source,
    )


def _told(handed: Upload) -> dict[str, Any]:
    outcome = {**handed.outcome, **(handed.run.outcome if handed.run else {})}
    status = handed.status
    if handed.run and handed.run.status in (ImportRun.Status.UNDOING, ImportRun.Status.UNDONE):
        status = handed.run.status
    code = outcome.get("code", "")
    return {
        "id": handed.pk,
        "file": handed.file_name,
        "status": status,
        "check_only": handed.check_only,
        "rows": handed.rows,
        "rows_done": handed.rows_done,
        "understood": _understood(handed) if is_kept(handed) else None,
        "code": code,
        "message": sentence(Refusal(code, **outcome["params"])) if code else "",
        "outcome": {name: outcome[name] for name in COUNTS if name in outcome},
    }


def _understood(handed: Upload) -> dict[str, Any]:
    file = understood_file(handed)
    told = file.understanding
    return {
        "format": told.format,
        "encoding": told.encoding,
        "delimiter": told.delimiter,
        "sheet": told.sheet,
        "sheets": told.sheets,
        "header_row": told.header_row,
        "preset": told.preset,
        "columns": by_heading(file.recipe, told),
        "questions": questions(told, file.recipe),
    }


def _rows(lines: list[Line]) -> Iterator[dict[str, Any]]:
    for line in lines:
        yield {
            "row": line.row,
            "status": line.status,
            "code": line.refusal.code if line.refusal else "",
            "message": sentence(line.refusal) if line.refusal else "",
            "remarks": [one.code for one in line.remarks],
            "remarks_told": [sentence(one.as_refusal()) for one in line.remarks],
        }
