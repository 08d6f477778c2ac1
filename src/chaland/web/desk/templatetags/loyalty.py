"""How templates write the loyalty programme."""

from django import template

from chaland.loyalty.models import Entry

register = template.Library()
KINDS = dict(Entry.Kind.choices)


@register.filter
def points_kind(code: str) -> str:
    """Return why points came or went.

    >>> points_kind("other")
    'other'
    """
    return str(KINDS.get(code, code))
