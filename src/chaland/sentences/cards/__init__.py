"""Sentences about cards that the shop prints; their sheet of paper stands in `sheet`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "card_prefix_not_in_store": _("The prefixes of a shop’s own cards go from 20 to 29."),
    "too_many_cards": _("Between 1 and %(limit)s cards at a time."),
}
