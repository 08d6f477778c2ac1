"""What is told when points cannot be used, given or programmed so."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "points_missing": _("There are %(balance)s points, and %(points)s are asked for."),
    "points_beyond": _(
        "Points used without a network: %(points)s were no longer there. The shop bears %(missing_cents)s; the "
        "customer owes nothing."
    ),
    "points_by_steps": _("Points are used by %(step)s: give a multiple of it."),
    "points_none": _("Give a number of points."),
    "points_key_used": _("This key already stands for something else."),
    "points_use_unknown": _("This customer did not use points so in this store."),
    "points_use_old": _("These points were used too long ago to be given back here: have a manager correct them."),
    "points_voucher_used": _(
        "Their voucher “%(name)s” was used, is kept for a sale, was cancelled or has run out: its points stay used."
    ),
    "points_given_back": _("The points were given back."),
    "points_opened_otherwise": _("This card or reference already brought other points, or to somebody else."),
    "points_of_later": _("Points cannot count from a day to come."),
    "card_of_another": _("The reference and the card are of two customers."),
    "tier_lost": _("What was bought to reach the tier was returned."),
    "private_sale_nameless": _("Give the private sale a name."),
    "private_sale_days": _("It ends on the day it begins, or later."),
    "private_sale_over": _("This private sale is over already."),
    "private_sale_unknown": _("This private sale does not exist."),
    "no_programme": _("There is no loyalty programme here."),
    "programme_day_past": _("A change counts from today on, or later: the past stays."),
    "programme_day_used": _("Points of that day were given already: choose the day after."),
    "programme_begun": _("This programme has begun already: change it."),
    "programme_unknown": _("This programme does not exist."),
    "programme_earns_nothing": _("Say what gives points: an amount, or a visit."),
    "programme_tiers_unsorted": _("Each tier takes more than the one below it, and has a name."),
    "referral_of_oneself": _("Nobody brings themselves."),
    "referral_known": _("Somebody else brought this customer."),
    "referral_late": _("This customer was one already."),
    "referral_in_circle": _("This customer brought the one who would have brought them."),
    "referrer_unknown": _("No customer has this card or reference."),
    "amount_wanted": _("Say for which amount."),
    "amount_unasked": _("Leave this empty, or give the points for each full amount."),
    "moment_wanted": _("Choose a day, an hour, a period, a store or the birthday."),
    "hours_in_order": _("The end comes after the beginning."),
    "programme_number": _("Give a whole number from %(least)s to %(most)s."),
}
