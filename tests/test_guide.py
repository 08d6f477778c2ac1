"""The user guide and the glossary keep up with the code: columns of files, filters, roles, flags."""

import re
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from chaland.accounts.rules import (
    APPROVE_CAMPAIGNS,
    EDIT_COLLECTION,
    EDIT_CUSTOMERS,
    EDIT_LOYALTY,
    EDIT_PRIVACY,
    EDIT_SEGMENTS,
    EDIT_SETTINGS,
    EDIT_USERS,
    EVERYWHERE,
    EXPORT_CUSTOMERS,
    IMPORT_FILES,
    LAUNCH_CAMPAIGNS,
    PAUSE_CAMPAIGNS,
    PERMISSIONS,
    PREPARE_CAMPAIGNS,
    USE_TILL,
    VIEW_CAMPAIGNS,
    VIEW_CUSTOMERS,
    VIEW_FIGURES,
    VIEW_LOYALTY,
    VIEW_OWN_FIGURES,
    VIEW_PRIVACY,
    WRITE_INTERACTIONS,
)
from chaland.sales.customer_list import COLUMNS as LIST_COLUMNS
from chaland.sales.customer_list import Calendar, read_conditions
from chaland.stores.catalogue_file import COLUMNS as PRODUCT_COLUMNS
from chaland.usecases.imports.import_customer_rows import STANDARD
from chaland.usecases.imports.import_receipt_rows import COLUMNS as RECEIPT_COLUMNS
from chaland.usecases.imports.import_receipt_rows import REQUIRED
from chaland.web.desk.settings_receipts import FLAGS

DOCS = Path(__file__).resolve().parents[1] / "docs"
LANGUAGES = ("fr", "en")
# In the order of the columns of the guide's table of roles.
IN_TABLE = (
    VIEW_CUSTOMERS,
    EDIT_CUSTOMERS,
    EXPORT_CUSTOMERS,
    VIEW_FIGURES,
    EDIT_SEGMENTS,
    WRITE_INTERACTIONS,
    IMPORT_FILES,
    EDIT_SETTINGS,
    EDIT_USERS,
    VIEW_PRIVACY,
    EDIT_PRIVACY,
    EDIT_COLLECTION,
    VIEW_OWN_FIGURES,
    VIEW_LOYALTY,
    EDIT_LOYALTY,
    USE_TILL,
    VIEW_CAMPAIGNS,
    PREPARE_CAMPAIGNS,
    APPROVE_CAMPAIGNS,
    LAUNCH_CAMPAIGNS,
    PAUSE_CAMPAIGNS,
)
CALENDAR = Calendar(date(2026, 11, 22), ZoneInfo("Europe/Paris"))
# The tables of filters of the guide, in their order, and a column that each is about.
FILTERED = ("revenue", "last_visit", "city")


def page(language, name):
    return (DOCS / "guide" / language / name).read_text(encoding="utf-8")


def section(text, number):
    """The part below the second-level heading of this number, counted from 1."""
    return re.split(r"^## .*$", text, flags=re.MULTILINE)[number]


def tables(text):
    """The rows of each table, headings and rulers left out, as lists of cells."""
    found = re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)
    rows = [[re.split(r"(?<!\\)\|", line)[1:-1] for line in table.splitlines()[2:]] for table in found]
    return [[[cell.strip() for cell in row] for row in table] for table in rows]


def quoted(text):
    return re.findall(r"`([^`]+)`", text)


def test_guides_have_the_same_pages():
    french, english = ({path.name for path in (DOCS / "guide" / language).iterdir()} for language in LANGUAGES)
    assert french == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_guide_names_the_columns_of_receipts(language):
    rows = tables(section(page(language, "import.md"), 2))[0]
    assert sorted(name for row in rows for name in quoted(row[0])) == sorted(RECEIPT_COLUMNS)
    assert [quoted(row[0])[0] for row in rows if row[1] in ("oui", "yes")] == list(REQUIRED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_guide_names_the_columns_of_customers(language):
    rows = tables(section(page(language, "import.md"), 3))[0]
    assert sorted(name for row in rows for name in quoted(row[0])) == sorted(STANDARD)


@pytest.mark.parametrize("language", LANGUAGES)
def test_guide_names_the_columns_of_products(language):
    assert set(PRODUCT_COLUMNS) - set(quoted(section(page(language, "import.md"), 8))) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_filters_that_the_guide_shows_are_understood(language):
    shown = tables(section(page(language, "customers.md"), 1))
    refused = {
        text: column
        for column, table in zip(FILTERED, shown, strict=True)
        for row in table
        for text in quoted(row[0])
        if read_conditions({column: text}, LIST_COLUMNS, CALENDAR, EVERYWHERE).refusals
    }
    assert refused == {}


@pytest.mark.parametrize("name", ["guide/fr/settings.md", "guide/en/settings.md", "privacy.md"])
def test_table_of_roles_is_what_the_code_allows(name):
    found = [table for table in tables((DOCS / name).read_text(encoding="utf-8")) if len(table) == len(PERMISSIONS)]
    rows = next(table for table in found if len(table[0]) == len(IN_TABLE) + 1)
    told = [{name for name, cell in zip(IN_TABLE, row[1:], strict=True) if cell in ("oui", "yes")} for row in rows]
    assert told == [set(allowed) for allowed in PERMISSIONS.values()]


def test_glossary_names_every_flag():
    glossary = (DOCS / "GLOSSARY.md").read_text(encoding="utf-8")
    assert [code for code in FLAGS if f"| `{code}` |" not in glossary] == []
