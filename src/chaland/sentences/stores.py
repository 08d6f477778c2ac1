"""Sentences about the network, its stores and its catalogue."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "address_not_https": _("“%(text)s” is not the address of a page: it begins with https:// and names a site."),
    "category_in_itself": _("A family cannot be placed below itself."),
    "category_name_has_separator": _("The name of a family cannot hold the sign “>”."),
    "category_path_too_long": _("Too many families below one another: at most %(limit)s characters in all."),
    "category_taken": _("There is already a family “%(text)s”."),
    "code_taken": _("The code “%(text)s” is already used. Choose another."),
    "column_missing": _("The file has no column “%(text)s”. Its first line must name the columns."),
    "ean_not_understood": _("“%(text)s” is not an EAN: 8 to 14 digits."),
    "file_not_text": _("This file is not a text file. Save it as CSV, encoded in UTF-8."),
    "file_too_large": _("This file is too large: at most %(limit)s MB."),
    "kind_unknown": _("“%(text)s” is not a kind: article, service or work."),
    "name_taken": _("The name “%(text)s” is already used. Choose another."),
    "position_incomplete": _("A position needs both its latitude and its longitude."),
    "price_negative": _("“%(text)s” is no price: it cannot be below zero."),
    "row_unknown": _("This no longer exists."),
    "sku_missing": _("The sku is missing."),
    "sku_taken": _("There is already a product with the sku “%(text)s”."),
    "sku_twice": _("The sku “%(text)s” stands twice in the file."),
    "time_zone_unknown": _("“%(text)s” is not a time zone."),
}
