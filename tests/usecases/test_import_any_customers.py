"""Customers of any file: consents that come along, who must stay out, whom a row completes, and taking it all back."""

from dataclasses import replace

import pytest

from chaland.customers import queries
from chaland.customers.models import Customer, FormerState
from chaland.journal.models import ImportRun
from chaland.privacy.models import CurrentConsent
from chaland.privacy.services import object_to
from chaland.reading.process import understand_file
from chaland.signups.models import Arrival
from chaland.usecases import import_any_customers as module
from chaland.usecases.erase_customer import erase_customer
from chaland.usecases.import_any_customers import Understood, import_any_customers
from chaland.usecases.import_customers import import_customers
from chaland.usecases.import_recipe import ConsentColumn, propose
from chaland.usecases.undo_import import undo_import
from factories.files import person, stopping_after, unwatched, write_csv
from factories.sales import NOON, open_shops

pytestmark = pytest.mark.django_db

HEAD = "Carte;Nom;Prénom;E-mail;Portable;CP;Optin;Date optin\n"
CLAIRE = "2900000000018;Bonnet;Claire;claire@example.org;06 39 98 00 01;34000;oui;05/01/2026\n"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.ERASURES = tmp_path / "erasures" / "journal"
    open_shops("lyon")


def understood(tmp_path, text, **choices):
    """A made-up file, understood, with its consents to the newsletter mapped."""
    source = tmp_path / "fichier.csv"
    source.write_text(text, encoding="utf-8")
    told = understand_file(source, tmp_path / "copy.csv")
    recipe = replace(propose(told, queries.policy(), source="Salon 2026"), **choices)
    return Understood(tmp_path / "copy.csv", told, recipe, source.name)


def take_in(tmp_path, text, *, watch=unwatched, dry_run=False, **choices):
    return import_any_customers(understood(tmp_path, text, **choices), now=NOON, watch=watch, dry_run=dry_run)


def consent(**more):
    told = {"yes": ("oui",), "day_place": 7, "source": "Carte papier"}
    return (ConsentColumn(6, "newsletter", "email", **told | more),)


def granted():
    return sorted(CurrentConsent.objects.filter(state="granted").values_list("customer__last_name", flat=True))


def test_only_values_that_were_mapped_are_consents(tmp_path):
    said = ["oui", "x", "1", "O", "yes", "VRAI", "?", ""]
    rows = "".join(f";N{place};A;a{place}@example.org;;;{one};05/01/2026\n" for place, one in enumerate(said))
    imported = take_in(tmp_path, HEAD + rows, consents=consent())
    assert (imported.tally.created, imported.tally.consents, granted()) == (8, 1, ["N0"])


def test_consent_bears_its_day_and_its_source(tmp_path):
    imported = take_in(tmp_path, HEAD + CLAIRE, consents=consent())
    held = CurrentConsent.objects.select_related("entry").get()
    told = (held.purpose, held.channel, held.address, str(held.since.date()), held.entry.point, held.entry.method)
    assert told == (
        "newsletter", "email", "claire@example.org", "2026-01-05", f"import:{imported.import_id}", "file",
    )  # fmt: skip


@pytest.mark.parametrize(
    "lacking", [{"day_place": None}, {"source": ""}, {"day_place": 1}, {"day_place": None, "given_on": "2190-01-01"}]
)
def test_consent_without_day_or_source_is_none(tmp_path, lacking):
    imported = take_in(tmp_path, HEAD + CLAIRE, consents=consent(**lacking))
    assert (imported.tally.created, imported.tally.consents, imported.tally.undated) == (1, 0, 1)


def test_consent_of_who_objected_is_counted_and_not_kept(tmp_path):
    object_to("email", "claire@example.org", now=NOON)
    tally = take_in(tmp_path, HEAD + CLAIRE, consents=consent()).tally
    assert (tally.created, tally.consents, tally.objected, granted()) == (1, 0, 1, [])


def test_erased_person_is_not_taken_in_again(tmp_path):
    take_in(tmp_path, HEAD + CLAIRE)
    erase_customer(Customer.objects.get().pk, now=NOON)
    tally = take_in(tmp_path, HEAD + CLAIRE.replace("2900000000018", "")).tally
    assert (tally.created, tally.rejected, tally.erased, Customer.objects.count()) == (0, 1, 1, 0)


def test_erased_person_is_not_taken_in_again_by_a_clean_file_either(tmp_path):
    clean = write_csv(tmp_path / "clean.csv", [person(1)])
    import_customers(clean, now=NOON, watch=unwatched)
    erase_customer(Customer.objects.get().pk, now=NOON)
    tally = import_customers(clean, now=NOON, watch=unwatched).tally
    assert (tally.created, tally.erased, [one.refusal.code for one in tally.errors]) == (0, 1, ["customer_was_erased"])


def test_made_up_number_recognises_nobody(tmp_path):
    rows = "".join(f";N{place};A;;01 02 03 04 05;;;\n" for place in range(50))
    tally = take_in(tmp_path, HEAD + rows, keys=("mobile",)).tally
    assert (tally.created, tally.replayed) == (50, 0)


