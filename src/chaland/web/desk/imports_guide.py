"""A file of customers handed in is looked at: what was understood, which column is what, then a check or the import."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chaland.accounts.rules import IMPORT_FILES
from chaland.customers.queries import policy
from chaland.journal.models import Upload
from chaland.journal.queries import upload
from chaland.kernel.errors import Refusal
from chaland.kernel.text import fold
from chaland.privacy.queries import purposes
from chaland.privacy.rules import CHANNELS
from chaland.reading.headings import CONSENT
from chaland.reading.presets import PRESETS
from chaland.reading.understanding import Understanding
from chaland.sentences import sentence
from chaland.sentences.consents.words import purpose_name
from chaland.usecases.imports.guide_import import Preview, choose_sheet, keep_recipe, preview, understood_file
from chaland.usecases.imports.import_any_customers import Understood
from chaland.usecases.imports.import_recipe import ANY_VALUE, ConsentColumn, Recipe, questions, targets
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk import imports_labels as labels
from chaland.web.desk.refusals import not_found_as_404

SHOWN_SAMPLES = 3


@permission(IMPORT_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
def import_guide(request: DeskRequest, upload_id: int) -> HttpResponse:
    """Show what was understood of a file and have it corrected; `check` checks it, `import` takes it in."""
    refuse_part_of_the_network(request)
    with not_found_as_404():
        handed = upload(upload_id)
        file = understood_file(handed)
    if handed.status in Upload.UNDER_WAY:
        return redirect("upload", upload_id)
    refused = None
    if request.method == "POST":
        try:
            return _decided(request.POST, handed, file)
        except Refusal as refusal:
            refused = sentence(refusal)
            file = replace(file, recipe=recipe_of(request.POST, file))
    page = {"nav": "imports", "upload": handed, "refused": refused, **_told(file)}
    return render(request, "desk/imports/guide.html", page, status=422 if refused else 200)


def refuse_part_of_the_network(request: DeskRequest) -> None:
    """Raise PermissionDenied for a user who does not see every store: a file may name any of them."""
    if not request.user.all_stores:
        raise PermissionDenied


def _decided(told: QueryDict, handed: Upload, file: Understood) -> HttpResponse:
    now = timezone.now()
    sheet = told.get("sheet", "")
    if sheet and sheet != file.understanding.sheet:
        choose_sheet(handed.pk, sheet, now=now)
        return redirect("import-guide", handed.pk)
    wanted = {"check": True, "import": False}.get(told.get("do", ""))
    keep_recipe(handed.pk, recipe_of(told, file), check_only=wanted, now=now)
    return redirect("import-guide" if wanted is None else "upload", handed.pk)


def recipe_of(told: QueryDict, file: Understood) -> Recipe:
    """Return what the page's form says; what it does not name stays as it was."""
    understanding = file.understanding
    known = {*targets(policy())}
    names = {place: told.get(f"column-{place}", "") for place in range(len(understanding.columns))}
    consents = tuple(_consent(told, place) for place, name in names.items() if name == CONSENT)
    return replace(
        file.recipe,
        # The first column counts of two that are given the same name.
        places={name: place for place, name in sorted(names.items(), reverse=True) if name in known},
        consents=consents,
        month_first=_answer(told, "month_first"),
        repair=_answer(told, "repair"),
        headingless=_answer(told, "headingless"),
        split="split" in told,
        lenient="lenient" in told,
        mode=told.get("mode", file.recipe.mode),
        alike=told.get("alike", file.recipe.alike),
        keys=tuple(key for key in labels.KEYS if key in told.getlist("keys")),
        source=told.get("source", "").replace("\x00", "").strip()[:100],
    )


def _answer(told: QueryDict, name: str) -> bool | None:
    return {"yes": True, "no": False}.get(told.get(name, ""))


