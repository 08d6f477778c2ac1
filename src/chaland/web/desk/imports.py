"""Files of customers and receipts brought in from the desk, watched while they are read, and taken back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from chaland.accounts.rules import EDIT_LOYALTY, IMPORT_FILES, may
from chaland.journal.models import ImportRun, Upload
from chaland.journal.queries import recent, run, upload, upload_of, uploads_to_confirm, uploads_under_way
from chaland.journal.services import ask_to_stop, stop_undo
from chaland.kernel.errors import Conflict, Refusal
from chaland.sentences import sentence
from chaland.sentences.imports import undo_said, undone_said
from chaland.stores import queries
from chaland.usecases.imports import import_points
from chaland.usecases.imports.guide_import import is_kept
from chaland.usecases.imports.import_alike import CODES as ALIKE_CODES
from chaland.usecases.imports.import_run import Tally, tally_of
from chaland.usecases.imports.read_uploads import KINDS, hand_in
from chaland.usecases.imports.undo_import import Progress, ask_undo, foresee_undo, undo_import
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.duplicates_labels import reason_labels
from chaland.web.desk.imports_guide import refuse_part_of_the_network
from chaland.web.desk.imports_labels import REMARKS
from chaland.web.desk.refusals import not_found_as_404, show_refusal
from chaland.web.desk.settings_choices import StoreChoice

LABELS: dict[str, Promise] = {
    "customers": _("Customers"), "receipts": _("Receipts"), "demo": _("Demonstration"), "points": _("Points"),
}  # fmt: skip
LARGEST_MB = 50
SHOWN_ERRORS = 100
AT_ONCE = 1_000
"""An import of so many rows is taken back while one waits, a larger one in the background."""


class ImportForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What the file holds"),
        choices=[(kind, LABELS[kind]) for kind in ("customers", "receipts")],
        widget=forms.RadioSelect,
        initial="customers",
    )
    file = forms.FileField(label=_("File"), allow_empty_file=True)
    store = StoreChoice(
        label=_("Store that all of it belongs to"), queryset=queries.stores(), required=False, empty_label=_("none")
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_MB * 1024 * 1024:
            raise forms.ValidationError(sentence(Refusal("file_too_large", limit=LARGEST_MB)))
        return file


@permission(IMPORT_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: DeskRequest) -> HttpResponse:
    """Hand in a file to import or only to check; below, what was brought in before."""
    refuse_part_of_the_network(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, Any] = {"nav": "imports", "form": form, "largest": LARGEST_MB}
    if form.is_bound and form.is_valid():
        handed = handed_in(form, request.POST, form.cleaned_data["kind"])
        if handed:
            return redirect("upload", handed.pk)
    context["runs"] = [(one, LABELS.get(one.kind, one.kind), tally_of(one.outcome)) for one in recent()]
    context["uploads"] = uploads_under_way()
    context["waiting"] = uploads_to_confirm()
    return render(request, "desk/imports/list.html", context, status=422 if form.errors else 200)


def handed_in(form: ImportForm, told: QueryDict, kind: str) -> Upload | None:
    """Return the file that a form handed in, kept to be read; None where the form says why it cannot be."""
    asked = form.cleaned_data
    try:
        return hand_in(
            asked["file"].chunks(),
            file_name=asked["file"].name or "",
            kind=kind,
            store=asked["store"].code if asked["store"] else "",
            check_only="check" in told,
            look="look" in told,
            now=timezone.now(),
        )
    except Refusal as refusal:
        show_refusal(form, refusal.about("file"))
        return None


@permission(IMPORT_FILES)
@require_safe
def upload_page(request: DeskRequest, upload_id: int) -> HttpResponse:
    """Tell how far a file handed in is read, again every second until it ends; then how that went."""
    refuse_part_of_the_network(request)
    with not_found_as_404():
        found = upload(upload_id)
    context = {"nav": "imports", "upload": found, "kind": LABELS[found.kind], "tenths": _percent(found) // 10 * 10}
    if found.status == Upload.Status.TO_CONFIRM:
        return redirect("import-guide", upload_id)
    if found.status in Upload.UNDER_WAY:
        page = "progress" if request.htmx else "upload"
        return render(request, f"desk/imports/{page}.html", {**context, "under_way": True})
    if request.htmx:
        return HttpResponseClientRedirect(request.path)
    if found.status == Upload.Status.DONE and found.run_id:
        return redirect("import", found.run_id)
    return render(request, "desk/imports/upload.html", {**context, **_ended(found)})


def _percent(found: Upload) -> int:
    return min(100, 100 * found.rows_done // max(1, found.rows))


def _ended(found: Upload) -> dict[str, Any]:
    """Return what a page says of a file that became no finished import: checked only, stopped or refused."""
    outcome = found.outcome
    kept = {"kept": is_kept(found)}
    if found.status == Upload.Status.REFUSED:
        return {**kept, "refused": sentence(Refusal(outcome["code"], **outcome["params"]))}
    return {**kept, **told(tally_of(outcome)), "ignored": outcome.get("ignored", [])}


@permission(IMPORT_FILES)
@require_POST
def upload_stop(request: DeskRequest, upload_id: int) -> HttpResponse:
    """Stop the reading of a file handed in."""
    refuse_part_of_the_network(request)
    with not_found_as_404():
        upload(upload_id)
    ask_to_stop(upload_id, now=timezone.now())
    return redirect("upload", upload_id)


def told(tally: Tally) -> dict[str, Any]:
    """Return what a page says of the rows: the counts, the first errors in words, the first that are like somebody."""
    kept_out = [error for error in tally.errors if error.refusal.code not in ALIKE_CODES]
    errors = [(error.row, sentence(error.refusal)) for error in kept_out[:SHOWN_ERRORS]]
    made = [(REMARKS[code], count) for code, count in tally.remarks.items() if code in REMARKS]
    alike = [(one, reason_labels(one["reasons"])) for one in tally.likenesses[:SHOWN_ERRORS]]
    more = {"more": len(kept_out) - len(errors), "more_alike": tally.alike - len(alike)}
    return {"tally": tally, "errors": errors, "remarked": made, "alike": alike, **more}


@permission(IMPORT_FILES)
@require_safe
def import_page(request: DeskRequest, import_id: int) -> HttpResponse:
    """Tell how one import went."""
    refuse_part_of_the_network(request)
    with not_found_as_404():
        found = run(import_id)
    context = {"nav": "imports", "run": found, "kind": LABELS.get(found.kind, found.kind), **_taken_back(found)}
    may_undo = _may_take_back(request, found)
    if found.status == ImportRun.Status.UNDOING and request.htmx:
        return render(request, "desk/imports/undoing.html", context)
    if request.htmx:
        return HttpResponseClientRedirect(request.path)
    source = upload_of(import_id)
    context["rejects"] = source if source and is_kept(source) else None
    return render(request, "desk/imports/run.html", {**context, "may_undo": may_undo, **told(tally_of(found.outcome))})


def _taken_back(found: ImportRun) -> dict[str, Any]:
    """Return what a page says of an undo: how far it is, or was when it stopped, and what came of it."""
    came = Progress.of_run(found)
    said = undone_said(came.undone) if found.status == ImportRun.Status.UNDONE and found.taken_back else ""
    return {"came": came, "tenths": min(100, 100 * came.rows // max(1, came.of)) // 10 * 10, "undone": said}


@permission(IMPORT_FILES)
@require_POST
def import_undo_stop(request: DeskRequest, import_id: int) -> HttpResponse:
    """Take no more of an import back."""
    refuse_part_of_the_network(request)
    with not_found_as_404():
        found = run(import_id)
    if not _may_take_back(request, found):
        raise PermissionDenied
    stop_undo(import_id)
    return redirect("import", import_id)


def _may_take_back(request: DeskRequest, found: ImportRun) -> bool:
    """Points are worth money: who takes them back is who may give them."""
    return found.kind in KINDS and (found.kind != import_points.KIND or may(request.user.role, EDIT_LOYALTY))


@permission(IMPORT_FILES)
@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: DeskRequest, import_id: int) -> HttpResponse:
    """Tell what taking one import back would do, and do it once that is confirmed."""
    refuse_part_of_the_network(request)
    with not_found_as_404():
        found = run(import_id)
    if not _may_take_back(request, found):
        raise PermissionDenied
    try:
        if request.method == "POST":
            (ask_undo if found.rows_done > AT_ONCE else _undo_now)(import_id)
            return redirect("import", import_id)
        told = undo_said(foresee_undo(import_id))
    except Conflict as refusal:
        messages.error(request, sentence(refusal))
        return redirect("import", import_id)
    if found.status == ImportRun.Status.UNDOING:
        return redirect("import", import_id)
    consents = tally_of(found.outcome).consents
    return render(
        request, "desk/imports/undo.html", {"nav": "imports", "run": found, "told": told, "consents": consents}
    )


def _undo_now(import_id: int) -> None:
    undo_import(import_id, now=timezone.now())
