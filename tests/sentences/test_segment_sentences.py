"""A rule's sentence says exactly the same as the rule: every shape of it has words, and two rules never share them."""

from itertools import product

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.segments.condition import types
from chaland.segments.slots import Choices, Days, Number
from chaland.segments.tree import Condition, Group, parse
from chaland.sentences.segments.conditions import PHRASES
from chaland.sentences.segments.words import rule_phrase, rule_text
from factories.any_rules import CODES, rules

LANGUAGES = ("fr", "en")
WINDOWS = (None, {"last_days": 1}, {"last_days": 90}, {"before_days": 0}, {"before_days": 1}, {"before_days": 90},
           {"from": "2026-03-31"}, {"to": "2026-03-31"}, {"from": "2026-01-01", "to": "2026-03-31"})  # fmt: skip
PLURAL_FREE = 1
FILLED = {
    "store": [1, 2], "category": [3], "product": [4], "seller": [5], "with_category": [6], "with_product": [7],
    "field": ["taille"], "texts": ["bleu"], "payment": ["carte"], "ages": {"from": 3, "to": 6},
    "hours": {"from": 17, "to": 18}, "days": {"from": -3, "to": 7}, "corners": [[3.8, 43.6], [3.9, 43.6], [3.9, 43.7]],
    "by": ["email", "mobile"], "weekdays": ["1", "6"],
}  # fmt: skip


def names(kind, key):
    return f"{kind} {key}"


def said(data, language):
    with translation.override(language):
        return rule_text(parse({"all": [data]}), names)


def every(code):
    """A condition of every operator, window and choice of its type; the other slots once filled, once left out."""
    slots = types()[code].slots
    for is_full in (False, True):
        kept = [slot for slot in slots if slot.required or is_full or isinstance(slot, Days | Number)]
        for chosen in product(*(_ways(slot) for slot in kept)):
            given_slots = {slot.name: value for slot, value in zip(kept, chosen, strict=True) if value is not None}
            yield {"condition": code, **given_slots}


def _ways(slot):
    if isinstance(slot, Number):
        ways = [_compared(operator, slot) for operator in slot.operators]
        return [*ways, None] if not slot.required else ways
    if isinstance(slot, Days):
        return [way for way in WINDOWS if way or not slot.required]
    if isinstance(slot, Choices):
        return [[slot.options[0]]] if slot.name not in ("is", "measure") else [[option] for option in slot.options]
    filled = FILLED.get(slot.name, [8] if hasattr(slot, "of") else ["texte"])
    return [filled if getattr(slot, "many", True) else filled[:1]]


def _compared(operator, slot):
    amount = max(slot.low, min(slot.high, PLURAL_FREE))
    to = {"to": amount + 4} if operator == "between" else {}
    return {"operator": operator, **({} if operator in ("known", "unknown") else {"amount": amount, **to})}


