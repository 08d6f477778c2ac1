"""The public page of a form, and what must not come through it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chaland.accounts.rules import EVERYWHERE
from chaland.customers.models import Customer
from chaland.customers.queries import as_known
from chaland.signups.models import Submission
from chaland.web.public import signup, signup_tickets
from chaland.web.public.signup_limits import Limit
from factories.customers import enter
from factories.forms import CANARY, later, published, ticket_on

pytestmark = pytest.mark.django_db
TOLD = {"last_name": "Le Goff", "first_name": "Anne", "email": "anne@example.com"}


@pytest.fixture
def form():
    return published(now=timezone.now())


@pytest.fixture(autouse=True)
def _fresh_limit(monkeypatch):
    monkeypatch.setattr(signup, "SENT_BY_ADDRESS", Limit(60, 600))


def an_old_ticket(form, seconds=30):
    """A ticket of a page opened a while ago: nobody types in less."""
    version = form.versions.last()
    now = timezone.now() - timedelta(seconds=seconds)
    return signup_tickets.write(version.pk, "fr", {}, now=now)


def post(client, form, told=TOLD, **changes):
    return client.post(f"/p/f/{form.code}/", {"ticket": an_old_ticket(form), **told, **changes})


@pytest.mark.rule("boxes")
def test_page_shows_the_form_with_no_box_ticked_and_sets_no_cookie(client, form):
    answer = client.get(f"/p/f/{form.code}/?lang=fr")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Restons en contact" in page
    assert 'name="box_newsletter_email"' in page
    assert " checked" not in page
    assert answer.cookies == {}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_form_sent_leads_to_the_thanks(client, form):
    answer = post(client, form, box_newsletter_email="on")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/p/f/{form.code}/thanks/?lang=fr")
    assert as_known(Customer.objects.get().pk, EVERYWHERE).first_name == "Anne"
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.rule("forms-abuse")
def test_w01_fields_nobody_asks_for_are_ignored_and_logged(client, form, caplog):
    post(client, form)
    assert caplog.messages == []
    Customer.objects.all().delete()
    more = {"rôle": "admin", "home_store": "1", "mobile": "0639980123", "custom_x": "1", "household_size": "3"}
    post(client, form, **more)
    known = as_known(Customer.objects.get().pk, EVERYWHERE)
    assert (known.mobiles, known.household_size, known.custom, known.home_store_id) == ((), None, {}, None)
    names = "'custom_x', 'home_store', 'household_size', 'mobile', 'r\\xf4le'"
    assert caplog.messages == [f"a form was sent with 5 fields that it does not ask for: {names}"]


@pytest.mark.rule("forms-abuse")
@pytest.mark.parametrize("ticket", ["", "x", "eyJ9:abc", None])
def test_w02_form_without_its_ticket_is_refused(client, form, ticket):
    told = dict(TOLD) if ticket is None else {**TOLD, "ticket": ticket}
    assert client.post(f"/p/f/{form.code}/", told).status_code == 403
    assert Customer.objects.count() == 0


@pytest.mark.rule("forms-abuse")
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_w02_form_of_another_site_is_refused(client, form, headers):
    told = {"ticket": an_old_ticket(form), **TOLD}
    assert client.post(f"/p/f/{form.code}/", told, headers=headers).status_code == 403
    assert Customer.objects.count() == 0


@pytest.mark.rule("forms-abuse")
def test_w03_program_that_fills_in_the_hidden_field_is_thanked_and_forgotten(client, form):
    assert post(client, form, website="https://spam.example").status_code == 302
    assert (Customer.objects.count(), Submission.objects.count()) == (0, 0)


@pytest.mark.rule("forms-abuse")
def test_w03_form_sent_at_once_is_shown_again(client, form):
    ticket = ticket_on(client.get(f"/p/f/{form.code}/"))
    answer = post(client, form, ticket=ticket)
    assert answer.status_code == 422
    assert "Le Goff" in answer.content.decode()
    assert Customer.objects.count() == 0


def test_ticket_out_of_date_shows_the_form_again_with_a_new_one(client, form):
    answer = post(client, form, ticket=an_old_ticket(form, seconds=13 * 3600))
    assert answer.status_code == 422
    assert signup_tickets.read(ticket_on(answer)).shown_at > later(days=-1)


@pytest.mark.rule("forms-abuse")
def test_w04_many_forms_from_one_address_are_asked_to_wait(client, form, monkeypatch):
    monkeypatch.setattr(signup, "SENT_BY_ADDRESS", Limit(2, 600))
    answers = [post(client, form, email=f"p{n}@example.com") for n in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 429, 429]
    assert int(answers[3].headers["Retry-After"]) > 0
    assert Customer.objects.count() == 2


@pytest.mark.rule("forms-abuse")
def test_known_and_unknown_people_get_the_same_answer(client, form):
    enter("Le Goff", "Anne", emails=("anne@example.com",))
    known, new = post(client, form), post(client, form, email="nouvelle@example.com")
    assert (known.status_code, known.headers["Location"]) == (new.status_code, new.headers["Location"])


def test_same_ticket_twice_is_one(client, form):
    told = {**TOLD, "ticket": an_old_ticket(form)}
    assert [client.post(f"/p/f/{form.code}/", told).status_code for _ in range(2)] == [302, 302]
    assert Submission.objects.count() == 1


def test_missing_and_wrong_answers_are_told_beside_their_field(client, form):
    answer = post(client, form, email="pas une adresse", last_name="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('class="field-error"') == 2


def test_unknown_and_closed_forms_say_so(client, form):
    assert client.get("/p/f/inconnu/").status_code == 404
    form.__class__.objects.update(is_open=False)
    assert client.get(f"/p/f/{form.code}/").status_code == 410
    assert post(client, form).status_code == 422
    assert Customer.objects.count() == 0


def test_w11_marks_in_every_text_stay_text(client):
    from chaland.signups.models import FormVersion

    form = published(now=timezone.now(), name=CANARY, source=CANARY)
    texts = dict.fromkeys(("fr", "en"), CANARY)
    content = {**form.content, **dict.fromkeys(("title", "notice", "thanks", "prize"), texts)}
    FormVersion.objects.update(content=content)
    sent = post(client, form, last_name=CANARY, first_name=CANARY)
    pages = [client.get(f"/p/f/{form.code}/"), client.get(sent.headers["Location"])]
    pages.append(post(client, form, last_name=CANARY, email=CANARY))
    assert ["<svg/onload" in page.content.decode() for page in pages] == [False] * 3
    assert as_known(Customer.objects.get().pk, EVERYWHERE).last_name == CANARY


@pytest.mark.parametrize("text", ["\x00", "\ud800", "x" * 5000, "\u202eevil"])
def test_unreadable_text_never_breaks_the_page(client, form, text):
    body = {**TOLD, "ticket": an_old_ticket(form), "last_name": text.encode("utf-8", "surrogatepass").decode("latin-1")}
    assert client.post(f"/p/f/{form.code}/", body).status_code in (302, 422)


def test_popup_may_be_framed_by_its_sites_alone(client):
    form = published("popup", now=timezone.now(), sites=("https://www.boutique.example",))
    policy = client.get(f"/p/popup/{form.code}/").headers
    assert "frame-ancestors 'self' https://www.boutique.example" in policy["Content-Security-Policy"]
    assert "X-Frame-Options" not in policy
    assert "frame-ancestors 'none'" in client.get(f"/p/f/{form.code}/").headers["Content-Security-Policy"]


def test_script_of_a_form_that_is_no_window_does_nothing(client, form):
    popup = published("popup", now=timezone.now(), sites=("https://www.boutique.example",))
    found = [client.get(f"/p/popup/{code}.js").content for code in (popup.code, form.code, "inconnu")]
    assert [b"showModal" in script for script in found] == [True, False, False]


def test_page_of_another_kind_of_form_lets_nobody_frame_it(client, form):
    headers = client.get(f"/p/popup/{form.code}/").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
