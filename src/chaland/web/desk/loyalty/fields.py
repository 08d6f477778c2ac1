"""Fields of the form of a programme."""

from typing import TYPE_CHECKING, Any

from django import forms

from chaland.kernel.errors import Refusal
from chaland.kernel.money import format_euros, parse_cents
from chaland.sentences import sentence
from chaland.stores.models import Category

MOST = 100_000

# Generic in the stubs only.
if TYPE_CHECKING:
    _FamiliesField = forms.ModelMultipleChoiceField[Category]
else:
    _FamiliesField = forms.ModelMultipleChoiceField


class FamiliesField(_FamiliesField):
    """Families of articles, told by their whole path."""

    def label_from_instance(self, obj: Category) -> str:
        """Return the path."""
        return obj.path


class EurosField(forms.CharField):
    """An amount in euros, as cents."""

    def to_python(self, value: Any) -> Any:
        """Read what was typed."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_cents(text)
        except Refusal as refusal:
            raise forms.ValidationError(sentence(refusal)) from refusal


class WordsField(forms.CharField):
    """Some words with commas between them, as a tuple."""

    def __init__(self, **said: Any) -> None:
        super().__init__(required=False, max_length=200, **said)

    def to_python(self, value: Any) -> Any:
        """Read what was typed."""
        words = (" ".join(one.split()) for one in (super().to_python(value) or "").split(","))
        return tuple(dict.fromkeys(word for word in words if word))

    def prepare_value(self, value: Any) -> Any:
        """Write them as one types them."""
        return value if value is None or isinstance(value, str) else ", ".join(value)


class HourInput(forms.TimeInput):
    """An hour of the day, chosen as the browser does it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def whole(label: Any, *, least: int = 0, most: int = MOST, required: bool = False, help_text: Any = "") -> Any:
    """Return a field of a whole number."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, help_text=help_text)


def euros(cents: int, language: str) -> str:
    """Return an amount as one types it."""
    return format_euros(cents, language).replace("€", "").strip()
