"""Sentences about one person's page: their contact points, household and wishes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "contact_unknown": _("This contact point is no longer in the file."),
    "household_of_oneself": _("Choose somebody else: nobody joins their own household."),
    "child_birth_years_not_understood": _("“%(text)s” is not understood. Write the years like 2015, 2018."),
    "wish_already_over": _("This day has passed. Give a day to come, or none."),
}
