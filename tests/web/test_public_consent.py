"""Pages behind the links of mails: nobody signs in, GET changes nothing, every bad link looks alike. All made up."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, override_settings

from chaland.customers.rules import Address
from chaland.messages.links import CHANNELS, footer_token, read_footer
from chaland.privacy.models import ConsentEntry
from chaland.privacy.queries import is_objected
from chaland.signups.models import Arrival
from chaland.signups.services import Came, note_arrivals
from chaland.usecases.consents import confirm_opt_in as use_case
from chaland.usecases.consents.unsubscribe_links import unsubscribe_links
from chaland.web.public import consent
from chaland.web.public.signup_limits import Limit
from factories.opt_in import CLAIRE, NEWSLETTER, OFFERS, act, ask, enter, mails, path_in, states
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def shop(db):
    open_shops("lyon")


@pytest.fixture
def claire():
    return enter(now=NOW, first_name="Claire", mobiles=("0639980123",))


@pytest.fixture
def page(claire):
    """The path of Claire's page to confirm."""
    ask(claire, now=NOW)
    return path_in(mails()[0])


def lines():
    return ConsentEntry.objects.count()


def shown_on(answer):
    return answer.context["question"].digest


def footer(customer_id, purpose="", now=NOW, address=CLAIRE, channel="email"):
    return footer_token(customer_id, purpose=purpose, address=address, now=now, channel=channel)


@pytest.mark.rule("double-opt-in")
def test_looking_changes_nothing_and_the_button_confirms(client, claire, page):
    before = lines()
    answers = [client.get(page), client.head(page), client.get(page)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert (lines(), states(claire)) == (before, {NEWSLETTER: "pending"})
    client.post(page, {"shown": shown_on(answers[0])})
    assert states(claire) == {NEWSLETTER: "granted"}


@pytest.mark.rule("double-opt-in")
def test_page_that_confirmed_on_get_would_let_a_scanner_forge_the_consent(client, claire, page, monkeypatch):
    # The twin: with the guard taken away, a program that follows links agrees in Claire's place.
    def careless(token, *, now):
        shown = use_case.look_at_question(token, now=now)
        return use_case.confirm_opt_in(token, shown=shown.digest, by=use_case.Answerer("fr"), now=now)

    monkeypatch.setattr(consent, "look_at_question", careless)
    client.get(page)
    assert states(claire) == {NEWSLETTER: "granted"}


@pytest.mark.rule("double-opt-in")
@pytest.mark.parametrize("data", [{}, {"shown": ""}, {"shown": "0" * 16}])
def test_yes_without_what_was_shown_confirms_nothing(client, claire, page, data):
    assert client.post(page, data).status_code == 200
    assert states(claire) == {NEWSLETTER: "pending"}


@pytest.mark.rule("double-opt-in")
def test_bad_links_all_look_alike(client, claire, page):
    shown = shown_on(client.get(page))
    ask(claire, OFFERS, now=NOW + timedelta(days=1))
    newer = path_in(mails()[1])
    client.post(newer, {"shown": shown_on(client.get(newer))})
    spent, truncated, padded, unknown = newer, newer[:-5] + "/", newer[:-1] + "A/", "/p/c/" + "x" * 22 + "/"
    bad = [page, spent, truncated, padded, unknown, "/p/c/%00/", "/p/preferences/x/", "/p/u/x/"]
    answers = [client.get(path) for path in bad] + [client.post(path, {"shown": shown}) for path in bad]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}


def test_pages_set_no_cookie_and_are_kept_nowhere(page, claire):
    browser = Client(enforce_csrf_checks=True)
    token = footer(claire)
    for path in (page, f"/p/preferences/{token}/", f"/p/u/{token}/"):
        for answer in (browser.get(path), browser.post(path, {})):
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert browser.cookies == {}


def test_page_speaks_the_language_of_the_mail_until_another_is_chosen(client, claire):
    ask(claire, now=NOW, language="en")
    path = path_in(mails()[0])
    assert "Do you confirm?" in client.get(path).content.decode()
    assert "Confirmez-vous" in client.get(f"{path}?lang=fr").content.decode()


@pytest.mark.rule("unsubscribe")
def test_one_click_ends_it_without_cookie_redirect_or_page(claire):
    act(claire, "granted", now=NOW)
    act(claire, "granted", OFFERS, now=NOW)
    answer = Client(enforce_csrf_checks=True).post(f"/p/u/{footer(claire, 'newsletter')}/", ONE_CLICK)
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (200, b"", {})
    assert states(claire, NOW) == {NEWSLETTER: "withdrawn", OFFERS: "granted"}


