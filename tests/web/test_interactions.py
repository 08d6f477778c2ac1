from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chaland.interactions.models import Interaction
from factories.people import join
from factories.person import open_file, write_down

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def claire(shops):
    return open_file(home_store_id=shops[0].pk)


@pytest.fixture
def seller(client, shops):
    user = join("marc@example.com", "seller", shops[0])
    client.force_login(user)
    return user


def new(customer):
    return reverse("interaction-new", args=[customer.pk])


def test_an_exchange_is_written_down_with_its_author_and_store(client, seller, claire, shops):
    answer = client.post(new(claire), {"kind": "call", "text": "Rappelle", "outcome": "no_answer"})
    row = Interaction.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("customer", args=[claire.pk]))
    said = (row.kind, row.channel, row.text, row.outcome, row.author_id, row.store_id)
    assert said == ("call", "phone", "Rappelle", "no_answer", seller.pk, shops[0].pk)


def test_an_appointment_is_planned_in_the_time_of_the_network(client, seller, claire):
    client.post(new(claire), {"kind": "appointment", "due": "2030-07-01T10:15"})
    assert Interaction.objects.get().due_at.isoformat() == "2030-07-01T08:15:00+00:00"


def test_htmx_gets_the_form_again_with_what_was_typed(client, seller, claire):
    answer = client.post(new(claire), {"kind": "appointment", "text": "Essayage"}, headers=HTMX)
    html = answer.content.decode()
    assert ("<html" in html, "Essayage" in html, set(answer.context["interaction_form"].errors)) == (
        False,
        True,
        {"due"},
    )
    done = client.post(new(claire), {"kind": "note", "text": "Essayage"}, headers=HTMX)
    assert done["HX-Redirect"] == reverse("customer", args=[claire.pk])


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("call", {"kind", "due", "subject", "text", "outcome"}),
        ("survey", {"kind", "channel", "subject", "text", "outcome", "score"}),
        ("note", {"kind", "channel", "due", "subject", "text"}),
        ("dance", {"kind", "due", "subject", "text", "outcome"}),
    ],
)
def test_the_form_asks_what_the_kind_may_carry(client, seller, claire, kind, fields):
    answer = client.get(new(claire), {"kind": kind, "due": "2030-01-02T09:00"}, headers=HTMX)
    assert set(answer.context["interaction_form"].fields) == fields
    assert ("2030-01-02T09:00" in answer.content.decode()) == ("due" in fields)


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "dance"},
        {"kind": "call", "outcome": "missed"},
        {"kind": "note", "text": ""},
        {"kind": "note", "text": "a" * 281},
        {"kind": "appointment", "due": "demain"},
        {"kind": "survey", "score": "12"},
        {"kind": "note", "text": "CB 4970 1012 3456 7893"},
        {"kind": "note", "text": "nul\x00"},
        {},
    ],
)
def test_what_is_not_understood_is_told_and_not_kept(client, seller, claire, typed):
    answer = client.post(new(claire), typed)
    assert (answer.status_code, bool(answer.context["interaction_form"].errors)) == (200, True)
    assert Interaction.objects.count() == 0


def test_a_thing_to_do_is_closed_moved_and_cancelled(client, seller, claire):
    now = timezone.now()
    closed, moved, dropped = (write_down(claire, "call", due_at=now, now=now) for _ in range(3))
    agenda = reverse("agenda")
    answers = [
        client.post(reverse("interaction-close", args=[closed]), {"outcome": "purchase", "text": "Ravie"}),
        client.post(reverse("interaction-move", args=[moved]), {"due": "2030-01-02T09:00"}),
        client.post(reverse("interaction-cancel", args=[dropped])),
    ]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, agenda)] * 3
    rows = dict(Interaction.objects.values_list("pk", "outcome"))
    assert rows == {closed: "purchase", moved: "", dropped: "cancelled"}
    assert Interaction.objects.get(pk=moved).due_at.isoformat() == "2030-01-02T08:00:00+00:00"


def test_closing_without_an_outcome_asks_for_it(client, seller, claire):
    pk = write_down(claire, "call", due_at=timezone.now(), now=timezone.now())
    assert client.post(reverse("interaction-close", args=[pk]), {"outcome": "missed"}).status_code == 200
    assert client.post(reverse("interaction-move", args=[pk]), {"due": "x"}).status_code == 200
    assert Interaction.objects.get().done_at is None


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/customers/", "/customers/"),
        ("https://example.com/", "/agenda/"),
        ("//example.com", "/agenda/"),
        ("", "/agenda/"),
    ],
)
def test_one_comes_back_only_to_our_own_pages(client, seller, claire, asked, led_to):
    pk = write_down(claire, "call", due_at=timezone.now(), now=timezone.now())
    assert client.post(reverse("interaction-cancel", args=[pk]), {"next": asked})["Location"] == led_to


def test_roles_and_stores_that_may_not_are_refused_and_change_nothing(client, shops, claire):
    pk = write_down(claire, "call", due_at=timezone.now(), now=timezone.now())
    writes = [
        (new(claire), {"kind": "note", "text": "non"}),
        (reverse("interaction-close", args=[pk]), {"outcome": "done"}),
        (reverse("interaction-move", args=[pk]), {"due": "2030-01-02T09:00"}),
        (reverse("interaction-cancel", args=[pk]), {}),
        (reverse("wish-new", args=[claire.pk]), {"what": "sac"}),
    ]
    before = list(Interaction.objects.values())
    for user, status in ((join("lou@example.com", "reader"), 403), (join("n@example.com", "seller", shops[1]), 404)):
        client.force_login(user)
        assert {client.post(path, data).status_code for path, data in writes} == {status}
    assert list(Interaction.objects.values()) == before


def test_list_shows_the_store_s_own_exchanges(client, seller, claire, shops):
    write_down(claire, text="ici")
    write_down(claire, text="ailleurs", store_id=shops[1].pk)
    html = client.get(reverse("interactions")).content.decode()
    assert ("ici" in html, "ailleurs" in html) == (True, False)


@pytest.mark.parametrize(
    "query", [{"kind": "x"}, {"since": "demain"}, {"page": "x"}, {"page": "99"}, {"state": "\x00"}]
)
def test_list_takes_any_query(client, seller, claire, query):
    write_down(claire)
    answer = client.get(reverse("interactions"), query)
    assert (answer.status_code, len(answer.context["page"])) == (200, 1)


def test_list_asks_as_much_for_one_as_for_three(client, seller, claire):
    counts = []
    for number in range(3):
        write_down(claire, "call", text=str(number), due_at=timezone.now() + timedelta(days=1), now=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("interactions"))
        counts.append(len(queries))
    assert counts[1] == counts[2]
