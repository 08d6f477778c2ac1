"""Rules of segments of every shape, drawn by Hypothesis; what they name exists nowhere."""

from datetime import date

from hypothesis import strategies as st

from chaland.segments.condition import types
from chaland.segments.slots import EMPTINESS, PERCENTILES, Choices, Days, Ids, Number, Polygon, Span, Texts
from chaland.segments.tree import parse

TEXT = st.text("aAéÉ %_'\"«»“”,;()\\ou", min_size=1, max_size=8).filter(str.strip)
DAY = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)
# Asked here: reading them imports what draws random numbers, which must not happen while Hypothesis draws.
CODES = sorted(types())
ONE_ONLY = ("measure", "field")


def numbers(slot):
    """Whole and broken numbers within the bounds of a slot; a draw is whole."""
    low, high = max(slot.low, -1e9), min(slot.high, 1e9)
    whole = st.integers(int(low), int(high))
    broken = st.decimals(low, high, places=3).map(float)
    return whole if slot.name == "seed" else whole | broken


@st.composite
def comparisons(draw, slot):
    operator = draw(st.sampled_from(slot.operators))
    if operator in EMPTINESS:
        return {"operator": operator}
    if operator in PERCENTILES:
        return {"operator": operator, "amount": draw(st.integers(0, 100))}
    amount = draw(numbers(slot))
    return {"operator": operator, "amount": amount, **({"to": draw(numbers(slot))} if operator == "between" else {})}


@st.composite
def spans(draw, slot):
    first, last = sorted(draw(st.lists(st.integers(slot.low, slot.high), min_size=2, max_size=2)))
    return {"from": first, "to": last}


@st.composite
def windows(draw):
    kind = draw(st.sampled_from(("last", "before", "between", "since", "until")))
    if kind == "last":
        return {"last_days": draw(st.integers(1, 4000))}
    if kind == "before":
        return {"before_days": draw(st.integers(0, 4000))}
    first, last = sorted(draw(st.lists(DAY, min_size=2, max_size=2)))
    return {"between": {"from": first, "to": last}, "since": {"from": first}, "until": {"to": last}}[kind]


def values(slot):
    """What one slot takes in JSON."""
    few = 1 if slot.name in ONE_ONLY or not getattr(slot, "many", True) else 3
    degrees = st.integers(-90_000, 90_000).map(lambda thousandths: thousandths / 1000)
    return {
        Number: lambda: comparisons(slot),
        Choices: lambda: st.lists(st.sampled_from(slot.options), min_size=1, max_size=few, unique=True),
        Texts: lambda: st.lists(TEXT, min_size=1, max_size=few, unique_by=str.strip),
        Ids: lambda: st.lists(st.integers(1, 30), min_size=1, max_size=few, unique=True),
        Span: lambda: spans(slot),
        Days: windows,
        Polygon: lambda: st.lists(st.tuples(degrees, degrees).map(list), min_size=3, max_size=5),
    }[type(slot)]()


@st.composite
def conditions(draw, code=None):
    """One condition in JSON, with some of its optional slots."""
    code = code or draw(st.sampled_from(CODES))
    given = {"condition": code}
    for slot in types()[code].slots:
        if slot.required or draw(st.booleans()):
            given[slot.name] = draw(values(slot))
    return given


def groups(depth=5):
    """A group in JSON, nested as deep as is allowed."""
    parts = conditions() if depth == 1 else st.one_of(conditions(), groups(depth - 1))
    return st.tuples(st.sampled_from(("all", "any", "none")), st.lists(parts, max_size=3)).map(
        lambda pair: {pair[0]: pair[1]}
    )


def rules(depth=3):
    """A rule as it is parsed."""
    return groups(depth).map(parse)