def test_every_type_has_its_words():
    assert set(PHRASES) == set(CODES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_way_of_a_condition_has_a_sentence_of_its_own(code, language):
    ways = list(every(code))
    found = {}
    for way in ways:
        found.setdefault(said(way, language), set()).add(meaning(parse({"all": [way]}).parts[0]))
    assert [(text, same) for text, same in found.items() if len(same) > 1] == []
    assert [text for text in found if "  " in text or "{" in text or "None" in text or " ." in text] == []


def meaning(node):
    """A rule without what changes nothing: groups of one, the order of what is written twice, usual measures."""
    if isinstance(node, Condition):
        return _plain_condition(node)
    parts = tuple(meaning(part) for part in node.parts)
    if len(parts) == 1 and node.kind != "none":
        return parts[0]
    kind = "all" if not parts and node.kind == "none" else node.kind
    return (kind, parts)


def _plain_condition(condition):
    values = dict(condition.values)
    if values.get("measure") == ("times",):
        del values["measure"]
    if condition.code == "lifecycle" and "window" in values:
        # Only the last day of the window counts, today where it names no other.
        values["window"] = (values["window"].before_days, values["window"].to_on)
        if values["window"] == (None, None):
            del values["window"]
    for name in ("share", "seed"):
        if name in values:
            values[name] = values[name].amount
    return (condition.code, tuple(sorted(values.items(), key=lambda pair: pair[0])))


def worded(rule, language):
    with translation.override(language):
        return rule_text(rule, names)


@settings(max_examples=200)
@given(st.lists(rules(), min_size=2, max_size=6))
@pytest.mark.parametrize("language", LANGUAGES)
def test_two_rules_never_share_a_sentence(language, several):
    found = {}
    for rule in several:
        found.setdefault(worded(rule, language), set()).add(meaning(rule))
    assert [same for same in found.values() if len(same) > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_word_more_or_less_is_another_sentence(language):
    """Texts that hold quotes and joints do not pass for two texts."""
    lists = (["a", "b"], ["a » ou « b"], ["a” or “b"], ["a, b"], ["a", "b”"], ["a”", "b"], ["a»", "b"])
    found = [said({"condition": "hobbies", "is": texts}, language) for texts in lists]
    assert len(set(found)) == len(lists)


@given(rules(2))
def test_pieces_make_the_text(rule):
    assert "".join(piece.text for piece in rule_phrase(rule, names)) == rule_text(rule, names)


EXAMPLES = [
    (
        {"condition": "children", "is": {"operator": "at_least", "amount": 1}},
        "Clients qui ont au moins 1 enfant.",
        "Customers who have at least 1 child.",
    ),
    (
        {"condition": "visit_interval", "is": {"operator": "at_most", "amount": 5}},
        "Clients dont l’intervalle entre deux visites est d’au plus 5 jours.",
        "Customers of whom the interval between two visits is at most 5 days.",
    ),
    (
        {"condition": "recency", "is": {"operator": "between", "amount": 30, "to": 60}},
        "Clients qui sont venus pour la dernière fois il y a entre 30 jours et 60 jours.",
        "Customers who last came between 30 days and 60 days ago.",
    ),
    (
        {"condition": "revenue", "is": {"operator": "top_percent", "amount": 20}, "window": {"last_days": 365}},
        "Clients dont le CA sur les 365 derniers jours est parmi les 20 % les plus élevés.",
        "Customers of whom the revenue in the last 365 days is among the highest 20%.",
    ),
    (
        {
            "condition": "bought",
            "category": [3],
            "is": {"operator": "equal", "amount": 0},
            "window": {"before_days": 90},
        },
        "Clients qui n’ont fait aucun achat dans la famille « category 3 » il y a plus de 90 jours.",
        "Customers who made no purchase in the family “category 3” more than 90 days ago.",
    ),
    (
        {"condition": "bought", "brand": ["Alpha", "Bêta"], "is": {"operator": "between", "amount": 1, "to": 3}},
        "Clients qui ont fait entre 1 et 3 achats de la marque « Alpha » ou « Bêta ».",
        "Customers who made between 1 and 3 purchases of the brand “Alpha” or “Bêta”.",
    ),
    (
        {"condition": "average_basket", "is": {"operator": "at_least", "amount": 2950.5}},
        "Clients dont le panier moyen est d’au moins 29,505 €.",
        "Customers of whom the average basket is at least €29.505.",
    ),
]


@pytest.mark.parametrize(("data", "french", "english"), EXAMPLES)
def test_sentences_read_well(data, french, english):
    assert (said(data, "fr").replace("\u00a0", " "), said(data, "en")) == (french, english)


def test_groups_are_set_apart():
    visits = {"condition": "visits", "is": {"operator": "at_least", "amount": 2}}
    age = {"condition": "age", "is": {"operator": "at_most", "amount": 30}}
    rule = parse({"all": [visits, {"any": [age, visits]}, {"none": [age]}]})
    assert worded(rule, "en") == (
        "Customers who came at least 2 times and (who are at most 30 years old or who came at least 2 times) "
        "and for whom none of this is true: (who are at most 30 years old)."
    )


def test_empty_rules_are_everybody_or_nobody():
    assert [worded(Group(kind), "en") for kind in ("all", "any", "none")] == [
        "All customers.",
        "Nobody.",
        "All customers.",
    ]
