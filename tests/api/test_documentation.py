"""The OpenAPI file, its page and docs/api.md say what the API does, in both languages."""

import ast
import json
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

import chaland.api
import make_api_docs
from chaland.api import documentation as module
from chaland.api.documentation import documentation
from chaland.api.examples import EXAMPLES
from chaland.api.main import api
from chaland.api.problems import TITLES
from chaland.api.receipt_parsing import parse_receipt
from chaland.sentences import sentences

FOLDER = Path(chaland.api.__file__).parent
TEMPLATE_TEXT = re.compile(r'{% translate "([^"]+)" %}|_\("([^"]+)"\)')


def problems():
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Problem":
                yield [argument.value for argument in node.args[:2]]


def french():
    known = set()
    for path in (FOLDER.parent / "locale").rglob("*.po"):
        with path.open("rb") as file:
            known |= {entry.id for entry in read_po(file) if isinstance(entry.id, str) and entry.string}
    return known


def test_every_problem_has_its_title_and_its_sentence():
    missing = [(status, code) for status, code in problems() if status not in TITLES or code not in sentences()]
    assert missing == []


def test_every_text_of_the_page_is_translated(monkeypatch):
    texts = set()
    monkeypatch.setattr(module, "gettext", lambda text: texts.add(text) or text)
    documentation(api)
    for path in FOLDER.rglob("*.html"):
        texts |= {first or second for first, second in TEMPLATE_TEXT.findall(path.read_text(encoding="utf-8"))}
    assert sorted(texts - french()) == []


def test_every_address_says_what_it_answers():
    untold = [
        (method, path)
        for path, operations in api.get_openapi_schema()["paths"].items()
        for method, operation in operations.items()
        if not (operation["summary"] and operation["tags"] and operation["responses"])
    ]
    assert untold == []


def test_openapi_names_only_shapes_that_it_describes():
    schema = json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))
    named = set(re.findall(r'"#/components/schemas/(\w+)"', schema))
    assert named <= set(json.loads(schema)["components"]["schemas"])


def test_example_of_a_receipt_is_taken():
    assert parse_receipt(EXAMPLES["post", "/receipts"], {}).total_cents == 4870


def test_openapi_file_is_served(client):
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"] == "3.1.0"
    assert sorted(schema["paths"]["/api/v1/receipts"]["post"]["responses"]) == [
        "200", "201", "403", "409", "413", "422", "429",
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "title"), [("fr", "Enregistrer un ticket"), ("en", "Record a receipt")])
def test_page_is_served_in_both_languages_without_inline_code(client, db, language, title):
    response = client.get("/api/v1/docs", headers={"Accept-Language": language})
    page = response.content.decode()
    assert f"<h3>{title}</h3>" in page
    assert re.findall(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page) == []
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]


def test_docs_file_is_up_to_date():
    with translation.override("en"):
        assert make_api_docs.TARGET.read_text(encoding="utf-8") == make_api_docs.text()
    assert make_api_docs.SCHEMA.read_text(encoding="utf-8") == make_api_docs.schema()
