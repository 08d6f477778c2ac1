"""How a screen answers a refusal: beside its field, or as a page that does not exist."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django import forms
from django.http import Http404

from chaland.kernel.errors import NotFound, Refusal
from chaland.sentences import sentence


@contextmanager
def not_found_as_404() -> Iterator[None]:
    """Answer what does not exist, or not for who is asking, with the page that says so."""
    try:
        yield
    except NotFound as refusal:
        raise Http404(refusal.code) from refusal


def show_refusal(form: forms.Form, refusal: Refusal, fields: Mapping[str, str] | None = None) -> None:
    """Say a refusal beside the field it is about, or above the form; `fields` renames the domain's fields."""
    name = (fields or {}).get(refusal.field or "", refusal.field)
    form.add_error(name if name in form.fields else None, sentence(refusal))