@pytest.mark.rule("unsubscribe")
def test_one_click_of_the_other_encoding_counts_too(client, claire):
    act(claire, "granted", now=NOW)
    client.post(
        f"/p/u/{footer(claire)}/", b"List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert states(claire, NOW)[NEWSLETTER] == "withdrawn"


@pytest.mark.rule("unsubscribe")
def test_one_click_tells_nobody_whether_the_link_was_good(client, claire):
    paths = [f"/p/u/{token}/" for token in (footer(claire), footer(10**6), "x", footer(claire)[:-1])]
    answers = [client.post(path, ONE_CLICK) for path in paths]
    assert {(one.status_code, one.content, tuple(sorted(one.headers.items()))) for one in answers} == {
        (200, b"", tuple(sorted(answers[0].headers.items())))
    }


@pytest.mark.rule("unsubscribe")
@pytest.mark.parametrize(
    "data", [{}, {"List-Unsubscribe": "one-click"}, {**ONE_CLICK, "x": "1"}, {"List-Unsubscribe": ""}]
)
def test_other_bodies_end_nothing(client, claire, data):
    act(claire, "granted", now=NOW)
    client.post(f"/p/u/{footer(claire)}/", data)
    assert states(claire, NOW) == {NEWSLETTER: "granted"}


@pytest.mark.rule("unsubscribe")
def test_scanner_that_follows_the_link_ends_nothing(client, claire):
    act(claire, "granted", now=NOW)
    path = f"/p/u/{footer(claire)}/"
    assert [client.get(path).status_code, client.head(path).status_code] == [200, 200]
    assert states(claire, NOW) == {NEWSLETTER: "granted"}


@pytest.mark.rule("unsubscribe")
def test_unsubscribing_twice_writes_one_line(client, claire):
    act(claire, "granted", now=NOW)
    path = f"/p/u/{footer(claire, 'newsletter')}/"
    for _ in range(3):
        client.post(path, ONE_CLICK)
    assert lines() == 2


@pytest.mark.rule("unsubscribe")
@pytest.mark.parametrize(
    ("end", "objects", "left"),
    [
        ("this", False, {NEWSLETTER: "withdrawn", OFFERS: "granted", ("offers", "sms"): "granted"}),
        ("everything", False, {NEWSLETTER: "withdrawn", OFFERS: "withdrawn", ("offers", "sms"): "withdrawn"}),
        ("never", True, {NEWSLETTER: "withdrawn", OFFERS: "withdrawn", ("offers", "sms"): "withdrawn"}),
    ],
)
def test_person_chooses_how_much_ends(client, claire, end, objects, left):
    act(claire, "granted", now=NOW)
    act(claire, "granted", OFFERS, now=NOW)
    act(claire, "granted", ("offers", "sms"), now=NOW, address="")
    answer = client.post(f"/p/u/{footer(claire, 'newsletter')}/", {"end": end})
    assert answer.status_code == 200
    # Post goes by information alone: ending everything ends it too.
    found = {what: state for what, state in states(claire, NOW).items() if what != ("offers", "post")}
    assert (found, is_objected("email", CLAIRE)) == (left, objects)


@pytest.mark.rule("preferences")
def test_link_of_an_earlier_address_ends_but_chooses_nothing(client, claire):
    act(claire, "granted", now=NOW)
    old = footer(claire, address="avant@example.com")
    assert client.get(f"/p/preferences/{old}/").status_code == 404
    client.post(f"/p/u/{old}/", {"end": "never"})
    assert (states(claire, NOW)[NEWSLETTER], is_objected("email", CLAIRE)) == ("withdrawn", False)


@pytest.mark.rule("preferences")
def test_preferences_show_who_in_disguise_and_one_box_for_each_way(client, claire):
    act(claire, "granted", now=NOW)
    answer = client.get(f"/p/preferences/{footer(claire)}/")
    known = answer.context["known"]
    assert (known.name, known.address) == ("C••• I•••", "c•••@example.com")
    ticked = [(one.item.purpose, one.item.channel) for one in known.choices if one.ticked]
    assert ticked == [NEWSLETTER]
    assert {one.item.channel for one in known.choices} == {"email", "sms", "phone"}
    assert b"Inventee" not in answer.content
    assert CLAIRE.encode() not in answer.content


@pytest.mark.rule("preferences")
def test_preferences_write_only_what_was_turned_over(client, claire):
    act(claire, "granted", now=NOW)
    path = f"/p/preferences/{footer(claire)}/"
    choices = client.get(path).context["known"].choices
    keys = {(one.item.purpose, one.item.channel): one.key for one in choices}
    client.post(path, {"shown": list(keys.values()), "ticked": [keys[OFFERS], keys["offers", "sms"]]})
    assert states(claire, datetime.now(UTC)) == {
        NEWSLETTER: "withdrawn", OFFERS: "granted", ("offers", "sms"): "granted",
    }  # fmt: skip
    assert lines() == 4
    client.post(path, {"shown": list(keys.values()), "ticked": [keys[OFFERS], keys["offers", "sms"]]})
    assert lines() == 4


@pytest.mark.rule("preferences")
def test_preferences_leave_what_was_not_shown_as_it_was(client, claire):
    act(claire, "granted", now=NOW)
    client.post(f"/p/preferences/{footer(claire)}/", {"shown": ["offers:email::999"], "ticked": ["offers:email::999"]})
    assert states(claire, NOW) == {NEWSLETTER: "granted"}


@pytest.mark.rule("unsubscribe")
def test_links_hold_thirteen_months_and_a_change_of_key(claire):
    token = footer(claire)
    assert read_footer(token, now=NOW + timedelta(days=397)).customer_id == claire
    assert read_footer(token, now=NOW + timedelta(days=432)) is None
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
        assert read_footer(token, now=NOW) is None
    from django.conf import settings

    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert read_footer(token, now=NOW).customer_id == claire


@pytest.mark.rule("unsubscribe")
def test_link_changed_anywhere_is_no_link(claire):
    token = footer(claire)
    changed = [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(len(token))]
    assert {read_footer(one, now=NOW) for one in changed} == {None}
    assert read_footer(footer(claire, channel="sms"), now=NOW).channel == CHANNELS[1]


@pytest.mark.rule("unsubscribe")
def test_every_message_gets_a_footer_and_headers_of_one_line(client, claire):
    with override_settings(PUBLIC_URL="https://" + ".".join(["a" * 62, "b" * 62, "c" * 62, "exemple.fr"])):
        out = unsubscribe_links(claire, address=CLAIRE, purpose="newsletter", language="fr", now=NOW)
    assert out.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert len(out.headers["List-Unsubscribe"]) < 300
    end, choose = (line.partition("\u00a0: ")[2] for line in out.text.splitlines())
    assert out.headers["List-Unsubscribe"] == f"<{end}>"
    assert [client.get(url[url.index("/p/") :]).status_code for url in (end, choose)] == [200, 200]


@pytest.mark.rule("origin-told")
@pytest.mark.parametrize(
    ("language", "said"), [("fr", "«\u00a0Salon 2026\u00a0», depuis le "), ("en", "“Salon 2026”, since ")]
)
def test_who_came_by_a_file_reads_from_which_at_the_foot_of_each_mail(claire, language, said):
    def foot():
        return unsubscribe_links(claire, address=CLAIRE, purpose="newsletter", language=language, now=NOW)

    Arrival.objects.filter(customer=claire).delete()
    before = foot()
    note_arrivals([(claire, Came("import", source="Salon 2026"))], now=NOW)
    out = foot()
    assert (said in before.text, said in out.text, said in out.html) == (False, True, True)
    assert len(out.text.splitlines()) == len(before.text.splitlines()) + 1


@pytest.mark.rule("preferences")
@pytest.mark.parametrize(("language", "first"), [("fr", "Lettre d’information"), ("en", "Newsletter")])
def test_boxes_stand_under_what_they_are_for(client, claire, language, first):
    page = client.get(f"/p/preferences/{footer(claire)}/", {"lang": language})
    groups = page.context["groups"]
    assert (groups[0][0], len(groups)) == (first, len({one.item.purpose for _, boxes in groups for one in boxes}))
    assert [one for _, boxes in groups for one in boxes] == list(page.context["known"].choices)
    assert f"<legend>{first}</legend>" in page.content.decode()


def test_too_many_answers_from_one_place_are_asked_to_wait(client, claire, monkeypatch):
    monkeypatch.setattr(consent, "ANSWERS_BY_ADDRESS", Limit(2, 60.0))
    path = f"/p/u/{footer(claire)}/"
    answers = [client.post(path, ONE_CLICK) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) > 0


@pytest.mark.rule("preferences")
def test_box_that_refuses_says_no_when_ticked_and_yes_again_when_not(client):
    customer_id = enter("poste@example.com", now=NOW, addresses=(Address(address1="1 rue Inventée", city="Lyon"),))
    path = f"/p/preferences/{footer(customer_id, address='poste@example.com')}/"
    box = next(one for one in client.get(path).context["known"].choices if one.refuses)
    assert (box.item.channel, box.ticked) == ("post", False)
    client.post(path, {"shown": [box.key], "ticked": [box.key]})
    assert states(customer_id, datetime.now(UTC)) == {("offers", "post"): "withdrawn"}
    client.post(path, {"shown": [box.key]})
    assert states(customer_id, datetime.now(UTC)) == {("offers", "post"): "granted"}
