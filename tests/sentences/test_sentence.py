"""Every refusal is told in a sentence, in both languages."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

import chaland
from chaland.kernel.errors import Conflict, Refusal
from chaland.sentences import areas, sentence, sentences

SOURCES = Path(chaland.__file__).parent
REFUSALS = {"Refusal", "NotFound", "Conflict", "Forbidden"}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def raised() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in REFUSALS and node.args:
                yield f"{path.relative_to(SOURCES)}:{node.lineno}", node


def codes(node: ast.expr) -> list[re.Pattern[str]]:
    """The codes an argument can be; what an f-string fills in may be anything."""
    if isinstance(node, ast.IfExp):
        return codes(node.body) + codes(node.orelse)
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values]
        return [re.compile("".join(parts))]
    return [re.compile(re.escape(node.value))] if isinstance(node, ast.Constant) else []


def test_sentence_exists_for_every_code_raised():
    wanted = [(where, code) for where, call in raised() for code in codes(call.args[0])]
    missing = [(where, code.pattern) for where, code in wanted if not any(map(code.fullmatch, sentences()))]
    assert missing == []


def test_sentence_of_a_code_is_written_in_one_area():
    twice = Counter(code for area in areas().values() for code in area)
    assert [code for code, times in twice.items() if times > 1] == []


def test_sentence_placeholders_are_given_by_every_refusal():
    unfilled = []
    for where, call in raised():
        given = {keyword.arg for keyword in call.keywords}
        if None in given or not isinstance(call.args[0], ast.Constant):
            continue
        wanted = set(PLACEHOLDER.findall(str(sentences().get(call.args[0].value, ""))))
        unfilled += [(where, name) for name in sorted(wanted - given)]
    assert unfilled == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sentence_template_has_only_named_placeholders(language):
    with translation.override(language):
        bare = [code for code, text in sentences().items() if "%" in PLACEHOLDER.sub("", str(text).replace("%%", ""))]
    assert bare == []


def test_sentence_fills_the_params():
    with translation.override("en"):
        told = sentence(Refusal("amount_not_understood", text="12,x"))
    assert told == "“12,x” is not an amount. Write it like 12.50."


def test_sentence_of_unknown_code_is_general():
    with translation.override("en"):
        assert sentence(Conflict("never_heard_of")) == "This cannot be done (never_heard_of)."


def test_sentence_with_a_missing_param_leaves_a_gap():
    with translation.override("en"):
        assert sentence(Refusal("text_too_long")) == "This text is too long: at most … characters."


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("limit", 1000, "1,000"),
        ("limit", date(2026, 11, 22), "22 Nov 2026"),
        ("limit", datetime(2026, 11, 22, 9, 30, tzinfo=UTC), "22 Nov 2026 10:30"),
        ("limit", "x" * 200, "x" * 60 + "…"),
        ("limit", "half \ud800 \u202e", "half ? "),
        ("limit", "100 % %(code)s", "100 % %(code)s"),
    ],
)
def test_sentence_writes_params_for_the_reader(name, value, expected):
    with translation.override("en"), timezone.override(ZoneInfo("Europe/Paris")):
        told = sentence(Refusal("text_too_long", **{name: value}))
    assert told == f"This text is too long: at most {expected} characters."


def test_sentence_writes_cents_in_euros():
    with translation.override("en"):
        told = sentence(Refusal("amount_too_large", limit_cents=123456))
    assert told == "This amount is too large: at most €1,234.56."


def test_refusal_about_names_the_field():
    refusal = Refusal("text_too_long", limit=3)
    assert refusal.about("city") is refusal
    assert (refusal.field, refusal.params) == ("city", {"limit": 3})
