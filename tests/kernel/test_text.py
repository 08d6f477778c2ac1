"""Words: folded to be found, cleaned to be stored."""

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.errors import Refusal
from chaland.kernel.text import clean, clean_lines, fold


@given(st.text())
def test_fold_twice_is_fold_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text() | st.text(st.characters(max_codepoint=0x17F)))
def test_fold_of_plain_text_goes_the_way_of_any_other(text):
    assert f"{fold(text)} あ".strip() == fold(f"{text} あ")


@given(st.text() | st.text(st.characters(max_codepoint=0x17F)))
def test_clean_of_plain_text_goes_the_way_of_any_other(text):
    with suppress(Refusal):
        assert clean(text, 200) == clean(f"{text}\u200b", 200)


@given(st.text(), st.text())
def test_fold_of_two_words_is_both_folded(one, other):
    assert fold(f"{one} {other}") == f"{fold(one)} {fold(other)}".strip()


@given(st.text())
def test_fold_sees_one_name_in_both_unicode_forms(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Élodie", "elodie"),
        ("ÉLODIE", "elodie"),
        ("d'Ávila", "d avila"),
        ("d’Ávila", "d avila"),
        ("O'Connor", "o connor"),
        ("Jean-Pierre", "jean pierre"),
        ("Nguyễn Đức", "nguyen duc"),
        ("Cœur Œuvre", "coeur oeuvre"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("  a \t b\n", "a b"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("100% _coton_", "100 coton"),
        ("", ""),
        ("🙂", ""),
    ],
)
def test_fold_of_names(text, folded):
    assert fold(text) == folded


def test_fold_keeps_a_cyrillic_letter_apart_from_its_latin_twin():
    assert fold("Аnna") != fold("Anna")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=50))
def test_clean_twice_is_clean_once(text):
    once = clean(text, 1000)
    assert clean(once, 1000) == once
    assert not set(once) & set("\n\r\t\u202e\u200f\x07")


@given(st.text(alphabet=st.characters(), max_size=50))
def test_clean_text_can_always_be_written(text):
    with suppress(Refusal):
        clean(text, 50).encode()


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" Claire ", "Claire"),
        ("Re\u0301mi", "Rémi"),
        ("\u202eeirialC", "eirialC"),
        ("Claire\u200b\ufeff", "Claire"),
        ("12 rue\r\n de la Loge", "12 rue de la Loge"),
        ("a\tb", "a b"),
        ("\x07bell", "bell"),
        ("NULL", "NULL"),
        ("<b>Bonnet</b>", "<b>Bonnet</b>"),
        ('=HYPERLINK("x")', '=HYPERLINK("x")'),
        ("👩\u200d👧 Bonnet", "👩\u200d👧 Bonnet"),
        ("𝒞", "𝒞"),
    ],
)
def test_clean_of_names(text, cleaned):
    assert clean(text, 100) == cleaned


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\udfff"])
def test_clean_refuses_half_characters_and_nul(text):
    with pytest.raises(Refusal, match="text_unreadable"):
        clean(text, 100)


def test_clean_refuses_one_character_too_many():
    assert clean("x" * 100, 100) == "x" * 100
    with pytest.raises(Refusal, match="text_too_long") as caught:
        clean("x" * 101, 100)
    assert caught.value.params == {"limit": 100}


def test_clean_lines_keeps_the_lines():
    assert clean_lines(" un\r\ndeux\rtrois\u2028quatre\n", 100) == "un\ndeux\ntrois\nquatre"
