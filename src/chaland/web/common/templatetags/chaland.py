"""Tags and filters of every template: icons, form fields, sparklines, and values in the reader's language."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField
from django.forms.widgets import ChoiceWidget
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from chaland.kernel import dates, money, numbers
from chaland.kernel.phone import format_phone
from chaland.kernel.quantity import format_milli

register = template.Library()

NOTHING = "—"
WIDGET_CLASSES = {"checkbox": "form-check-input", "radio": "form-check-input", "select": "form-select"}


def _language() -> str:
    return get_language() or "fr"


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon of the sprite; `size` may be "lg" or "xl". It is hidden from screen readers: write the word too."""
    return format_html(
        '<svg class="i {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        size,
        static("vendor/tabler-icons.svg"),
        name,
    )


@register.filter
def euros(cents: int | None) -> str:
    """Write an amount in cents: 1 234,56 €."""
    return NOTHING if cents is None else money.format_euros(cents, _language())


@register.filter
def euros_round(cents: int | None) -> str:
    """Write an amount in cents without its cents: 1 235 €."""
    return NOTHING if cents is None else money.format_euros_round(cents, _language())


@register.filter
def number(value: int | None) -> str:
    """Write a whole number: 155 848."""
    return NOTHING if value is None else numbers.format_number(value, _language())


@register.filter
def decimal(value: float | Decimal | None, places: int = 1) -> str:
    """Write a measured number with `places` decimals."""
    return NOTHING if value is None else numbers.format_decimal(value, places, _language())


@register.filter
def percent(share: float | Decimal | None, places: int = 0) -> str:
    """Write a share, 0 to 1, as a percentage."""
    return NOTHING if share is None else numbers.format_percent(share, _language(), places)


@register.filter
def quantity(milli: int | None) -> str:
    """Write a quantity in thousandths with the decimals it has: 0,375."""
    return NOTHING if milli is None else format_milli(milli, _language())


@register.filter
def day(value: date | datetime | None, zone: str | tzinfo | None = None) -> str:
    """Write a day: 24/11/1984. A moment is first taken to the time zone, else to the one now active."""
    if value is None:
        return NOTHING
    local = _local(value, zone).date() if isinstance(value, datetime) else value
    return dates.format_day(local, _language())


@register.filter
def moment(value: datetime | None, zone: str | tzinfo | None = None) -> str:
    """Write a moment in a time zone, else in the one now active: 24/11/1984 10:30."""
    if value is None:
        return NOTHING
    local = _local(value, zone)
    return f"{dates.format_day(local.date(), _language())} {local:%H:%M}"


def _local(value: datetime, zone: str | tzinfo | None) -> datetime:
    return timezone.localtime(value, ZoneInfo(zone) if isinstance(zone, str) else zone)


@register.filter
def phone(e164: str) -> str:
    """Write a number kept as E.164 the way people read it: 06 39 98 01 23."""
    return format_phone(e164) if e164 else NOTHING


@register.filter
def days(value: float | None) -> str:
    """Write a number of days, rounded: 35 j, or 35 d in English."""
    if value is None:
        return NOTHING
    count = numbers.format_decimal(value, 0, _language())
    return gettext("%(count)s d") % {"count": count}


@register.simple_tag
def spark(values: Sequence[float], label: str, width: int = 220, height: int = 44) -> SafeString:
    """Draw a small curve of the values, in order; `label` says in words what it shows.

    Fewer than two values draw nothing.
    """
    points = spark_points(values, width, height)
    if not points:
        return SafeString("")
    line = " ".join(f"{x},{y}" for x, y in points)
    last_x, last_y = points[-1]
    area = f"{points[0][0]},{height} {line} {last_x},{height}"
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<polygon class="area" points="{}"></polygon><polyline points="{}"></polyline>'
        '<circle cx="{}" cy="{}" r="2.5"></circle></svg>',
        width, height, label, area, line, last_x, last_y,
    )  # fmt: skip


def spark_points(values: Sequence[float], width: int, height: int) -> list[tuple[float, float]]:
    """Return where the values stand in a drawing of this size, the lowest at the bottom.

    >>> spark_points([0, 5, 10], 100, 24)
    [(4, 20.0), (50.0, 12.0), (96.0, 4.0)]
    """
    margin = 4
    if len(values) <= 1:
        return []
    low, high = min(values), max(values)
    step = (width - 2 * margin) / (len(values) - 1)
    scale = (height - 2 * margin) / (high - low) if high > low else 0
    return [
        (round(margin + place * step, 1) if place else margin, round(height - margin - (value - low) * scale, 1))
        for place, value in enumerate(values)
    ]


@register.inclusion_tag("common/field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, object]:
    """Show one form field: its label above, a hint, what is wrong with it, and "optional" unless it is required."""
    # Django names the hint and the error for screen readers: id_x_helptext, id_x_error.
    bound.help_text = hint or bound.help_text
    return {
        "field": bound,
        "widget": bound.as_widget(attrs={"class": widget_class(bound)}),
        "kind": getattr(bound.field.widget, "input_type", ""),
        "is_group": bound.use_fieldset,
        "is_bare": is_bare(bound),
    }


@register.filter
def is_bare(bound: BoundField) -> bool:
    """Tell whether this field asks to choose from rows, and there is none yet."""
    return isinstance(bound.field.widget, ChoiceWidget) and not any(True for _ in bound.field.widget.choices)


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """Show only the input of a form field, for tables; write its label yourself."""
    return bound.as_widget(attrs={"class": widget_class(bound)})


def widget_class(bound: BoundField) -> str:
    """Return the CSS class of a field's widget, after its type."""
    kind = getattr(bound.field.widget, "input_type", "")
    base = WIDGET_CLASSES.get(kind, "form-control")
    own = bound.field.widget.attrs.get("class", "")
    return " ".join(filter(None, (base, own, "is-invalid" if bound.errors else "")))
