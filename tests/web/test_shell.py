"""The frame of every page: navigation, foot, errors, health, and the tags that templates use."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from chaland import __version__
from chaland.stores.models import Network
from chaland.web.common import errors, views
from factories.pages import segments
from factories.people import join, owner
from factories.sales import open_shops

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def render(source, language="fr", **context):
    with translation.override(language), timezone.override("Europe/Paris"):
        return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "french", "english"),
    [
        ("{{ value|euros }}", 123456, "1\u202f234,56\u00a0€", "€1,234.56"),
        ("{{ value|euros_round }}", 123456, "1\u202f235\u00a0€", "€1,235"),
        ("{{ value|number }}", 155848, "155\u202f848", "155,848"),
        ("{{ value|decimal }}", 2.345, "2,3", "2.3"),
        ("{{ value|decimal:2 }}", 2.345, "2,35", "2.35"),
        ("{{ value|percent }}", 0.125, "13\u00a0%", "13%"),
        ("{{ value|percent:1 }}", 0.125, "12,5\u00a0%", "12.5%"),
        ("{{ value|quantity }}", 375, "0,375", "0.375"),
        ("{{ value|day }}", date(1984, 11, 24), "24/11/1984", "24 Nov 1984"),
        ("{{ value|day }}", datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "03/03/2026", "3 Mar 2026"),
        ("{{ value|moment }}", NOON, "02/03/2026 13:00", "2 Mar 2026 13:00"),
        ('{{ value|moment:"Indian/Reunion" }}', NOON, "02/03/2026 16:00", "2 Mar 2026 16:00"),
        ("{{ value|phone }}", "+33639980123", "06 39 98 01 23", "06 39 98 01 23"),
        ("{{ value|days }}", 34.6, "35 j", "35 d"),
    ],
)  # fmt: skip
def test_filter_writes_values_the_readers_way(source, value, french, english):
    assert (render(source, "fr", value=value), render(source, "en", value=value)) == (french, english)


@pytest.mark.parametrize(
    "name", ["euros", "euros_round", "number", "decimal", "percent", "quantity", "day", "moment", "days"]
)
def test_filter_writes_a_dash_for_nothing(name):
    assert render("{{ value|" + name + " }}", value=None) == "—"


def test_icon_points_into_the_sprite():
    assert '<use href="/static/vendor/tabler-icons.svg#users"></use>' in render('{% icon "users" "lg" %}')


def test_spark_says_in_words_what_it_draws():
    drawn = render("{% spark values label %}", values=[1, 3, 2], label="CA <par mois>")
    assert ('role="img"' in drawn, 'aria-label="CA &lt;par mois&gt;"' in drawn) == (True, True)


@pytest.mark.parametrize("values", [[], [5]])
def test_spark_of_hardly_anything_draws_nothing(values):
    assert render('{% spark values "CA" %}', values=values) == ""


def test_spark_of_equal_values_is_flat():
    assert 'points="4,40 216.0,40"' in render('{% spark values "CA" %}', values=[7, 7])


def test_rail_shows_only_what_the_role_opens(client):
    client.force_login(join("ines@example.com", "seller"))
    assert "Réglages" not in segments(client.get("/store/").content.decode())
    client.force_login(owner())
    assert "Réglages" in segments(client.get("/store/").content.decode())


def test_foot_shows_the_notice_of_the_network(client):
    Network.objects.create(name="Rue inventée", notice="Données <inventées>")
    page = client.get("/about/").content.decode()
    assert ("Données &lt;inventées&gt;" in page, "Données <inventées>" in page) == (True, False)


def test_every_store_is_listed_without_one_query_each(client, django_assert_num_queries):
    open_shops("lyon")
    client.force_login(owner())
    client.get("/store/")
    with django_assert_num_queries(5) as first:
        client.get("/store/")
    open_shops("nantes", "rennes")
    with django_assert_num_queries(len(first.captured_queries)):
        client.get("/store/")


def test_health_tells_machines_that_all_is_well(client):
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": __version__})


def test_health_tells_machines_that_the_database_is_away(monkeypatch):
    class Away:
        def cursor(self):
            raise DatabaseError

    monkeypatch.setattr(views, "connection", Away())
    answer = views.health(RequestFactory().get("/health/"))
    assert (answer.status_code, b"database_unreachable" in answer.content) == (503, True)


def test_unknown_address_is_answered_in_the_look_of_the_product(client):
    answer = client.get("/nulle-part")
    assert (answer.status_code, "Cette page n’existe pas" in segments(answer.content.decode())) == (404, True)


def test_server_error_needs_neither_request_nor_database(django_assert_num_queries):
    with translation.override("fr"), django_assert_num_queries(0):
        answer = errors.server_error(RequestFactory().get("/"))
    assert (answer.status_code, "Quelque chose a échoué de notre côté" in answer.content.decode()) == (500, True)


def test_form_without_its_proof_is_refused_in_words(client):
    answer = type(client)(enforce_csrf_checks=True).post("/login/", {"username": "a", "password": "b"})
    assert (answer.status_code, "Ce formulaire est resté ouvert trop longtemps" in answer.content.decode()) == (
        403,
        True,
    )
