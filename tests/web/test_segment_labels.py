"""Everything the builder shows has words."""

from chaland.segments.condition import types
from chaland.segments.slots import Choices
from chaland.web.desk.segments import labels


def test_every_condition_is_in_a_family_of_the_chooser():
    offered = [code for _family, options in labels.grouped() for code, _label in options]
    assert sorted(offered) == sorted(types())


def test_every_condition_slot_and_choice_has_words():
    slots = [(code, slot) for code, type_ in types().items() for slot in type_.slots]
    choices = [(code, slot.name, one) for code, slot in slots if isinstance(slot, Choices) for one in slot.options]
    assert set(types()) - labels.CONDITIONS.keys() == set()
    assert {slot.name for _code, slot in slots} - labels.SLOTS.keys() == set()
    assert [each for each in choices if each[2] not in labels.chosen_labels(each[0], each[1])] == []
