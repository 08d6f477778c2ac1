"""Sentences about what cannot be told from the file."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "expected_too_few": _(
        "At least %(minimum)s customers who came back are needed to say what to expect. There are %(found)s so far."
    ),
    "expected_not_fitted": _("The visits so far do not tell what to expect. Choose a longer period or more customers."),
    "associations_too_wide": _(
        "There are too many combinations to count. Ask for a higher support, or for families in place of articles."
    ),
    "profiles_too_few": _("At least %(minimum)s customers are needed to find types among them. There are %(found)s."),
}
