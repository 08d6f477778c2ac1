"""The settings of what people are contacted for. Made up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chaland.privacy import queries
from chaland.privacy.models import ConsentText, PurposeChannel
from factories.consents import say
from factories.customers import NOW, enter
from factories.people import join
from factories.today import today as shop_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(join("owner@example.com", "owner"))
    return client


def typed(desk, **changes):
    """What the form would send as it is shown, with changes; a box left empty is not sent."""
    values = desk.get("/settings/purposes/").context["form"].initial
    return {name: value for name, value in {**values, **changes}.items() if value is not False}


def test_a_basis_is_set_and_a_channel_closed(desk):
    sent = typed(desk, offers__sms="", newsletter__email="soft_opt_in", newsletter__email__similar="on")
    desk.post("/settings/purposes/", sent)
    rows = PurposeChannel.objects.values_list("purpose", "channel", "basis", "similar_products")
    assert queries.terms("offers", "sms").basis == ""
    assert ("newsletter", "email", "soft_opt_in", True) in set(rows)


def test_an_unlawful_basis_is_no_choice(desk):
    answer = desk.post("/settings/purposes/", typed(desk, offers__phone="legitimate_interest"))
    assert (answer.status_code, queries.terms("offers", "phone").basis) == (422, "consent")


def test_hours_of_texts_stay_within_the_charter(desk):
    answers = [desk.post("/settings/purposes/", typed(desk, sms_from=a, sms_to=b)).status_code for a, b in
               ((8, 22), (20, 10), (6, 22))]  # fmt: skip
    assert answers == [302, 422, 422]


def test_another_duration_holds_for_consents_already_given(desk):
    one = enter("Gradel")
    say(one, "granted")
    ends = [queries.consents_of(one, now=NOW)[0].expires_at.year]
    for months in (24, 0):
        desk.post("/settings/purposes/", typed(desk, renewal_months=months))
        end = queries.consents_of(one, now=NOW)[0].expires_at
        ends.append(end and end.year)
    assert ends == [2027, 2028, None]


def test_a_new_text_begins_on_its_day_and_the_old_one_stays(desk):
    tomorrow = shop_day() + timedelta(1)
    sent = {"fr": "Oui aux nouvelles.", "en": "Yes to news.", "from_on": tomorrow.isoformat()}
    answer = desk.post("/settings/purposes/newsletter/email/", sent)
    now = queries.texts_for("newsletter", "email", "en").version
    then = queries.texts_for("newsletter", "email", "en", now=timezone.now() + timedelta(3))
    assert (answer.status_code, now, then.version, then.text) == (302, 1, 2, "Yes to news.")


@pytest.mark.parametrize(("fr", "on"), [("", "2099-01-01"), ("Oui.", "2001-01-01"), ("Oui.", "demain")])
def test_a_text_must_be_whole_and_not_dated_back(desk, fr, on):
    before = ConsentText.objects.count()
    answer = desk.post("/settings/purposes/newsletter/email/", {"fr": fr, "en": "Yes.", "from_on": on})
    assert (answer.status_code, ConsentText.objects.count()) == (422, before)


def test_unknown_purposes_and_channels_are_not_found(desk):
    paths = ("rien/email", "newsletter/fax")
    assert [desk.get(f"/settings/purposes/{path}/").status_code for path in paths] == [404, 404]
