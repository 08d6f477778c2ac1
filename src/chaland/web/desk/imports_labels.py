"""What the columns of a file, and what was understood of it, are called on the screen."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLUMNS: Mapping[str, Promise] = {
    "reference": _("Reference"),
    "civility": _("Civility"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "full_name": _("Whole name"),
    "email": _("E-mail address"),
    "email_2": _("Second e-mail address"),
    "mobile": _("Mobile"),
    "phone": _("Telephone"),
    "address1": _("Address"),
    "address2": _("More of the address"),
    "postcode": _("Postcode"),
    "city": _("Town"),
    "country": _("Country"),
    "birthday": _("Birthday"),
    "card": _("Card"),
    "language": _("Language"),
    "profession": _("Profession"),
    "hobbies": _("Hobbies"),
    "marital_status": _("Marital status"),
    "household": _("Household"),
    "household_size": _("People in the household"),
    "children": _("Children’s birth years"),
    "store": _("Store of reference, by its code"),
}
FORMATS: Mapping[str, Promise] = {
    "csv": _("Text"),
    "xls": _("Excel 97–2003"),
    "xlsx": _("Excel"),
    "ods": _("LibreOffice"),
    "vcard": _("vCard"),
}
ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "utf-32": "UTF-32", "cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS (CP850)",
}  # fmt: skip
DELIMITERS: Mapping[str, Promise] = {";": _("semicolons"), ",": _("commas"), "\t": _("tabs")}
LEFT_OUT: Mapping[str, Promise] = {
    "above": _("above the headings"),
    "heading": _("headings again"),
    "total": _("a total"),
}
MODES: Mapping[str, Promise] = {
    "create": _("Create the new ones, leave those known as they are"),
    "both": _("Create the new ones, complete those known"),
    "update": _("Only complete those known"),
}
ALIKE: Mapping[str, Promise] = {
    "create": _("Take them in, and list them under Duplicates"),
    "update": _("Complete that customer where it is sure, leave out the others"),
    "leave": _("Leave them out, to look at them first"),
}
KEYS: Mapping[str, Promise] = {
    "reference": _("Reference"),
    "card": _("Card"),
    "email": _("E-mail address and name"),
    "mobile": _("Mobile and name"),
}
STATUSES: Mapping[str, Promise] = {
    "created": _("Created"),
    "updated": _("Completed"),
    "replayed": _("Already there"),
    "rejected": _("Left out"),
    "conflict": _("In conflict"),
}
REMARKS: Mapping[str, Promise] = {
    "import_fixed": _("Cells repaired"),
    "import_dropped": _("Cells left out"),
    "import_email_suggested": _("Addresses that look mistyped"),
    "import_email_disposable": _("Throw-away addresses"),
    "import_email_role": _("Addresses of offices"),
    "import_phone_placeholder": _("Numbers that look made up"),
    "import_phone_not_opened": _("Numbers of ranges not in use yet"),
    "import_landline_in_mobile": _("Landlines among the mobiles"),
    "import_under_fifteen": _("Customers under fifteen"),
}