def _consent(told: QueryDict, place: int) -> ConsentColumn:
    purpose, _, channel = told.get(f"use-{place}", "newsletter email").partition(" ")
    day = told.get(f"day-{place}", "")
    return ConsentColumn(
        place,
        purpose,
        channel if channel in CHANNELS else "email",
        tuple(value[:80] for value in told.getlist(f"yes-{place}")),
        int(day) if day.isascii() and day.isdigit() and len(day) <= 3 else None,  # noqa: PLR2004 - two hundred columns
        told.get(f"given_on-{place}", "")[:10],
        told.get(f"source-{place}", "").replace("\x00", "").strip()[:100],
    )


def _told(file: Understood) -> dict[str, Any]:
    recipe, told = file.recipe, file.understanding
    rows = preview(file, recipe, now=timezone.now())
    preset = next((one.name for one in PRESETS if one.code == told.preset), "")
    return {
        "told": told,
        "recipe": recipe,
        "format": labels.FORMATS[told.format],
        "encoding": labels.ENCODINGS.get(told.encoding, ""),
        "delimiter": labels.DELIMITERS.get(told.delimiter, told.delimiter),
        "preset": preset,
        "left_out": [(number, labels.LEFT_OUT[why]) for number, why in told.left_out],
        "columns": list(_columns(told, recipe, rows)),
        "targets": _targets(),
        "questions": questions(told, replace(recipe, month_first=None, repair=None, headingless=None)),
        "spoiled": next((one["spoiled_example"] for one in told.columns if one["spoiled_example"]), ""),
        "damaged": told.total("damaged"),
        "modes": labels.MODES,
        "alike": labels.ALIKE,
        "keys": labels.KEYS,
        "rows": [_row(one) for one in rows],
        "uses": list(_uses()),
    }


def _targets() -> dict[str, str]:
    """Return what a column may be, by its code; the network's own fields by their labels."""
    asked = policy()
    own = {rule.code.replace("-", "_").lower(): rule.label for rule in asked.custom}
    named = {name: str(labels.COLUMNS.get(name, own.get(name, name))) for name in targets(asked)}
    return {**named, CONSENT: gettext("A consent")}


def _columns(told: Understanding, recipe: Recipe, rows: list[Preview]) -> Iterator[dict[str, Any]]:
    names = {place: name for name, place in recipe.places.items()}
    consents = {one.place: one for one in recipe.consents}
    for place, column in enumerate(told.columns):
        pairs = [(one.cells[place], one.understood.get(place)) for one in rows if place < len(one.cells)]
        yield {
            "place": place,
            "heading": column["heading"] or gettext("Column %(number)s") % {"number": place + 1},
            "filled": column["filled"],
            "name": CONSENT if place in consents else names.get(place, ""),
            "samples": [pair for pair in pairs if pair[0].strip()][:SHOWN_SAMPLES],
            "consent": _consent_told(consents[place], column["values"]) if place in consents else None,
        }


def _consent_told(one: ConsentColumn, values: Mapping[str, int]) -> dict[str, Any]:
    shown: list[tuple[str, str, int | None, bool]]
    if one.yes == (ANY_VALUE,) or not values:
        shown = [(ANY_VALUE, gettext("Any value"), None, ANY_VALUE in one.yes)]
    else:
        folded = {fold(value): (value, times) for value, times in values.items()}
        shown = [(key, value, times, key in one.yes) for key, (value, times) in folded.items()]
    return {"told": one, "use": f"{one.purpose} {one.channel}", "values": shown}


def _uses() -> Iterator[tuple[str, str]]:
    """Give what a consent may be for: each purpose by each channel that asks for one."""
    for purpose in purposes():
        for channel in purpose.channels.all():
            if channel.basis == "consent":
                yield f"{purpose.pk} {channel.channel}", f"{purpose_name(purpose)} · {channel.get_channel_display()}"


def _row(one: Preview) -> dict[str, Any]:
    made = [sentence(remark.as_refusal()) for remark in one.remarks]
    return {"number": one.number, "refusal": sentence(one.refusal) if one.refusal else "", "remarks": made}
