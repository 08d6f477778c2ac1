from datetime import timedelta

import pytest
from django.db import transaction

from chaland.interactions import services
from chaland.interactions.models import Interaction
from chaland.interactions.rules import NewInteraction
from chaland.kernel.errors import Conflict, NotFound, Refusal
from factories.person import NOW, open_file, write_down
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def claire():
    open_shops("lyon")
    return open_file()


def test_add_again_under_one_reference_is_harmless(claire):
    new = NewInteraction(claire.pk, "mailing", reference="rentree-1")
    first = services.add(new, author_id=None, now=NOW)
    again = services.add(new, author_id=None, now=LATER)
    assert (again.interaction_id, first.replayed, again.replayed) == (first.interaction_id, False, True)
    assert Interaction.objects.count() == 1


def test_add_refuses_a_reference_that_names_something_else(claire):
    services.add(NewInteraction(claire.pk, "mailing", reference="rentree-1"), author_id=None, now=NOW)
    with pytest.raises(Conflict, match="interaction_reference_taken"):
        services.add(NewInteraction(claire.pk, "call", reference="rentree-1"), author_id=None, now=NOW)
    assert Interaction.objects.count() == 1


def test_add_many_skips_known_and_repeated_references(claire):
    rows = [NewInteraction(claire.pk, "mailing", reference=name) for name in ("a", "b", "a")]
    unnamed = [NewInteraction(claire.pk, "call")] * 2
    assert services.add_many([*rows, *unnamed], now=NOW) == 4
    assert services.add_many(rows, now=NOW) == 0
    assert Interaction.objects.count() == 4


def test_complete_keeps_the_outcome_and_the_moment(claire):
    pk = write_down(claire, "call", due_at=NOW)
    with transaction.atomic():
        services.complete(pk, outcome="interested", text="Passe samedi", now=LATER)
    row = Interaction.objects.get(pk=pk)
    assert (row.outcome, row.text, row.done_at) == ("interested", "Passe samedi", LATER)


def test_complete_refuses_an_outcome_of_another_kind_and_changes_nothing(claire):
    pk = write_down(claire, "appointment", due_at=NOW)
    with transaction.atomic(), pytest.raises(Refusal, match="outcome_not_for_kind"):
        services.complete(pk, outcome="no_answer", now=LATER)
    assert Interaction.objects.get(pk=pk).done_at is None


@pytest.mark.parametrize("verb", ["complete", "cancel", "reschedule"])
def test_a_closed_one_is_not_touched_again(claire, verb):
    pk = write_down(claire, "call", due_at=NOW)
    acts = {
        "complete": lambda: services.complete(pk, outcome="done", now=LATER),
        "cancel": lambda: services.cancel(pk, now=LATER),
        "reschedule": lambda: services.reschedule(pk, due_at=LATER),
    }
    with transaction.atomic():
        services.cancel(pk, now=NOW)
        with pytest.raises(Conflict, match="interaction_closed"):
            acts[verb]()
    row = Interaction.objects.get(pk=pk)
    assert (row.outcome, row.done_at, row.due_at) == ("cancelled", NOW, NOW)


def test_reschedule_moves_what_is_due(claire):
    pk = write_down(claire, "appointment", due_at=NOW)
    with transaction.atomic():
        services.reschedule(pk, due_at=LATER)
    assert Interaction.objects.get(pk=pk).due_at == LATER


def test_what_was_never_due_cannot_be_completed(claire):
    pk = write_down(claire)
    with transaction.atomic(), pytest.raises(Refusal, match="interaction_not_due"):
        services.complete(pk, outcome="done", now=NOW)


def test_what_does_not_exist_is_not_found():
    with transaction.atomic(), pytest.raises(NotFound, match="interaction_not_found"):
        services.cancel(1, now=NOW)


def test_one_written_with_its_outcome_is_no_longer_due(claire):
    pk = write_down(claire, "call", due_at=NOW, outcome="no_answer")
    assert Interaction.objects.get(pk=pk).done_at == NOW
