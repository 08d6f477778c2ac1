"""Sentences about sign-up forms and contests."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "form_unknown": _("This form no longer exists, or belongs to another store."),
    "form_closed": _("This form is closed today."),
    "form_name_missing": _("Give the form a name: only you see it."),
    "form_title_missing": _("Write the title that customers read."),
    "form_without_contact": _("Ask for one way to reach the person at least: e-mail, mobile, telephone or address."),
    "box_without_field": _(
        "A box offers a channel whose field the form does not ask for. Ask for it, or take it away."
    ),
    "form_ends_before_start": _("The last day comes before the first one."),
    "contest_without_end": _("Say until which day one may take part."),
    "site_not_understood": _("“%(text)s” is not the address of a site. Write it as https://www.example.com."),
    "too_many_sites": _("A form may be shown on %(limit)s sites at most."),
    "already_drawn": _("This contest has been drawn already: a draw is made once."),
    "draw_too_early": _("One may take part until %(day)s. The draw can be made from the day after."),
    "nobody_entered": _("Nobody has taken part yet."),
    "winners_out_of_range": _("Draw between one winner and %(limit)s."),
}
