"""Translations are merged from their parts, and a message has one translation."""

import gettext

import pytest
from babel.messages.catalog import Catalog

import make_messages


@pytest.fixture
def catalogue():
    return Catalog(locale="fr", charset="utf-8")


def write(folder, name, *entries):
    path = folder / name
    path.write_text("\n\n".join(entries) + "\n", encoding="utf-8")
    return path


def test_merge_keeps_contexts_and_plurals(tmp_path, catalogue):
    part = write(
        tmp_path,
        "one.po",
        'msgid "Store"\nmsgstr "Magasin"',
        'msgctxt "verb"\nmsgid "Store"\nmsgstr "Garder"',
        'msgid "%(n)s visit"\nmsgid_plural "%(n)s visits"\nmsgstr[0] "%(n)s passage"\nmsgstr[1] "%(n)s passages"',
    )
    assert make_messages.merge(catalogue, part) == []
    with (tmp_path / "django.mo").open("wb+") as file:
        make_messages.write_mo(file, catalogue)
        file.seek(0)
        french = gettext.GNUTranslations(file)
    assert (french.gettext("Store"), french.pgettext("verb", "Store")) == ("Magasin", "Garder")
    assert [french.ngettext("%(n)s visit", "%(n)s visits", n) for n in (0, 1, 2)] == [
        "%(n)s passage",
        "%(n)s passage",
        "%(n)s passages",
    ]


def test_merge_names_a_message_with_two_translations(tmp_path, catalogue):
    make_messages.merge(catalogue, write(tmp_path, "one.po", 'msgid "Till"\nmsgstr "Caisse"'))
    conflicts = make_messages.merge(catalogue, write(tmp_path, "two.po", 'msgid "Till"\nmsgstr "Jusqu’à"'))
    assert conflicts == ["two.po:1: 'Till' is already translated as 'Caisse'"]


def test_merge_leaves_out_what_is_not_translated_yet(tmp_path, catalogue):
    make_messages.merge(catalogue, write(tmp_path, "one.po", 'msgid "Till"\nmsgstr ""'))
    assert catalogue.get("Till") is None
