"""What the parts of the register, kinds of data and measures are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chaland.customers.models import Customer
from chaland.privacy.models.consent import Channel, PurposeChannel
from chaland.sentences.consents.words import PURPOSES

PARTS: Mapping[str, Promise] = {
    "controllers": _("Who is responsible"),
    "officers": _("Data-protection officer"),
    "purposes": _("What for, and by which right"),
    "persons": _("About whom"),
    "data": _("Categories of data"),
    "fields": _("What is asked for, and why"),
    "recipients": _("Who else receives data"),
    "processors": _("Who carries messages for the shop"),
    "transfers": _("Transfers out of the European Union"),
    "retention": _("How long it is kept"),
    "measures": _("How it is protected"),
}
PROCESSOR_PARTS: Mapping[str, Promise] = {
    "processor": _("Who hosts the file"),
    "officers": _("Data-protection officer"),
    "clients": _("For whom"),
    "operations": _("What is done for each of them"),
    "recipients": _("Who else receives data"),
    "processors": _("Who carries messages for the shop"),
    "transfers": _("Transfers out of the European Union"),
    "measures": _("How it is protected"),
}
"""The register of who works for others. Source: RGPD art. 30(2)."""
OPERATIONS: Mapping[str, Promise] = {
    "hosting": _("Keeping the file of customers and their receipts"),
    "loyalty": _("Counting points, giving and taking vouchers"),
    "consents": _("Keeping agreements and refusals with their proofs"),
    "mails": _("Sending confirmations and messages"),
    "analysis": _("Working out figures and segments"),
    "clearing": _("Settling points between merchants"),
    "rights": _("Answering access, correction, objection and erasure on their behalf"),
    "backups": _("Backing up and putting back"),
}
PERSONS: Mapping[str, Promise] = {
    "customers": _("Customers and holders of a card"),
    "prospects": _("People who signed up or asked for a quote and bought nothing"),
    "staff": _("Those who work in the shop"),
}
TRANSFERS: Mapping[str, Promise] = {
    "none": _("None by the program itself; who receives data answers for theirs."),
}
DATA: Mapping[str, Promise] = {
    "identity": _("Identity"),
    "contact": _("Contact points"),
    "wish": _("Wishes"),
    "behaviour": _("Purchases and exchanges"),
    "consent": _("Consents and requests"),
    "free_text": _("Notes"),
    "derived": _("Figures worked out"),
    "technical": _("Technical data"),
    "staff": _("Who works in the shop"),
    "shop": _("The shop itself"),
}
MEASURES: Mapping[str, Promise] = {
    "roles": _("Each role and each store sees only what it needs."),
    "access_log": _("Who opens, looks up or takes out a customer is written down, for twelve months."),
    "mass_reading": _("A seller who opens more than 60 customer pages in an hour is stopped."),
    "screening": _("Notes are looked through for what they must not hold."),
    "erasure": _("An erasure reaches every table, file and backup put back."),
    "lake": _("The copy for analysis holds neither names nor ways to reach anybody."),
    "passwords": _("Passwords are hashed with Argon2; five wrong ones lock the door for a quarter of an hour."),
    "backups": _("Backups are checked when they are made, and kept for 35 days."),
    "https": _("Everything travels encrypted."),
}
KINDS: Mapping[str, Promise] = {
    "prospect": _("People who never bought"),
    "person": _("Customers"),
    "receipt": _("Receipts with a name"),
    "consent": _("Proofs of consent"),
    "consent_trace": _("Where a consent came from (IP address, browser)"),
    "pending": _("Sign-ups never confirmed"),
    "objection": _("Hashes of who must not be contacted"),
    "access": _("Who saw whom"),
    "request": _("Requests of people, once closed"),
    "breach": _("Breaches"),
    "export": _("Files taken out"),
    "import": _("Reports of imports"),
    "mail": _("Mails sent"),
    "backup": _("Backups"),
    "session": _("Sessions that ended"),
    "staff": _("Users and sellers"),
}
FATES: Mapping[str, Promise] = {
    "erased": _("then erased; their receipts stay without a name"),
    "deleted": _("then deleted"),
    "narrowed": _("then kept without the person"),
    "kept": _("kept as long as the shop works with it"),
}
_NAMED = {"persons": PERSONS, "data": DATA, "measures": MEASURES, "operations": OPERATIONS, "transfers": TRANSFERS}
_RULES = {"CNIL, 27 January 2022": _("CNIL, 27 January 2022")}
_YEAR = 365


def rule_said(source: str) -> str:
    """Return where a rule of the retention table comes from, in the language now active."""
    return str(_RULES.get(source, source)).replace("RGPD", gettext("GDPR"))


def duration(days: int | None) -> str:
    """Return a time to keep things in words, in the language now active."""
    if days is None:
        return "—"
    if days % _YEAR == 0:
        years = days // _YEAR
        return ngettext("{count} year", "{count} years", years).format(count=years)
    return ngettext("{count} day", "{count} days", days).format(count=days)


def said_of(what: object, how: object) -> str:
    """Return a thing and what is said of it, in the language now active."""
    return gettext("{what}: {how}").format(what=what, how=how)


def line(part: str, row: object) -> str:
    """Return one line of the register in words; of an earlier edition, codes no longer known as they are."""
    if not isinstance(row, dict):
        return str(_NAMED.get(part, {}).get(str(row), row))
    if part == "clients":
        return said_of(row["merchant"], ", ".join(row["stores"])) if row["stores"] else str(row["merchant"])
    if part == "retention":
        kind, fate = (names.get(code, code) for names, code in ((KINDS, row["kind"]), (FATES, row["fate"])))
        kept = said_of(kind, fate if row["days"] is None else f"{duration(row['days'])}, {fate}")
        return " — ".join(text for text in (kept, row["reason"]) if text)
    if part == "processors":
        return said_of(Channel(row["channel"]).label, row["name"])
    if part == "purposes":
        name = row["name"] or PURPOSES.get(row["purpose"], row["purpose"])
        channel, basis = Channel(row["channel"]).label, PurposeChannel.Basis(row["basis"]).label
        return f"{name} · {channel} · {basis}"
    asked = {one.name: str(one.verbose_name) for one in Customer._meta.fields}
    parts = (capfirst(asked.get(str(row["field"]), str(row["field"]))), str(row["purpose"]))
    return " — ".join(text for text in parts if text)
