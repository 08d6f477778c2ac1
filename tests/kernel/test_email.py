"""E-mail addresses, all made up."""

from contextlib import suppress

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.email import is_disposable, is_role_address, normalise_email, suggest_email
from chaland.kernel.errors import Refusal


@given(st.emails(domains=st.sampled_from(["exemple.fr", "école.example", "EXAMPLE.COM"])))
def test_email_canonical_form_stays_itself(address):
    with suppress(Refusal):
        canonical = normalise_email(address)
        assert normalise_email(canonical) == canonical == canonical.lower()


@given(st.emails(domains=st.sampled_from(["exemple.fr", "école.example", "mail.EXAMPLE.com", "a..b", "x"])))
def test_email_short_way_agrees_with_the_library(address):
    try:
        expected = validate_email(address.lower(), check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        expected = None
    try:
        found = normalise_email(address)
    except Refusal:
        found = None
    assert found == expected


@given(st.text(max_size=80))
def test_email_of_any_text_is_read_or_refused_and_never_breaks_a_line(text):
    with suppress(Refusal):
        assert len(normalise_email(text).splitlines()) == 1


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("claire@exemple.fr ", "claire@exemple.fr"),
        ("\u00a0claire@exemple.fr\n", "claire@exemple.fr"),
        ("Claire.BONNET@Exemple.FR", "claire.bonnet@exemple.fr"),
        ("claire+promo@exemple.fr", "claire+promo@exemple.fr"),
        ("claire@école.example", "claire@école.example"),
        ("claire@ÉCOLE.example", "claire@école.example"),
        ("claire@xn--cole-9oa.example", "claire@école.example"),
        ("o'connor@exemple.fr", "o'connor@exemple.fr"),
        ("a" * 64 + "@exemple.fr", "a" * 64 + "@exemple.fr"),
    ],
)
def test_email_is_read_in_its_canonical_form(typed, canonical):
    assert normalise_email(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "email_not_understood"),
        ("claire", "email_not_understood"),
        ("claire@exemple,fr", "email_not_understood"),
        ("claire@exemple", "email_not_understood"),
        ("claire@@exemple.fr", "email_not_understood"),
        ("claire@exemple.fr.", "email_not_understood"),
        ("claire bonnet@exemple.fr", "email_not_understood"),
        ("Claire <claire@exemple.fr>", "email_not_understood"),
        ('"a b"@exemple.fr', "email_not_understood"),
        ("a@" + "x" * 5000, "email_not_understood"),
        ("a@[127.0.0.1]", "email_ip_address"),
        ("a@[IPv6:::1]", "email_ip_address"),
        ("a" * 65 + "@exemple.fr", "email_local_too_long"),
        ("é@exemple.fr", "email_accents_before_at"),
        ("a@exemple.fr;b@exemple.fr", "email_two_addresses"),
        ("a@exemple.fr, b@exemple.fr", "email_two_addresses"),
        ("a@exemple.fr b@exemple.fr", "email_two_addresses"),
        ("a@exemple.fr\nBcc: b@exemple.fr", "email_unsafe"),
        ("a\r\n@exemple.fr", "email_unsafe"),
        ("\u202ea@exemple.fr", "email_unsafe"),
        ("a\x00@exemple.fr", "email_unsafe"),
        ("a@exemple.fr\u2028", "email_not_understood"),
        ("\ud800@exemple.fr", "email_accents_before_at"),
    ],
)
def test_email_that_is_none_is_refused(typed, code):
    with pytest.raises(Refusal) as caught:
        normalise_email(typed)
    assert caught.value.code == code


def test_email_cell_with_two_addresses_offers_both():
    with pytest.raises(Refusal) as caught:
        normalise_email("A@exemple.fr;b@exemple.fr")
    assert (caught.value.params["first"], caught.value.params["second"]) == ("a@exemple.fr", "b@exemple.fr")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("claire@gmial.com", "claire@gmail.com"),
        ("claire@gmai.com", "claire@gmail.com"),
        ("claire@gmaill.com", "claire@gmail.com"),
        ("claire@gmail.con", "claire@gmail.com"),
        ("claire@gmail,com", "claire@gmail.com"),
        ("claire@gmail.fr", "claire@gmail.com"),
        ("claire@hotmial.fr", "claire@hotmail.fr"),
        ("claire@orage.fr", "claire@orange.fr"),
        ("claire@wanado.fr", "claire@wanadoo.fr"),
        ("claire@gmail.com", None),
        ("claire@mail.com", None),
        ("claire@exemple.fr", None),
        ("claire@fred.fr", None),
        ("gmial.com", None),
        ("", None),
    ],
)
def test_email_slip_of_a_usual_domain_is_suggested(typed, meant):
    assert suggest_email(typed) == meant


def test_email_of_a_throw_away_service_is_told():
    assert (is_disposable("a@yopmail.com"), is_disposable("a@exemple.fr")) == (True, False)


def test_email_of_an_office_is_told():
    assert (is_role_address("contact@exemple.fr"), is_role_address("claire@exemple.fr")) == (True, False)
