"""Customers of any file: consents that come along, who must stay out, whom a row completes, and taking it all back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import translation

from chaland.accounts.rules import EVERYWHERE
from chaland.customers import queries
from chaland.customers.models import Card, Customer, FormerState, Likeness
from chaland.journal.models import ImportRun
from chaland.privacy.models import CurrentConsent
from chaland.privacy.services import object_to
from chaland.reading.process import understand_file
from chaland.sentences import sentence
from chaland.signups.models import Arrival
from chaland.usecases.imports import import_any_customers as module
from chaland.usecases.imports.import_any_customers import Understood, import_any_customers
from chaland.usecases.imports.import_customers import import_customers
from chaland.usecases.imports.import_recipe import ConsentColumn, propose
from chaland.usecases.imports.undo_import import Undone, foresee_undo, undo_import
from chaland.usecases.rights.erase_customer import erase_customer
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
    known = queries.as_known(Customer.objects.get().pk, EVERYWHERE)
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
    before = queries.as_known(pk, EVERYWHERE)
    head = "Carte;Nom;Prénom;E-mail;Profession\n"
    done = take_in(tmp_path, head + "2900000000018;Bonnet-Roux;Claire;new@example.org;Libraire\n", mode="both")
    Customer.objects.update(profession="Fleuriste")

    foreseen = foresee_undo(done.import_id)
    undone = undo_import(done.import_id, now=NOON)

    assert (foreseen, FormerState.objects.count()) == (undone, 0)
    assert undone == Undone(receipts=0, customers=0, interactions=0, kept=0, given_back=1)
    assert queries.as_known(pk, EVERYWHERE) == replace(before, profession="Fleuriste")


def test_who_was_created_and_completed_by_one_file_goes_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 1)
    head = "Carte;Nom;Prénom;E-mail;Profession\n"
    rows = "2900000000018;Bonnet;Claire;claire@example.org;\n", "2900000000018;Bonnet;Claire;;Libraire\n"
    done = take_in(tmp_path, head + "".join(rows), mode="both")

    foreseen = foresee_undo(done.import_id)
    undone = undo_import(done.import_id, now=NOON)

    assert foreseen == undone == Undone(receipts=0, customers=1, interactions=0, kept=0)
    assert (done.tally.updated, Customer.objects.count()) == (1, 0)


@pytest.mark.parametrize(("edited", "gone"), [(False, 1), (True, 0)])
def test_who_was_completed_once_a_stopped_import_went_on_goes_with_it_unless_changed_since(
    tmp_path, monkeypatch, edited, gone
):
    monkeypatch.setattr(module, "BATCH", 1)
    head = "Carte;Nom;Prénom;E-mail;Profession\n"
    rows = "2900000000018;Bonnet;Claire;claire@example.org;\n", "2900000000018;Bonnet;Claire;;Libraire\n"
    file = understood(tmp_path, head + "".join(rows), mode="both")
    with pytest.raises(KeyboardInterrupt):
        import_any_customers(file, now=NOON, watch=stopping_after(1))
    done = import_any_customers(file, now=NOON + timedelta(hours=1), watch=unwatched)
    if edited:
        Customer.objects.update(profession="Fleuriste", updated_at=NOON + timedelta(hours=2))

    foreseen = foresee_undo(done.import_id)
    undone = undo_import(done.import_id, now=NOON + timedelta(hours=3))

    assert foreseen == undone
    assert (done.tally.updated, undone.customers, undone.kept) == (1, gone, 1 - gone)
    assert Customer.objects.count() == 1 - gone


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
    assert queries.as_known(Customer.objects.get().pk, EVERYWHERE).emails == ()


def test_cell_with_a_secret_number_keeps_its_row_out_or_is_left_out_alone(tmp_path):
    text = "Nom;E-mail;Loisirs\nRoux;a@example.org;CB 4970 1012 3456 7893\n"
    kept_out = take_in(tmp_path, text).tally
    assert [(one.refusal.code, one.refusal.field) for one in kept_out.errors] == [
        ("text_holds_secret_number", "hobbies")
    ]
    assert take_in(tmp_path, text, lenient=True).tally.created == 1
    assert Customer.objects.get().hobbies == ""


LIKE_HEAD = "Nom;Prénom;Date de naissance;E-mail;Portable\n"
LIKE_CLAIRE = "Bonnet;Claire;24/11/1984;claire@example.org;06 39 98 00 01\n"
LIKE_WRITTEN_OTHERWISE = "BONET;Claire;24/11/1984;;0639980001\n"
LIKE_SISTER = "Bonnet;Julie;03/05/1991;claire@example.org;06 39 98 00 01\n"


def alike_after(tmp_path, **choices):
    """Claire is in the file; then come Claire written otherwise, and her sister who has her telephone."""
    take_in(tmp_path, LIKE_HEAD + LIKE_CLAIRE)
    rows = LIKE_HEAD + LIKE_WRITTEN_OTHERWISE + LIKE_SISTER
    return take_in(tmp_path, rows, **choices)


def test_row_that_is_probably_somebody_is_told_before_it_is_written(tmp_path):
    checked = alike_after(tmp_path, dry_run=True)
    claire = Customer.objects.get()
    (told,) = checked.tally.likenesses
    assert (checked.tally.created, checked.tally.alike) == (2, 1)
    assert (told["row"], told["customer"], told["name"], told["like_row"]) == (2, claire.pk, "Bonnet Claire", None)
    assert told["reasons"] == ["first:same", "last:near", "birth:same", "phone:same"]


def test_row_alike_is_created_and_listed_to_be_looked_at(tmp_path):
    imported = alike_after(tmp_path)
    first, second = Customer.objects.exclude(first_name="Julie").order_by("pk")
    pair = Likeness.objects.get()
    assert (imported.tally.created, imported.tally.alike) == (2, 1)
    assert (pair.one, pair.other, pair.decision, pair.is_plain) == (first, second, "", True)


def test_row_alike_completes_who_it_is_and_is_given_back(tmp_path):
    imported = alike_after(tmp_path, alike="update")
    assert (imported.tally.updated, imported.tally.created) == (1, 1)
    assert sorted(Customer.objects.values_list("last_name", "first_name")) == [("BONET", "Claire"), ("Bonnet", "Julie")]
    undo_import(imported.import_id, now=NOON)
    assert list(Customer.objects.values_list("last_name", "first_name")) == [("Bonnet", "Claire")]


def test_row_alike_stays_out_with_why(tmp_path):
    imported = alike_after(tmp_path, alike="leave")
    (error,) = imported.tally.errors
    assert (imported.tally.created, imported.tally.conflicts) == (1, 1)
    assert (error.row, error.refusal.code) == (2, "row_is_known")
    with translation.override("en"):
        assert sentence(error.refusal) == (
            "Probably Bonnet Claire, already in the file: sure at 99%, same first name, last names alike, "
            "same birthday, same telephone."
        )


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("batch", [1, 2000])
def test_row_like_a_row_above_is_told(tmp_path, monkeypatch, dry_run, batch):
    monkeypatch.setattr(module, "BATCH", batch)
    rows = LIKE_HEAD + LIKE_CLAIRE + LIKE_SISTER + LIKE_WRITTEN_OTHERWISE
    checked = take_in(tmp_path, rows, dry_run=dry_run)
    (told,) = checked.tally.likenesses
    in_file = dry_run or batch > 1
    assert (checked.tally.created, told["row"], told["like_row"]) == (3, 4, 2 if in_file else None)
    assert Likeness.objects.count() == (not dry_run)


def test_sure_row_like_a_row_above_is_not_completed_but_left_out(tmp_path):
    checked = take_in(tmp_path, LIKE_HEAD + LIKE_CLAIRE + LIKE_WRITTEN_OTHERWISE, alike="update")
    assert [(one.row, one.refusal.code) for one in checked.tally.errors] == [(3, "row_is_alike")]


def test_number_of_everybody_makes_no_row_alike(tmp_path):
    rows = "".join(f"Nom{'abcdefghijklmnop'[place]}x;Zoé;;;06 39 98 77 66\n" for place in range(16))
    take_in(tmp_path, LIKE_HEAD + rows)
    again = take_in(tmp_path, LIKE_HEAD + rows + "Autre;Ivan;;;06 39 98 77 66\n", dry_run=True)
    assert {told["row"] for told in again.tally.likenesses if "phone:same" in told["reasons"]} == set()


def test_cards_of_any_file_keep_their_leading_zeros(tmp_path):
    rows = [f"{card};Nom{place};Anne;anne{place}@example.org;;34000;;\n" for place, card in enumerate(("0012", "12"))]
    take_in(tmp_path, HEAD + "".join(rows))
    kept = Card.objects.order_by("customer__last_name").values_list("number", flat=True)
    assert list(kept) == ["0012", "12"]


@pytest.mark.django_db(transaction=True)
def test_who_is_alike_is_looked_for_while_others_may_write(tmp_path, monkeypatch):
    take_in(tmp_path, HEAD + CLAIRE)
    among, free = module.Alikes.among, []

    def erased_meanwhile(alikes, asked):
        found = among(alikes, asked)
        free.append((not connection.in_atomic_block, len(found)))
        Customer.objects.all().delete()
        return found

    monkeypatch.setattr(module.Alikes, "among", erased_meanwhile)
    done = take_in(tmp_path, HEAD + CLAIRE.replace("018", "025").replace("Claire", "CLAIRE"), alike="update")

    assert (free, done.tally.created, Customer.objects.count()) == ([(True, 1)], 1, 1)
