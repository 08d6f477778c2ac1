"""Letters and files for other mailers: who is in them, how they are written, who comes back. Everybody is made up."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zxingcpp import read_barcodes

from chaland.campaigns import queries
from chaland.campaigns.content.blocks import Heading, Text, Voucher
from chaland.campaigns.content.compiled import Sender
from chaland.campaigns.models import Content
from chaland.campaigns.rules.postal import LONGEST, postal_lines
from chaland.customers.models import ContactPoint
from chaland.customers.rules import Address
from chaland.kernel.errors import Refusal
from chaland.privacy.gate import may_contact
from chaland.privacy.models import ConsentEntry
from chaland.privacy.queries import is_objected
from chaland.sentences.campaigns import on_paper
from chaland.sentences.campaigns.mailers import MAILERS, write_addresses
from chaland.usecases.campaigns.hand_over import Addressee, FileCarrier, addressees
from chaland.usecases.campaigns.mailer_files import contacts, suppressed, take_returned
from chaland.usecases.campaigns.read_addresses import read_addresses
from chaland.usecases.campaigns.write_messages import Written
from factories.consents import say
from factories.customers import enter
from factories.opt_in import OFFERS, act
from factories.sales import open_shops
from factories.sending import NOW, carry, launched, people

SENDER = Sender("Boutique", "Boutique SARL, 34000 Montpellier")


@pytest.fixture
def shop(db, settings, tmp_path):
    settings.ERASURES = str(tmp_path / "erasures" / "journal")
    open_shops("lyon")


def states(campaign):
    return {state: count for state, count in queries.counts(campaign.pk).items() if count}


def neighbours(*addresses):
    """Enter people who were told of letters; returns their ids."""
    found = []
    for place, address in enumerate(addresses):
        one = enter("Gradel", f"Zoé{place}", addresses=(address,), civility="mme", now=NOW)
        say(one, "granted", purpose="offers", channel="post", at=NOW)
        found.append(one)
    return found


HOME = Address("3, rue de l’Église", "Bât. B", "34000", "Montpellier")
FAR = Address("14 Grand-Place", "", "1000", "Bruxelles", "BE")


@pytest.mark.pure
@pytest.mark.case("E20")
@pytest.mark.parametrize(
    ("given", "lines", "wrongs"),
    [
        (("M Jean Œil", "3, rue de l’Église", "", "34000", "Montpellier"),
         ("M JEAN OEIL", "3 RUE DE L EGLISE", "34000 MONTPELLIER"), ()),
        (("Mme Zoé", "14 Grand-Place", "", "1000", "Bruxelles", "BE"),
         ("MME ZOE", "14 GRAND PLACE", "1000 BRUXELLES", "BELGIQUE"), ()),
        (("Mme Zoé", "128 bis, avenue du Maréchal-de-Lattre-de-Tassigny", "", "34000", "Montpellier"),
         ("MME ZOE", "128 BIS AV DU MAL DE LATTRE DE TASSIGNY"[:39], "34000 MONTPELLIER"), ("too_long",)),
        (("Mme Zoé", "12 boulevard du Général-de-Gaulle prolongé", "", "34000", "Montpellier"),
         ("MME ZOE", "12 BD DU GENERAL DE GAULLE PROLONGE", "34000 MONTPELLIER"), ()),
        (("Mme Marie-Charlotte de La Rochebrune-Montfaucon", "3 rue Haute", "Bât. C", "34000", "Montpellier"),
         ("MME MARIE CHARLOTTE DE LA ROCHEBRUNE", "MONTFAUCON", "BAT C", "3 RUE HAUTE", "34000 MONTPELLIER"), ()),
        (("M. " + "Jean-Inventé " * 7, "3 rue Haute", "", "34000", "Montpellier"),
         ("M JEAN INVENTE JEAN INVENTE JEAN", ("INVENTE JEAN " * 4 + "INVENTE"), "3 RUE HAUTE", "34000 MONTPELLIER"),
         ("too_long",)),
        (("Mme Zoé", "", "", "34000", "Montpellier"), ("MME ZOE", "34000 MONTPELLIER"), ("incomplete",)),
        (("Mme Zoé", "3 rue Haute", "", "3400", "Montpellier"),
         ("MME ZOE", "3 RUE HAUTE", "3400 MONTPELLIER"), ("incomplete",)),
        (("", "3 rue Haute", "", "34000", "Montpellier"), ("3 RUE HAUTE", "34000 MONTPELLIER"), ("incomplete",)),
    ],
)  # fmt: skip
def test_an_address_is_written_as_the_norm_has_it_and_what_is_wrong_is_told(given, lines, wrongs):
    found = postal_lines(*given)
    assert (found.lines, found.wrongs) == (lines, wrongs)
    assert found.places == tuple(sorted(set(found.places)))
    assert [place for place in found.places if place > 4] == ([6, 7] if "BELGIQUE" in lines else [6])
    assert ("too_long" in wrongs) is any(len(line) > LONGEST for line in found.lines)


def letter(**more):
    return launched(channel="post", **more)


def test_letters_go_to_those_whose_address_can_be_reached_and_are_handed_over_once(shop):
    neighbours(HOME, Address("", "", "34000", "Montpellier"), FAR)
    one = letter()
    assert (carry()["sent"], carry()["sent"]) == (2, 0)
    assert (states(one), queries.reasons(one.pk)) == ({"held_back": 1, "sent": 2}, {"no_contact": 1})
    found = list(addressees(one, now=NOW))
    assert [who.lines.lines[-1] for who in found] == ["BELGIQUE", "34000 MONTPELLIER"]
    assert [who.written.blocks[0].text for who in found] == [
        "Bonjour Zoé2, ceci est inventé.",
        "Bonjour Zoé0, ceci est inventé.",
    ]


def test_a_hand_over_that_dies_leaves_everybody_waiting_and_none_unknown(shop, monkeypatch):
    neighbours(HOME, HOME, HOME)
    one = letter()
    carried = []

    def die_at_the_third(_carrier, message, to, *, now):
        carried.append(message.pk)
        if len(carried) == 3:
            raise SystemExit
        return now.date().isoformat()

    with monkeypatch.context() as patched:
        patched.setattr(FileCarrier, "carry", die_at_the_third)
        with pytest.raises(SystemExit):
            carry()
    assert (len(carried), states(one)) == (3, {"waiting": 3})
    carry()
    assert states(one) == {"sent": 3}


@pytest.mark.pure
@given(st.text(alphabet="abcdéœ€W -\n", max_size=80), st.sampled_from([20.0, 60.0, 170.0]))
def test_lines_of_a_letter_hold_the_whole_text_and_are_never_too_wide(text, width):
    lines = on_paper._lines(text, width, 11)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(on_paper._width(line, 11, bold=False) <= width for line in lines)


def test_who_withdraws_after_the_hand_over_is_in_no_file_made_from_then_on(shop):
    first, second = neighbours(HOME, HOME)
    one = letter()
    carry()
    say(first, "withdrawn", purpose="offers", channel="post", at=NOW)
    assert [who.customer_id for who in addressees(one, now=NOW)] == [second]
    file = BytesIO()
    assert on_paper.letters(file, addressees(one, now=NOW), SENDER, {}) == [second]
    assert file.getvalue().startswith(b"%PDF")


def test_a_printer_gets_each_line_in_its_place_of_the_norm_and_what_is_wrong_with_them(shop):
    long = Address("128 bis, avenue du Maréchal-de-Lattre-de-Tassigny", "Rés. =1+1", "34000", "Montpellier")
    neighbours(long)
    one = letter()
    carry()
    file = BytesIO()
    write_addresses(file, addressees(one, now=NOW), {"too_long": "Trop long."})
    assert file.getvalue().decode("utf-8-sig").split("\r\n")[:2] == [
        "LIGNE1;LIGNE2;LIGNE3;LIGNE4;LIGNE5;LIGNE6;PAYS;BON;REMARQUES",
        "MME ZOE0 GRADEL;RES 1 1;;128 BIS AV DU MAL DE LATTRE DE TASSIGNY;;34000 MONTPELLIER;;;Trop long.",
    ]


@pytest.mark.pure
def test_the_barcode_of_a_letter_is_read_back():
    code = "K7X2-M4PQ-9RTA"
    runs, modules = on_paper._runs(code)
    row = [255] * modules
    for at, wide in runs:
        row[at : at + wide] = [0] * wide
    from PIL import Image

    strip = Image.new("L", (modules, 1))
    strip.putdata(row)
    found = read_barcodes(strip.resize((modules * 3, 120), Image.Resampling.NEAREST))
    assert [(one.text, str(one.format)) for one in found] == [(code, "Code 128")]


@pytest.mark.pure
@pytest.mark.parametrize("make", [on_paper.letters, on_paper.cards])
def test_a_long_letter_has_its_pages_and_a_card_has_one(make):
    words = Written(
        "", "fr", blocks=(Heading("Bonjour"), Text("Des mots. " * 900), Voucher("")), voucher_code="A1", voucher="5 €"
    )
    people = [
        Addressee(place, None, postal_lines("Zoé", "3 rue Haute", "", "34000", "Montpellier"), words)
        for place in (1, 2)
    ]
    file = BytesIO()
    assert make(file, people, SENDER, {}) == [1, 2]
    pages = file.getvalue().count(b"/Type /Page\n")
    assert pages == 2 if make is on_paper.cards else pages > 2


def handed(number):
    found = people(number)
    one = launched(channel="file")
    Content.objects.filter(campaign=one).delete()
    carry()
    return one, found


def test_each_mailer_gets_the_file_it_reads(shop):
    one, [first] = handed(1)
    ContactPoint.objects.filter(customer=first, kind="email").update(normalised="zoé@example.com")
    expected = {
        "brevo": f"EMAIL;NOM;PRENOM;EXT_ID;CIVILITE;BON|zoé@example.com;Inventée;Prénom0;chaland-{first};;|",
        "mailchimp": "Email Address,First Name,Last Name,Language,Voucher|zoé@example.com,Prénom0,Inventée,fr,|",
        "newsletter2go": "email;first_name;last_name;gender;voucher|zoé@example.com;Prénom0;Inventée;;|",
        "etarget": "EMAIL;CIVILITE;NOM;PRENOM;BON|zoé@example.com;;Inventée;Prénom0;|",
    }
    encodings = {"newsletter2go": "utf-8-sig", "etarget": "windows-1252"}
    for code, mailer in MAILERS.items():
        file = BytesIO()
        assert mailer.write(file, contacts(one, now=NOW)) == [first]
        assert file.getvalue() == expected[code].replace("|", "\r\n").encode(encodings.get(code, "utf-8"))


def test_who_left_since_is_told_to_the_mailer_that_knows_them_and_nobody_else(shop):
    one, [first, second] = handed(2)
    stranger = enter("Inconnu", emails=("stranger@example.com",), now=NOW)
    act(stranger, "withdrawn", OFFERS, address="stranger@example.com")
    act(first, "withdrawn", OFFERS, address="p0@example.com")
    file = BytesIO()
    assert MAILERS["mailchimp"].write_out(file, suppressed(now=NOW)) == [first]
    assert file.getvalue() == b"Email Address\r\np0@example.com\r\n"
    assert [who.customer_id for who in contacts(one, now=NOW)] == [second]


RETURNED = [
    "Email Address,First Name,UNSUB_TIME\r\np0@example.com,Zoé,2026-03-01\r\nnobody@example.com,,\r\n".encode(),
    "EMAIL;PRENOM;RAISON\np0@example.com;Zoé;désabonné\nnobody@example.com;;\n".encode("windows-1252"),
    "﻿id\te-mail\n1\tp0@example.com\n2\tnobody@example.com\n".encode(),
    b"p0@example.com\nnobody@example.com\n",
]


@pytest.mark.parametrize("content", RETURNED)
def test_who_unsubscribed_elsewhere_gets_no_more_mails_from_here(shop, content):
    [first] = people(1)
    for _ in range(2):
        found = take_returned(read_addresses(BytesIO(content)), mailer="Mailchimp", are_dead=False, now=NOW)
        assert (found.addresses, found.customers) == (2, 1)
    assert may_contact(first, purpose="offers", channel="email", now=NOW).reason == "withdrawn"
    assert is_objected("email", "nobody@example.com")
    lines = ConsentEntry.objects.filter(act="withdrawn", channel="email")
    assert len(lines) == len({line.purpose for line in lines})
    assert {(line.point, line.method, line.private.reference) for line in lines} == {("mailer", "file", "Mailchimp")}


def test_addresses_that_reach_nobody_elsewhere_are_marked_and_nothing_is_withdrawn(shop):
    [first] = people(1)
    take_returned(["p0@example.com", "x"], mailer="Brevo", are_dead=True, now=NOW)
    assert may_contact(first, purpose="offers", channel="email", now=NOW).reason == "contact_bounced"
    assert not ConsentEntry.objects.filter(act="withdrawn").exists()


@pytest.mark.pure
@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"\x00\xff\xfe", b"PK\x03\x04"])
def test_a_file_without_addresses_is_refused(content):
    with pytest.raises(Refusal) as refused:
        take_returned(read_addresses(BytesIO(content)), mailer="Brevo", are_dead=False, now=NOW)
    assert refused.value.code == "no_addresses_in_file"
