"""Lists at Brevo, on the screen: chosen, tried out, switched off. Everybody is made up."""

import pytest
from django.urls import reverse

from chaland.campaigns.models import MailingList
from factories.brevo_lists import KEY, brevo_lists
from factories.people import join, owner
from factories.sales import open_shops
from factories.sending import people

pytestmark = pytest.mark.django_db
PAGE = "campaign-lists"


@pytest.fixture
def desk(client):
    open_shops("lyon")
    client.force_login(owner())
    return client


def told(desk, page=PAGE, **data):
    answer = desk.post(reverse(page), data, follow=True) if data else desk.get(reverse(page))
    return answer.content.decode()


def test_without_a_key_the_page_says_where_to_put_it(desk):
    shown = told(desk)
    assert "CHALAND_MAILER_URL=brevo://CLÉ" in shown
    assert "<select" not in shown.partition("<main")[2]


def test_a_list_is_chosen_tried_out_and_switched_off(desk, settings):
    people(2)
    with brevo_lists() as server:
        settings.MAILER_URL = server.url
        asked = {"number": 7, "purpose": "offers", "segment": "", "fields_told": ["first_name", "postcode"]}
        assert "suivra dès son prochain passage" in told(desk, "campaign-list-add", **asked)
        one = MailingList.objects.get()
        assert (one.name, one.fields, KEY in told(desk)) == ("Clients", ["first_name", "postcode"], False)
        assert "suit déjà vos clients" in desk.post(reverse("campaign-list-add"), asked).content.decode()
        here = reverse("campaign-list-act", args=[one.pk])
        assert "2 transmis" in desk.post(here, {"do": "try"}, follow=True).content.decode()
        assert server.imports == []
        desk.post(here, {"do": "switch"})
        one.refresh_from_db()
        assert one.is_on is False
        server.left = 0
        assert "ne prend plus d’appels" in told(desk)
    assert desk.post(reverse("campaign-list-act", args=[0]), {"do": "switch"}).status_code == 404


def test_only_who_sets_the_shop_up_sees_it(client):
    open_shops("lyon")
    client.force_login(join("zoe@example.com", "marketing"))
    assert client.get(reverse(PAGE)).status_code == 403
