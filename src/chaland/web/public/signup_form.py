"""The form that the public fills in: what the shop chose of the fields it may ask for, and boxes that nobody ticked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from chaland.customers.rules import Policy
from chaland.web.desk.customer_forms import PARTS, CustomerForm

ASKED_PARTS = tuple(part for part in PARTS if part != "shop")
HONEYPOT = "website"
TAKES_PART = "takes_part"
REFERRED_BY = "referred_by"
_LONGEST_CARD = 64
BESIDE_FIELDS = frozenset({"ticket", "key", "at"})
"""What a page sends besides, the last two from a tablet."""
AUTOCOMPLETE = {
    "last_name": "family-name",
    "first_name": "given-name",
    "email": "email",
    "mobile": "tel",
    "phone": "tel",
    "address1": "address-line1",
    "address2": "address-line2",
    "postcode": "postal-code",
    "city": "address-level2",
    "country": "country",
}


@dataclass(frozen=True, slots=True)
class Box:
    """One box: what it is for, and the text beside it."""

    purpose: str
    channel: str
    text_id: int
    text: str

    @property
    def name(self) -> str:
        return f"box_{self.purpose}_{self.channel}"

    @property
    def key(self) -> str:
        return f"{self.purpose}:{self.channel}"


class SignupPageForm(CustomerForm):
    """What one person tells, and the boxes they tick. Whatever else is sent is not read."""

    def __init__(
        self,
        *,
        policy: Policy,
        purposes: Mapping[str, str],
        boxes: Sequence[Box],
        is_contest: bool,
        today: date,
        data: Any = None,
        asks_referrer: bool = False,
        referred_by: str = "",
    ) -> None:
        super().__init__(
            policy=policy, purposes=purposes, parts=ASKED_PARTS, today=today, store_id=None, data=data,
            auto_id="f_%s",
        )  # fmt: skip
        self.boxes = tuple(boxes)
        for name, field in self.fields.items():
            for_the_public(name, field)
        if asks_referrer:
            self.fields[REFERRED_BY] = forms.CharField(
                label=_("Card number of the customer who told you about us"),
                required=False,
                max_length=_LONGEST_CARD,
                initial=referred_by[:_LONGEST_CARD].replace("\x00", ""),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        for box in self.boxes:
            self.fields[box.name] = forms.BooleanField(label=box.text, required=False)
        if is_contest:
            self.fields[TAKES_PART] = forms.BooleanField(label=_("I take part in the draw"), required=False)
        self.fields[HONEYPOT] = forms.CharField(
            label=_("Leave this field empty"),
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
        )

    def asked(self) -> Iterable[BoundField]:
        """The fields about the person, in order."""
        return (field for _, fields in self.shown_parts() for field in fields)

    def offered(self) -> list[BoundField]:
        """The boxes, each of its own."""
        return [self[box.name] for box in self.boxes]

    def brought(self) -> BoundField | None:
        """The field for the card of who brought them, where it is asked."""
        return self[REFERRED_BY] if REFERRED_BY in self.fields else None

    def part_in_draw(self) -> BoundField | None:
        return self[TAKES_PART] if TAKES_PART in self.fields else None

    def trap(self) -> BoundField:
        """What a person does not see, and a program fills in."""
        return self[HONEYPOT]

    def ticked(self) -> list[Box]:
        return [box for box in self.boxes if self.cleaned_data.get(box.name)]

    def unasked(self) -> list[str]:
        """Return the names under which something was sent that the form has no field for: none, from its own page."""
        return sorted({*self.data} - {*self.fields} - BESIDE_FIELDS)

    def is_a_program(self) -> bool:
        return bool(self.data.get(HONEYPOT))


def for_the_public(name: str, field: forms.Field) -> None:
    """Take away what only the desk may do: looking somebody up while typing."""
    attributes = field.widget.attrs
    for key in [key for key in attributes if key.startswith("hx-") or key == "list"]:
        del attributes[key]
    if name in AUTOCOMPLETE:
        attributes["autocomplete"] = AUTOCOMPLETE[name]