def test_shared_address_recognises_who_bears_the_same_name(tmp_path):
    take_in(tmp_path, HEAD + CLAIRE)
    family = ";BONNET;claire;CLAIRE@example.org;;;;\n;Bonnet;Paul;claire@example.org;;;;\n"
    tally = take_in(tmp_path, HEAD + family, keys=("email",)).tally
    assert (tally.created, tally.replayed) == (1, 1)


def test_letter_that_looks_alike_is_another_name(tmp_path):
    take_in(tmp_path, HEAD + CLAIRE)
    tally = take_in(tmp_path, HEAD + ";Bonnet;Cl\u0430ire;claire@example.org;;;;\n", keys=("email",)).tally
    assert (tally.created, tally.replayed) == (1, 0)


def test_row_completes_a_known_customer_and_what_it_leaves_blank_stays(tmp_path):
    take_in(tmp_path, HEAD + CLAIRE)
    more = HEAD + "2900000000018;Bonnet;Claire;;06 39 98 00 77;69001;;\n"
    tally = take_in(tmp_path, more, mode="update").tally
    known = queries.as_known(Customer.objects.get().pk)
    assert (tally.updated, known.emails, known.mobiles, known.addresses[0].postcode) == (
        1, ("claire@example.org",), ("+33639980077", "+33639980001"), "69001",
    )  # fmt: skip
    assert take_in(tmp_path, more, mode="update").tally.replayed == 1


def test_update_leaves_out_who_is_not_known(tmp_path):
    imported = take_in(tmp_path, HEAD + CLAIRE, mode="update")
    assert [one.refusal.code for one in imported.tally.errors] == ["customer_not_in_the_file"]
    assert Customer.objects.count() == 0


def test_update_taken_back_gives_the_former_values_and_keeps_what_changed_since(tmp_path):
    take_in(tmp_path, HEAD + CLAIRE)
    pk = Customer.objects.get().pk
    before = queries.as_known(pk)
    head = "Carte;Nom;Prénom;E-mail;Profession\n"
    done = take_in(tmp_path, head + "2900000000018;Bonnet-Roux;Claire;new@example.org;Libraire\n", mode="both")
    Customer.objects.update(profession="Fleuriste")

    undone = undo_import(done.import_id, now=NOON)

    assert (undone.given_back, undone.customers, FormerState.objects.count()) == (1, 0, 0)
    assert queries.as_known(pk) == replace(before, profession="Fleuriste")


def test_consents_of_an_import_taken_back_are_withdrawn(tmp_path):
    take_in(tmp_path, HEAD + CLAIRE)
    done = take_in(tmp_path, HEAD + CLAIRE.replace("34000", "69001"), mode="both", consents=consent())
    before = granted()
    undo_import(done.import_id, now=NOON)
    assert (before, granted()) == (["Bonnet"], [])


def test_dry_run_writes_nothing_and_says_the_same_counts(tmp_path):
    text = HEAD + CLAIRE + ";;;x;;;;\n"
    dry = take_in(tmp_path, text, dry_run=True, consents=consent()).tally
    nothing = (Customer.objects.count(), CurrentConsent.objects.count(), ImportRun.objects.count())
    real = take_in(tmp_path, text, consents=consent()).tally
    assert nothing == (0, 0, 0)
    assert (dry.created, dry.rejected, dry.consents) == (real.created, real.rejected, real.consents) == (1, 1, 1)


def test_stopped_import_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 2)
    text = HEAD + "".join(f";N{place};A;a{place}@example.org;;;;\n" for place in range(5))
    with pytest.raises(KeyboardInterrupt):
        take_in(tmp_path, text, watch=stopping_after(2))
    stopped = Customer.objects.count()
    imported = take_in(tmp_path, text)
    assert (stopped, imported.tally.rows, Customer.objects.count(), ImportRun.objects.count()) == (2, 5, 5, 1)


def test_arrival_tells_where_people_come_from(tmp_path):
    take_in(tmp_path, HEAD + CLAIRE)
    assert list(Arrival.objects.values_list("channel", "source")) == [("import", "Salon 2026")]


def test_spoiled_accents_are_repaired_only_when_that_was_decided(tmp_path):
    text = "Nom;E-mail\nLefÃ¨vre;a@example.org\n"
    take_in(tmp_path, text, repair=False)
    take_in(tmp_path, text.replace("a@", "b@"), repair=True)
    assert list(Customer.objects.order_by("pk").values_list("last_name", flat=True)) == ["LefÃ¨vre", "Lefèvre"]


def test_cell_that_cannot_be_read_is_left_out_alone_when_that_was_decided(tmp_path):
    text = HEAD + ";Roux;Paul;not an address;12;;;\n"
    assert take_in(tmp_path, text).tally.rejected == 1
    assert take_in(tmp_path, text, lenient=True).tally.created == 1
    assert queries.as_known(Customer.objects.get().pk).emails == ()
