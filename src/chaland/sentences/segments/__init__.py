"""Rules of segments in plain words, and what is refused of them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "rule_not_understood": _("This rule cannot be read. A group holds “all”, “any” or “none” of a list."),
    "rule_too_deep": _("Groups stand in each other more than %(limit)s deep. Put some conditions side by side."),
    "too_many_conditions": _("This rule has more than %(limit)s conditions. Make two segments of it."),
    "condition_unknown": _("There is no condition “%(text)s”. Choose one from the list."),
    "condition_not_understood": _("This condition cannot be read. Choose it again."),
    "condition_incomplete": _("Something is missing in this condition. Fill it in or take the condition out."),
    "operator_not_allowed": _("“%(text)s” does not compare this. Choose another comparison."),
    "choice_unknown": _("“%(text)s” is not one of the choices. Choose from the list."),
    "text_of_condition": _("Give a text of 1 to %(limit)s characters."),
    "choice_gone": _("“%(text)s” is not there any more, or is not yours. Take its tick away."),
    "id_not_understood": _("Choose from the list."),
    "one_value_only": _("Choose only one."),
    "value_missing": _("Choose or type something here."),
    "too_many_values": _("That is more than %(limit)s values. Choose a family, a place or a period instead."),
    "number_of_condition": _("Give a number from %(low)s to %(high)s."),
    "day_of_condition": _("Give a day such as 2026-03-31."),
    "window_not_understood": _("Say which days: a number of days, or from a day to a day."),
    "window_backwards": _("The end comes before the beginning. Exchange them."),
    "zone_not_understood": _("Draw at least three corners."),
    "store_not_allowed": _("This rule is about a store that is not yours."),
    "segment_unknown": _("There is no such segment, or it is not yours. Choose another one."),
    "segment_cycle": _("This segment would be a condition of itself. Choose another one."),
    "segment_name_taken": _("There is already a segment called “%(text)s”. Choose another name."),
    "segment_of_network": _("This segment belongs to the whole network. Save it under another name."),
    "segment_in_use": _("The segment “%(text)s” is made from this one. Change it first."),
    "name_missing": _("Give it a name."),
}
