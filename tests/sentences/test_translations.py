"""Every sentence about what could not be read has its French, with the same placeholders."""

import re
from pathlib import Path

from django.utils import translation

import chaland
from chaland.sentences import kernel

PARTS = Path(chaland.__file__).parent / "locale" / "parts"
ENTRY = re.compile(r'^msgid "(?P<english>.+)"\nmsgstr "(?P<french>.+)"$', re.MULTILINE)
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def french() -> dict[str, str]:
    return dict(ENTRY.findall((PARTS / "kernel.po").read_text(encoding="utf-8")))


def test_kernel_sentences_are_all_translated():
    with translation.override("en"):
        sources = {str(text) for text in kernel.SENTENCES.values()}
    assert sources - french().keys() == set()


def test_kernel_translations_keep_the_placeholders():
    kept = {english: sorted(PLACEHOLDER.findall(text)) for english, text in french().items()}
    assert kept == {english: sorted(PLACEHOLDER.findall(english)) for english in french()}


def test_kernel_translations_have_a_no_break_space_before_high_marks():
    loose = [text for text in french().values() if re.search(r"[^\u00a0](?:[;:?!»](?:\s|$))", text)]
    assert loose == []
