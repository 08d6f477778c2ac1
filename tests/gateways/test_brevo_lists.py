"""Lists at Brevo follow the customers, and who leaves there is left alone here. Everybody is made up."""

from datetime import UTC, datetime, timedelta

import pytest

from chaland.campaigns.models import Listed, MailingList
from chaland.campaigns.rules.mailing import LIST_GONE, NO_KEY, NOT_LET_IN, NOT_REACHED, TOO_MANY
from chaland.cli.main import main
from chaland.customers.models import ContactPoint, Customer
from chaland.privacy.gate import may_contact
from chaland.privacy.services import object_to
from chaland.usecases.campaigns import follow_lists as following
from chaland.usecases.campaigns.edit_lists import add_list, switch_list
from chaland.usecases.campaigns.follow_lists import Followed, follow_lists, is_due
from chaland.usecases.rights.erase_customer import erase_customer
from factories.brevo_lists import brevo_lists
from factories.mail_servers import HOST, free_port
from factories.opt_in import OFFERS, act
from factories.sales import open_shops
from factories.sending import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings, tmp_path):
    settings.ERASURES = str(tmp_path / "erasures" / "journal")
    open_shops("lyon")
    with brevo_lists() as kept:
        settings.MAILER_URL = kept.url
        yield kept


def following_one(**more):
    return add_list(**{"number": 7, "name": "Clients", "purpose": "offers", "fields": ["first_name", "store"], **more})


def run(**more):
    [done] = follow_lists(**more).values()
    return done


def may(customer_id):
    return may_contact(customer_id, purpose="offers", channel="email", now=datetime.now(UTC)).allowed


def test_who_agreed_is_on_the_list_with_what_it_may_know_and_a_second_run_tells_nothing(server):
    first, second = people(2)
    third = people(1, start=2)[0]
    act(third, "withdrawn", OFFERS, address="p2@example.com")
    following_one()
    # List, attributes, the one that was missing, and the import.
    assert run() == Followed(put=2, calls=4)
    server.settle()
    assert server.addresses() == ["p0@example.com", "p1@example.com"]
    assert server.named("p0@example.com")["attributes"] == {"PRENOM": "Prénom0", "MAGASIN": ""}
    assert run() == Followed(calls=2)
    Customer.objects.filter(pk=second).update(first_name="Autre")
    assert run() == Followed(put=1, calls=3)
    assert {first, second} == set(Listed.objects.values_list("customer_number", flat=True))


def test_nothing_is_done_when_it_is_only_tried(server):
    people(2)
    one = following_one()
    assert run(is_dry=True) == Followed(put=2, calls=1)
    one.refresh_from_db()
    assert (server.imports, Listed.objects.count(), one.ended_at) == ([], 0, None)


def test_who_unsubscribed_or_is_dead_there_is_written_to_no_more_here(server):
    gone, dead, stays = people(3)
    following_one()
    run()
    server.settle()
    server.leave("p0@example.com")
    server.leave("p1@example.com", why="hardBounces")
    assert run().came_back == 2
    assert [may(one) for one in (gone, dead, stays)] == [False, False, True]
    assert ContactPoint.objects.get(customer=dead, kind="email").status == "bounced"
    assert run().came_back == 0
    # Who agrees here afterwards is believed.
    act(gone, "granted", OFFERS, address="p0@example.com", now=datetime.now(UTC) + timedelta(seconds=5))
    assert (run().came_back, may(gone)) == (0, True)


def test_who_withdraws_objects_or_leaves_the_segment_is_taken_off(server):
    withdrawn, _objects, stays = people(3)
    following_one()
    run()
    act(withdrawn, "withdrawn", OFFERS, address="p0@example.com")
    object_to("email", "p1@example.com", now=datetime.now(UTC))
    assert run().taken_off == 2
    assert (server.addresses(), len(server.contacts)) == (["p2@example.com"], 3)
    assert [one.customer_number for one in Listed.objects.all()] == [stays]


def test_without_the_gate_they_would_stay_on_it(server, monkeypatch):
    people(2)
    following_one()
    run()
    act(Customer.objects.earliest("pk").pk, "withdrawn", OFFERS, address="p0@example.com")
    monkeypatch.setattr(following, "_decided", lambda _one, ids: dict.fromkeys(ids, True))
    run()
    assert server.addresses() == ["p0@example.com", "p1@example.com"]


@pytest.mark.parametrize("is_on", [True, False])
def test_who_is_erased_is_deleted_there_also_where_the_list_is_off(server, is_on):
    gone, _stays = people(2)
    one = following_one()
    run()
    run()
    if not is_on:
        switch_list(one.pk)
    erase_customer(gone, now=datetime.now(UTC))
    assert is_due(now=datetime.now(UTC))
    assert run().forgotten == 1
    assert ([kept["email"] for kept in server.contacts.values()], Listed.objects.count()) == (["p1@example.com"], 1)
    assert not is_due(now=datetime.now(UTC))


def test_an_address_that_changed_is_deleted_there_and_the_new_one_put(server):
    [moved] = people(1)
    following_one()
    run()
    run()
    ContactPoint.objects.filter(customer=moved).update(normalised="autre@example.com", value="autre@example.com")
    act(moved, "granted", OFFERS, address="autre@example.com")
    assert (run().put, run().forgotten) == (1, 0)
    server.settle()
    assert [one["email"] for one in server.contacts.values()] == ["autre@example.com"]


def test_a_run_that_is_stopped_is_gone_on_with(server, monkeypatch):
    monkeypatch.setattr(following, "AT_ONCE", 2)
    people(5)
    one = following_one(fields=["first_name"])
    server.left = 4
    done = run()
    # The list, the attributes and two imports were answered.
    assert (done.put, done.calls, done.error) == (5, 5, TOO_MANY)
    one.refresh_from_db()
    assert one.error == TOO_MANY
    server.left = None
    run()
    server.settle()
    assert len(server.addresses()) == 5
    assert (run().put, server.imports) == (0, [])


@pytest.mark.parametrize(
    ("url", "number", "why"),
    [
        ("", 7, NO_KEY),
        ("brevo://wrong@?api=http://{host}:{port}/v3", 7, NOT_LET_IN),
        ("brevo://x@?api=http://{host}:{free}/v3", 7, NOT_REACHED),
        (None, 8, LIST_GONE),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_handed_over(server, settings, url, number, why):
    people(1)
    one = following_one(number=number)
    if url is not None:
        settings.MAILER_URL = url.format(host=HOST, port=server.port, free=free_port())
    assert run().error == why
    one.refresh_from_db()
    assert (one.error, server.imports) == (why, [])


def test_it_is_due_by_the_hour_and_told_on_the_command_line(server, capsys):
    people(1)
    following_one()
    assert is_due(now=datetime.now(UTC))
    assert main(["campaign", "lists", "--dry-run"]) == 0
    assert "1 " in capsys.readouterr().out
    run()
    assert (is_due(now=datetime.now(UTC)), is_due(now=datetime.now(UTC) + timedelta(hours=1))) == (False, True)
    assert MailingList.objects.get().counts["put"] == 1
