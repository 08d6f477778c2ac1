"""Sentences about what could not be read: money, quantities, days, phones, e-mails, postcodes, cards, filters."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "amount_not_understood": _("“%(text)s” is not an amount. Write it like 12.50."),
    "amount_too_precise": _("“%(text)s” has more than two decimals. Write the amount like 12.50."),
    "amount_too_large": _("This amount is too large: at most %(limit_cents)s."),
    "number_not_understood": _("“%(text)s” is not a number. Write it in digits, such as 12 or 3.5."),
    "number_too_precise": _("“%(text)s” has too many decimals: at most %(places)s."),
    "quantity_not_understood": _("“%(text)s” is not a quantity. Write it like 2 or 0.375."),
    "quantity_too_precise": _("“%(text)s” has more than three decimals. Write the quantity like 0.375."),
    "quantity_too_large": _("This quantity is too large: it must stay under %(limit_milli)s."),
    "moment_not_understood": _("“%(text)s” is not a date and time. Write it like 2026-11-22 10:30."),
    "day_not_understood": _("“%(text)s” is not a date. Write it like 24/11/2026."),
    "birthday_not_understood": _("“%(text)s” is not a birthday. Write it like 24/11/1984, or 24/11 without the year."),
    "birthday_out_of_range": _("“%(text)s” cannot be a birth date: it is before 1900 or in the future."),
    "phone_not_understood": _("“%(text)s” is not a telephone number that exists. Write it like 06 39 98 01 23."),
    "phone_damaged_by_spreadsheet": _("A spreadsheet has damaged this telephone number (%(text)s). Type it again."),
    "phone_two_numbers": _("There are two telephone numbers here: %(first)s and %(second)s. Enter them one by one."),
    "email_not_understood": _("“%(text)s” is not an e-mail address. Write it like name@example.com."),
    "email_two_addresses": _("There are two e-mail addresses here: %(first)s and %(second)s. Enter them one by one."),
    "email_local_too_long": _("What stands before the @ is too long: at most %(limit)s characters."),
    "email_ip_address": _("“%(text)s” has no domain name after the @. Ask for another address."),
    "email_accents_before_at": _("“%(text)s” has an accent before the @. Check the address."),
    "email_unsafe": _("“%(text)s” holds line breaks or invisible characters. Type the address again."),
    "postcode_not_understood": _("“%(text)s” is not a postcode. Write it like 34000."),
    "text_too_long": _("This text is too long: at most %(limit)s characters."),
    "text_unreadable": _("This text holds characters that cannot be read. Type it again."),
    "filter_not_understood": _("The filter “%(text)s” is not understood. Try >800, 50..90 or a word."),
    "barcode_not_understood": _("“%(text)s” is not a barcode of twelve digits and its check digit."),
    "card_not_understood": _("“%(text)s” is not a card number: only letters and digits, at most 40."),
    "card_damaged_by_spreadsheet": _("A spreadsheet has damaged this card number (%(text)s). Type it again."),
}
