"""What conditions count, in the singular and the plural."""

from collections.abc import Mapping

from django.utils.translation import ngettext

from chaland.sentences.segments import loyalty
from chaland.sentences.segments.parts import Counted


def times(many: int) -> str:
    """Count visits as times."""
    return ngettext("{n} time", "{n} times", many)


def purchases(many: int) -> str:
    """Count receipts with such articles."""
    return ngettext("{n} purchase", "{n} purchases", many)


def messages(many: int) -> str:
    """Count messages of campaigns."""
    return ngettext("{n} message", "{n} messages", many)


COUNTED: Mapping[str, Counted] = {
    "visits": times,
    "came": times,
    "expected_visits": times,
    "categories": lambda many: ngettext("{n} family", "{n} families", many),
    "household_size": lambda many: ngettext("{n} person", "{n} people", many),
    "children": lambda many: ngettext("{n} child", "{n} children", many),
    "points": loyalty.points,
    "points_lost": loyalty.points,
    "vouchers": loyalty.vouchers,
    "vouchers_used": loyalty.vouchers,
    "campaign_received": messages,
    "campaign_clicked": messages,
    "campaign_used": loyalty.vouchers,
    "campaign_ignored": messages,
    "contacted": lambda many: ngettext("{n} exchange", "{n} exchanges", many),
    "open_cart": lambda many: ngettext("{n} cart or quote", "{n} carts or quotes", many),
}
