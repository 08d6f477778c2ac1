"""Every page opens in both languages, says everything in the reader's language, and is safe to show."""

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from django.test import Client
from django.utils import timezone

import make_messages
from factories.pages import addresses, segments
from factories.sales import rolled_back
from factories.street import open_street

pytestmark = pytest.mark.django_db

POST_ONLY = 405
# Answers that are no pages: JSON, files, and the page that a used-up link leads to.
NO_PAGES = {
    "health",
    "campaign-file",
    "clearing-order",
    "clearing-statement",
    "customers-export",
    "segment-from-list",
    "login",
    "loyalty-report-file",
    "login-link",
    "till-link",
    "public-booked",
    "public-booking-calendar",
    "public-survey-customer",
    "public-picture",
    "quote-pdf",
    "slots-qr",
    "import-rejects",
    "import-report",
}
# Pages about a mail that was sent or a file that was read: they are opened where there is one.
ABSENT = {
    "campaign",
    "campaign-calls",
    "campaign-call",
    "campaign-files",
    "campaign-returned",
    "public-confirm",
    "public-details",
    "public-address",
    "public-unsubscribe",
    "public-preferences",
    "public-stay",
    "public-card",
    "public-link",
    "public-news",
    "import-guide",
}
# Suggestions for a field as one types: nobody opens them.
SUGGESTIONS = {"/communes/", "/campaigns/products/", "/quotes/new/articles/", "/settings/families/find/"}
GAP = re.compile(r"%\(\w+\)[sd]")
LETTERS = 3
# The language switch names each language in itself.
OWN_NAMES = {"Français", "English"}


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker):
    """(path, response) of every page as the owner opens it in a language, each opened once for all the tests."""
    with django_db_blocker.unblock(), rolled_back():
        street, client = open_street(timezone.now()), Client()

        @cache
        def visit(language):
            street.user.language = language
            street.user.save()
            client.force_login(street.user)
            wanted = [address for address in addresses(street.arguments) if address.name not in NO_PAGES | ABSENT]
            # Public pages speak the language of the browser.
            spoken = {"Accept-Language": language}
            answers = [(address.path, client.get(address.path, headers=spoken, follow=True)) for address in wanted]
            return [(path, answer) for path, answer in answers if answer.status_code != POST_ONLY]

        yield visit


@cache
def pairs():
    """Each (English, French) of every message and of each plural form."""
    catalogue = Catalog(locale="fr")
    for path in make_messages.sources():
        make_messages.merge(catalogue, path)
    return [pair for message in catalogue if message.id for pair in forms(message)]


def forms(message):
    english = [message.id] if isinstance(message.id, str) else [*message.id, message.id[-1]]
    french = [message.string] if isinstance(message.string, str) else message.string
    return zip(english, french, strict=False)


def pattern_of(texts):
    """What matches one of these messages, whatever fills their gaps; a message of hardly any letters is left out."""
    spaced = {re.sub(r"\s+", " ", text).strip() for text in texts}
    telling = [text for text in spaced if len(re.sub(r"[\W\d_]", "", GAP.sub("", text))) > LETTERS and "<" not in text]
    shapes = [".+".join(map(re.escape, GAP.split(text))) for text in telling]
    return re.compile("|".join(sorted(shapes, key=len, reverse=True)))


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.long)])
def test_every_page_opens(pages, language):
    assert {path: answer.status_code for path, answer in pages(language) if answer.status_code != 200} == {}


def test_address_of_a_part_opens_a_whole_page(pages):
    found = {path for path, answer in pages("en") if _is_html(answer) and b"<html" not in answer.content[:200]}
    assert found == SUGGESTIONS


def _is_html(answer):
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


def test_every_page_names_its_language(pages):
    assert [
        path for path, answer in pages("en") if b'<html lang="en">' not in answer.content and is_whole(answer)
    ] == []


def is_whole(answer):
    return answer.content.lstrip().lower().startswith(b"<!doctype")


def test_french_pages_hold_no_english(pages):
    differing = {english for english, french in pairs() if english != french}
    english = pattern_of(differing - {french for _english, french in pairs()})
    assert found_in(pages("fr"), english) == {}


def test_english_pages_hold_no_french(pages):
    differing = {french for english, french in pairs() if english != french}
    french = pattern_of(differing - {english for english, _french in pairs()})
    assert found_in(pages("en"), french) == {}


def found_in(visited, shape):
    found = {
        path: sorted(text for text in segments(answer.content.decode()) - OWN_NAMES if shape.fullmatch(text))
        for path, answer in visited
        if "html" in answer.headers["Content-Type"]
    }
    return {path: texts for path, texts in found.items() if texts}


def test_every_page_has_a_strict_policy_and_is_not_kept(pages):
    expected = (
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; "
        "form-action 'self'; base-uri 'none'; object-src 'none'"
    )
    policies = {answer.headers["Content-Security-Policy"] for _path, answer in pages("fr")}
    kept = [path for path, answer in pages("fr") if answer.headers.get("Cache-Control") != "no-store"]
    assert {frozenset(policy.split("; ")) for policy in policies} == {frozenset(expected.split("; "))}
    assert kept == ["/about/"]
