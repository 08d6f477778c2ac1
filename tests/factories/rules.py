"""Random rules over every type of condition, drawn slot by slot; keys of stores and the like are those of a world."""

from collections.abc import Collection, Mapping, Sequence

from hypothesis import strategies as st

from chaland.segments.condition import Type, types
from chaland.segments.slots import EMPTINESS, PERCENTILES, Choices, Days, Ids, Number, Polygon, Slot, Span, Texts
from factories.small_worlds import FIELDS, PAYMENTS, WORDS

AMOUNTS = {
    "cents": (0, 1, 500, 1000, 1999, 5000), "count": (0, 1, 2, 3), "days": (0, 1, 2, 10, 40, 400), "km": (0, 2, 8, 300),
    "percent": (-50, -20, 0, 15, 20, 50), "years": (0, 11, 12, 24, 39, 40), "quantity": (0, 0.25, 1, 2, 3),
    "number": (-2, 0, 1, 2, 38.5, 40), "hour": (0, 8, 23),
}  # fmt: skip
SHARES = (0, 10, 20, 30, 50, 75, 100)
TEXTS = {
    "language": ("FR", "en"), "commune": ("69381", "69382", "2A004"), "postcode": ("69", "69001", "3", "20000"),
    "payment": ("carte", "Espèces"), "size": ("36", "37"), "material": ("CUIR", "cuir"),
}  # fmt: skip
WINDOWS = (
    *({"last_days": days} for days in (1, 2, 29, 365, 2000)),
    *({"before_days": days} for days in (0, 1, 30, 365)),
    {"from": "2024-02-29"}, {"to": "2024-02-28"}, {"from": "2023-12-31", "to": "2024-01-01"}, {"from": "2019-02-28"},
)  # fmt: skip
# Around the first shop and its neighbour, and far away.
ZONES = ([[4.8, 45.7], [4.9, 45.7], [4.9, 45.8], [4.8, 45.8]], [[3.0, 43.0], [5.0, 43.0], [4.9, 46.0]])

Keys = Mapping[str, Sequence[int]]
"""The keys there are, by what they are of."""


def rules(keys: Keys, codes: Collection[str]) -> st.SearchStrategy:
    """Trees of three levels over these types of conditions, as far as there is something that they can name."""
    drawn = sorted(code for code in codes if can_be_drawn(types()[code], keys))
    one = st.sampled_from(drawn).flatmap(lambda code: conditions(types()[code], keys))
    return _groups(one, levels=3)


def _groups(one: st.SearchStrategy, levels: int) -> st.SearchStrategy:
    """Groups of conditions and of groups, as many levels deep."""
    inner = st.one_of(one, _groups(one, levels - 1)) if levels > 1 else one
    parts = st.lists(inner, max_size=3)
    return st.builds(lambda kind, parts: {kind: parts}, st.sampled_from(("all", "any", "none")), parts)


def conditions(kind: Type, keys: Keys) -> st.SearchStrategy:
    """Conditions of one type."""
    slots = {slot.name: _values(kind.code, slot, keys) for slot in kind.slots if _can_be_filled(slot, keys)}
    required = {slot.name: slots[slot.name] for slot in kind.slots if slot.required}
    optional = {name: values for name, values in slots.items() if name not in required}
    return st.fixed_dictionaries({"condition": st.just(kind.code), **required}, optional=optional)


def can_be_drawn(kind: Type, keys: Keys) -> bool:
    return all(_can_be_filled(slot, keys) for slot in kind.slots if slot.required)


def _can_be_filled(slot: Slot, keys: Keys) -> bool:
    return not isinstance(slot, Ids) or bool(keys.get(slot.of))


def _values(code: str, slot: Slot, keys: Keys) -> st.SearchStrategy:  # noqa: PLR0911 - one line for each kind
    match slot:
        case Number():
            return _numbers(slot)
        case Choices():
            return st.lists(st.sampled_from(slot.options), min_size=1, max_size=2)
        case Ids():
            return st.lists(st.sampled_from(keys[slot.of]), min_size=1, max_size=2 if slot.many else 1)
        case Texts():
            return _texts(code, slot)
        case Days():
            return st.sampled_from(WINDOWS)
        case Span():
            return _spans(slot)
        case Polygon():
            return st.sampled_from(ZONES)
    raise AssertionError(slot)


def _numbers(slot: Number) -> st.SearchStrategy:
    def of(operator: str) -> st.SearchStrategy:
        if operator in EMPTINESS:
            return st.just({"operator": operator})
        if operator in PERCENTILES:
            return st.builds(lambda share: {"operator": operator, "amount": share}, st.sampled_from(SHARES))
        amounts = st.sampled_from([one for one in AMOUNTS[slot.unit] if slot.low <= one <= slot.high])
        more = {"to": amounts} if operator == "between" else {}
        return st.fixed_dictionaries({"operator": st.just(operator), "amount": amounts, **more})

    return st.sampled_from(slot.operators).flatmap(of)


def _texts(code: str, slot: Texts) -> st.SearchStrategy:
    if slot.name == "field":
        return st.lists(st.sampled_from(tuple(FIELDS)), min_size=1, max_size=1)
    known = TEXTS.get(slot.name) or TEXTS.get(code) or (*WORDS, "ete", "JARDIN", "%", "_", "true", PAYMENTS[0])
    return st.lists(st.sampled_from(known), min_size=1, max_size=2)


def _spans(slot: Span) -> st.SearchStrategy:
    ends = [end for end in (-366, -60, -1, 0, 1, 7, 12, 23, 300, 366) if slot.low <= end <= slot.high]
    pairs = st.tuples(st.sampled_from(ends), st.sampled_from(ends))
    return pairs.map(lambda pair: {"from": min(pair), "to": max(pair)})
