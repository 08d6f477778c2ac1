"""A zone as a small drawing beside its condition."""

from math import cos, radians

from django.utils.translation import get_language, ngettext

from chaland.kernel.errors import Refusal
from chaland.kernel.numbers import format_number
from chaland.segments.slots import Polygon
from chaland.web.desk.segments.form_slots import value_of_slot

SIDE = 100


def outline(text: str) -> dict[str, str] | None:
    """Return the shape that the typed corners make, for an SVG: box, points, label; None while they make none."""
    slot = Polygon("corners")
    try:
        typed = value_of_slot(slot, {"": (text,)}, "")
        corners = slot.parse(typed) if typed else ()
    except Refusal:
        return None
    if not corners:
        return None
    west, north = min(x for x, _ in corners), max(y for _, y in corners)
    narrowing = cos(radians(north))
    flat = [((x - west) * narrowing, north - y) for x, y in corners]
    scale = SIDE / (max(max(point) for point in flat) or 1)
    counted = ngettext("Zone of {count} corner", "Zone of {count} corners", len(corners))
    return {
        "box": f"-5 -5 {SIDE + 10} {SIDE + 10}",
        "points": " ".join(f"{x * scale:.1f},{y * scale:.1f}" for x, y in flat),
        "label": counted.format(count=format_number(len(corners), get_language() or "fr")),
    }
