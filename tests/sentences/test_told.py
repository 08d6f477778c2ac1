"""The document that a person is given speaks their language: every table, every column, every code."""

from django.apps import apps
from django.utils import translation

from chaland.customers.models import Household
from chaland.journal.models import Access
from chaland.kernel.personal import Holds
from chaland.loyalty.models import Entry, VoucherUse
from chaland.privacy.models import ConsentEntry, ConsentPrivate, ConsentTrace
from chaland.privacy.tagged import of_persons, tagged
from chaland.sentences.rights.columns import named, shown
from chaland.sentences.rights.told import title
from chaland.usecases.rights.tell_customer import Table

ALIKE = {"Moment", "Note", "Points", "Segment", "Source", "Occasion", "Profession"}
"""What both languages call the same."""
BESIDE = (Household, ConsentEntry, Entry, VoucherUse, ConsentPrivate, ConsentTrace)


def in_language(language):
    """Return the titles of the tables that are told, and the names of their columns."""
    told = {**of_persons(), **{model: tagged()[model] for model in BESIDE}}
    with translation.override(language):
        columns = {
            (model._meta.label, name): named(model._meta.get_field(name))
            for model, one in told.items()
            for name, holds in one.holds.items()
            if holds not in (Holds.TECHNICAL, Holds.STAFF) and name != one.subject.partition("__")[0]
        }
        titles = {
            label: title(Table(label, (), ())) for label in {Access._meta.label, *(label for label, _ in columns)}
        }
    return titles, columns


def test_every_table_and_column_of_what_a_person_is_told_has_its_french_name():
    (titles, columns), (french_titles, french_columns) = in_language("en"), in_language("fr")
    assert [label for label, said in titles.items() if french_titles[label] == said] == []
    assert {said for place, said in columns.items() if french_columns[place] == said} == ALIKE


def test_codes_are_told_in_words():
    entry, mail = apps.get_model("privacy.ConsentEntry"), apps.get_model("mail.OutgoingMail")
    with translation.override("fr"):
        said = [
            shown(entry._meta.get_field(name), code)
            for name, code in (
                ("purpose", "newsletter"), ("channel", "email"), ("act", "withdrawn"), ("method", "link"),
                ("point", "desk"), ("purpose", "a-purpose-of-the-network"),
            )
        ]  # fmt: skip
        said.append(shown(mail._meta.get_field("kind"), "opt_in"))
    assert said == [
        "Lettre d’information", "E-mail", "Retrait", "lien", "bureau", "a-purpose-of-the-network",
        "Demande de confirmation",
    ]  # fmt: skip


def test_lists_and_numbers_are_told_without_signs_of_programs():
    links, merge = apps.get_model("mail.Confirmation"), apps.get_model("customers.FormerState")
    with translation.override("fr"):
        said = [
            shown(links._meta.get_field("items"), [["newsletter", "email", None], ["offers", "sms", None]]),
            shown(links._meta.get_field("items"), [None]),
            shown(merge._meta.get_field("before"), {"name": "Roux", "note": "", "stores": [1, 2], "left": True}),
            shown(apps.get_model("customers.ContactPoint")._meta.get_field("value"), "+33639980123"),
            shown(apps.get_model("sales.ReceiptLine")._meta.get_field("quantity_milli"), 15_000),
            shown(apps.get_model("customers.Customer")._meta.get_field("language"), "en"),
        ]
    assert said == [
        "Lettre d’information, E-mail, Offres, SMS", "",
        "name\xa0: Roux; stores\xa0: 1, 2; left\xa0: oui", "06 39 98 01 23", "15", "Anglais",
    ]  # fmt: skip
