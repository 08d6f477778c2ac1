from datetime import UTC, datetime, timedelta

import pytest

from chaland.interactions.models import Interaction
from chaland.interactions.rules import SHAPES, NewInteraction, check
from chaland.kernel.errors import Refusal

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)


def refused(**said):
    with pytest.raises(Refusal) as caught:
        check(NewInteraction(1, **said), NOW)
    return caught.value.code, caught.value.field


def test_every_kind_of_the_table_has_a_shape():
    assert set(SHAPES) == set(Interaction.Kind.values)


def test_every_shape_names_channels_and_outcomes_of_the_table():
    assert {channel for shape in SHAPES.values() for channel in shape.channels} <= set(Interaction.Channel.values)
    assert {outcome for shape in SHAPES.values() for outcome in shape.outcomes} <= set(Interaction.Outcome.values)


def test_check_fills_in_the_usual_channel_and_the_moment():
    checked = check(NewInteraction(1, "call", text="  Rappelle \n demain "), NOW)
    assert (checked.channel, checked.occurred_at, checked.text) == ("phone", NOW, "Rappelle \n demain")


def test_check_changes_nothing_the_second_time():
    once = check(NewInteraction(1, "appointment", subject=" Essayage ", due_at=TOMORROW), NOW)
    assert check(once, NOW) == once


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"kind": "dance"}, ("interaction_kind_unknown", "kind")),
        ({"kind": "call", "channel": "post"}, ("channel_not_for_kind", "channel")),
        ({"kind": "visit", "outcome": "no_answer"}, ("outcome_not_for_kind", "outcome")),
        ({"kind": "call", "outcome": "cancelled"}, ("outcome_not_for_kind", "outcome")),
        ({"kind": "appointment"}, ("due_needed", "due")),
        ({"kind": "visit", "due_at": TOMORROW}, ("due_not_for_kind", "due")),
        ({"kind": "call", "score": 4}, ("score_not_for_kind", "score")),
        ({"kind": "survey", "score": 11}, ("score_out_of_range", "score")),
        ({"kind": "survey", "score": -1}, ("score_out_of_range", "score")),
        ({"kind": "note", "text": "  \u200b "}, ("note_empty", "text")),
        ({"kind": "note", "text": "a" * 281}, ("text_too_long", "text")),
        ({"kind": "call", "subject": "a" * 101}, ("text_too_long", "subject")),
        ({"kind": "call", "text": "nul\x00"}, ("text_unreadable", "text")),
        ({"kind": "call", "occurred_at": TOMORROW}, ("interaction_in_future", "occurred")),
        ({"kind": "call", "text": "CB 4970 1012 3456 7893"}, ("text_holds_secret_number", "text")),
    ],
)
def test_check_refuses(said, refusal):
    assert refused(**said) == refusal


def test_note_of_280_characters_passes():
    assert len(check(NewInteraction(1, "note", text="é" * 280), NOW).text) == 280


def test_a_clock_a_little_ahead_is_brought_back_to_now():
    ahead = NewInteraction(1, "visit", occurred_at=NOW + timedelta(minutes=5))
    assert check(ahead, NOW).occurred_at == NOW
