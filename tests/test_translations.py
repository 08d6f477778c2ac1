"""Every text of the interface has its French, and every translation keeps the gaps that are filled in."""

import re

from babel.messages.catalog import Catalog

import find_messages
import make_messages

GAP = re.compile(r"%\(\w+\)[srd]|\{\w*\}|%[srd]\b")
# argparse names a Python type here; a person is better off without.
WITHOUT_ITS_TYPE = "invalid %(type)s value: %(value)r"


def entries():
    """(English, French forms) of every translation; the plural stands for the English of a message with forms."""
    catalogue = Catalog(locale="fr")
    conflicts = [conflict for path in make_messages.sources() for conflict in make_messages.merge(catalogue, path)]
    assert conflicts == []
    return [(forms(message.id)[-1], forms(message.string)) for message in catalogue if message.id]


def forms(text):
    return [text] if isinstance(text, str) else list(text)


def gaps(text):
    return set(GAP.findall(text))


def test_every_text_has_its_french():
    assert find_messages.missing() == {}


def test_translations_fill_no_gap_that_the_text_does_not_have():
    assert [english for english, french in entries() for form in french if gaps(form) - gaps(english)] == []


def test_translations_lose_no_gap():
    lost = {english for english, french in entries() if gaps(english) - gaps(french[-1])}
    assert lost - {WITHOUT_ITS_TYPE} == set()


def test_french_has_a_no_break_space_before_high_marks():
    loose = re.compile(r"[^\u00a0\u202f?!][;:?!»](?:\s|$)")
    assert [form for _english, french in entries() for form in french if loose.search(form)] == []
