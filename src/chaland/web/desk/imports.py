"""Files of customers and receipts brought in from the desk, and those that can be taken back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chaland.accounts.rules import IMPORT_FILES
from chaland.journal.models import ImportRun
from chaland.journal.queries import recent, run
from chaland.kernel.errors import Conflict, Refusal
from chaland.sentences import sentence
from chaland.stores import queries
from chaland.usecases.import_customers import import_customers
from chaland.usecases.import_receipts import import_receipts
from chaland.usecases.import_run import Imported, Tally, tally_of
from chaland.usecases.undo_import import undo_import
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.refusals import not_found_as_404, show_refusal
from chaland.web.desk.settings_choices import StoreChoice

KINDS: dict[str, Callable[..., Imported]] = {"customers": import_customers, "receipts": import_receipts}
LABELS: dict[str, Promise] = {"customers": _("Customers"), "receipts": _("Receipts"), "demo": _("Demonstration")}
LARGEST_MB = 50
SHOWN_ERRORS = 100


class ImportForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What the file holds"),
        choices=[(kind, LABELS[kind]) for kind in KINDS],
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
    """Take in a file, or only check it; below, what was brought in before."""
    refuse_part_of_the_network(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, Any] = {"nav": "imports", "form": form, "largest": LARGEST_MB}
    if form.is_bound and form.is_valid():
        imported = _import(form, dry_run="check" in request.POST)
        if imported and imported.import_id:
            return redirect("import", imported.import_id)
        if imported:
            context |= {"checked": imported, **told(imported.tally)}
    runs = [(one, LABELS.get(one.kind, one.kind), tally_of(one.outcome)) for one in recent()]
    return render(request, "desk/imports/list.html", {**context, "runs": runs}, status=422 if form.errors else 200)


def refuse_part_of_the_network(request: DeskRequest) -> None:
    """Raise PermissionDenied for a user who does not see every store: a file may name any of them."""
    if not request.user.all_stores:
        raise PermissionDenied


def _import(form: ImportForm, *, dry_run: bool) -> Imported | None:
    asked = form.cleaned_data
    try:
        with _on_disk(asked["file"]) as path:
            return KINDS[asked["kind"]](
                path,
                now=timezone.now(),
                watch=_unwatched,
                store=asked["store"].code if asked["store"] else "",
                dry_run=dry_run,
            )
    except Refusal as refusal:
        show_refusal(form, refusal.about("file"))
        return None


@contextmanager
def _on_disk(file: "UploadedFile[bytes]") -> Iterator[Path]:
    """Keep the upload under its own name while it is read."""
    with TemporaryDirectory(prefix="chaland-import-") as folder:
        path = Path(folder) / (Path(file.name or "").name or "file")
        with path.open("wb") as target:
            target.writelines(file.chunks())
        yield path


@contextmanager
def _unwatched(_rows: int) -> Iterator[Callable[[int], None]]:
    yield lambda _done: None


def told(tally: Tally) -> dict[str, Any]:
    """Return what a page says of the rows: the counts, and the first errors in words."""
    errors = [(error.row, sentence(error.refusal)) for error in tally.errors[:SHOWN_ERRORS]]
    return {"tally": tally, "errors": errors, "more": len(tally.errors) - len(errors)}


@permission(IMPORT_FILES)
@require_safe
def import_page(request: DeskRequest, import_id: int) -> HttpResponse:
    """Tell how one import went."""
    refuse_part_of_the_network(request)
    with not_found_as_404():
        found = run(import_id)
    context = {"nav": "imports", "run": found, "kind": LABELS.get(found.kind, found.kind)}
    may_undo = found.kind in KINDS and found.status != ImportRun.Status.UNDONE
    return render(request, "desk/imports/run.html", {**context, "may_undo": may_undo, **told(tally_of(found.outcome))})


@permission(IMPORT_FILES)
@require_POST
def import_undo(request: DeskRequest, import_id: int) -> HttpResponse:
    """Take one import back."""
    refuse_part_of_the_network(request)
    with not_found_as_404():
        try:
            undone = undo_import(import_id, now=timezone.now())
        except Conflict as refusal:
            messages.error(request, sentence(refusal))
            return redirect("import", import_id)
    said = gettext("Taken back: %(receipts)s receipts and %(customers)s customers; %(kept)s customers stay.")
    messages.success(request, said % {"receipts": undone.receipts, "customers": undone.customers, "kept": undone.kept})
    return redirect("import", import_id)
