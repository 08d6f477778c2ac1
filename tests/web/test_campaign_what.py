"""The step where one writes what a campaign says, and sees it as people will. People are made up."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.models import Campaign, Content, Message, Picture
from chaland.customers.models import Customer
from chaland.usecases.campaigns.edit_campaign import create_campaign
from factories.people import join

pytestmark = pytest.mark.django_db
BLOCKS = {
    "subject": "Pour {prenom|vous}",
    "preheader": "Un mot",
    "block": ["0", "4", "2"],
    "b0-kind": "heading",
    "b0-text": "Bonjour {prenom|vous}",
    "b4-kind": "button",
    "b4-label": "Voir",
    "b4-url": "pivoine.example/soldes",
    "b2-kind": "products",
    "b2-c0-title": "Robe",
    "b2-c0-text": "129 €",
    "b2-c1-title": "",
}


def draft(channel="email", **columns):
    one = create_campaign(name="Essai", channel=channel, scope=EVERYWHERE, now=timezone.now())
    Campaign.objects.filter(pk=one.pk).update(**columns)
    return one


def at(one, page="what"):
    return reverse(f"campaign-{page}", args=[one.pk])


def said(one):
    return Content.objects.filter(campaign=one)


def read(answer):
    return answer.content.decode()


def kinds(content):
    return [one["block"] for one in content.body["blocks"]]


def test_blocks_are_kept_in_their_order_and_shown_again(desk):
    one = draft()
    assert desk.post(at(one), {**BLOCKS, "act": "next"}).url == reverse("campaign-offer", args=[one.pk])
    content = said(one).get()
    assert (content.subject, kinds(content)) == ("Pour {prenom|vous}", ["heading", "button", "products"])
    assert content.body["blocks"][1]["url"] == "https://pivoine.example/soldes"
    assert content.body["blocks"][2]["cards"] == [{"title": "Robe", "text": "129 €"}]
    page = read(desk.get(at(one)))
    assert all(words in page for words in ("Bonjour {prenom|vous}", "https://pivoine.example/soldes", "129 €"))


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("up:4", ["4", "0", "2"]),
        ("down:0", ["4", "0", "2"]),
        ("up:0", ["0", "4", "2"]),
        ("down:2", ["0", "4", "2"]),
        ("remove:4", ["0", "2"]),
        ("add:divider", ["0", "4", "2", "5"]),
        ("add:html", ["0", "4", "2"]),
        ("up:99", ["0", "4", "2"]),
    ],
)
def test_buttons_move_blocks_without_a_script_and_keep_nothing(desk, action, expected):
    one = draft()
    answer = desk.post(at(one), {**BLOCKS, "act": action})
    assert [str(row.number) for row in answer.context["rows"]] == expected
    assert "Bonjour {prenom|vous}" in read(answer)
    assert not said(one).exists()


def test_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(desk):
    one = draft()
    typed = {**BLOCKS, "b0-text": "Bonjour {prenomm}", "b4-label": "Venez voir"}
    answer = desk.post(at(one), {**typed, "act": "save"})
    page = read(answer)
    assert (answer.status_code, said(one).exists()) == (422, False)
    assert 'id="b0-text_error"' in page
    assert "Vouliez-vous dire {prenom}" in page
    assert "Venez voir" in page
    # Of the cards, the first has nothing in it and is not read: the mistake is still told at the second.
    cards = {"b2-c0-title": "", "b2-c0-text": "", "b2-c1-title": "X", "b2-c1-url": "javascript:x"}
    assert 'id="b2-c1-url_error"' in read(desk.post(at(one), {**BLOCKS, **cards, "act": "save"}))


def test_every_mistake_is_told_at_once_each_beside_its_field(desk):
    one = draft()
    wrong = {"subject": "{nimporte}", "preheader": "{rien}", "b0-text": "{prenomm}", "b4-url": "javascript:x"}
    page = read(desk.post(at(one), {**BLOCKS, **wrong, "act": "save"}))
    assert [f'id="{name}_error"' in page for name in wrong] == [True] * 4
    assert page.count('aria-invalid="true"') == 4
    text = draft(channel="sms")
    assert 'id="text_error"' in read(desk.post(at(text), {"text": "{prenomm}", "act": "save"}))


def test_draft_begins_with_a_template_of_the_trade(desk):
    one = draft()
    assert "Faire revenir" in read(desk.get(at(one)))
    assert "Vous nous manquez" in read(desk.get(at(one), {"template": "win_back"}))
    assert "We miss you" in read(desk.get(at(one), {"template": "win_back", "language": "en"}))
    assert not said(one).exists()


def test_each_variant_and_language_has_its_words(desk):
    one = draft()
    desk.post(at(one), {**BLOCKS, "act": "save"})
    desk.post(at(one), {**BLOCKS, "language": "en", "subject": "For you", "act": "save"})
    assert "variant=b" in desk.post(at(one), {**BLOCKS, "act": "variant"}).url
    written = sorted(said(one).values_list("variant", "language"))
    assert written == [("a", "en"), ("a", "fr"), ("b", "en"), ("b", "fr")]
    desk.post(at(one), {**BLOCKS, "variant": "b", "language": "en", "act": "drop"})
    assert not said(one).filter(variant="b", language="en").exists()


def test_picture_is_taken_in_with_the_form(desk):
    one, file = draft(), io.BytesIO()
    Image.new("RGB", (40, 30), "#14614d").save(file, "PNG")
    file.seek(0)
    file.name = '"><img src=x onerror=alert(1)>.png'
    blocks = {"subject": "x", "block": "7", "b7-kind": "picture", "b7-alt": "La vitrine", "b7-digest": ""}
    assert desk.post(at(one), {**blocks, "b7-file": file, "act": "save"}).status_code == 302
    kept = Picture.objects.latest("pk")
    assert said(one).get().body["blocks"][0]["digest"] == kept.digest
    answer = desk.get(reverse("public-picture", args=[kept.digest]))
    assert (answer["Content-Type"], "immutable" in answer["Cache-Control"]) == ("image/jpeg", True)
    heavy = io.BytesIO(b"x" * (5 * 1024 * 1024 + 1))
    heavy.name = "x.png"
    assert "trop lourde" in read(desk.post(at(one), {**blocks, "b7-file": heavy, "act": "save"}))


def test_preview_shows_what_is_typed_and_can_do_nothing(desk):
    one = draft()
    person = Customer.objects.exclude(first_name="").first()
    answer = desk.post(at(one, "preview"), {**BLOCKS, "as": str(person.pk)})
    page = read(answer)
    assert f"Bonjour {person.first_name}" in page
    assert "https://pivoine.example/soldes" in page
    policy = answer["Content-Security-Policy"]
    assert ("default-src 'none'" in policy, "script" in policy, answer["X-Frame-Options"]) == (
        True,
        False,
        "SAMEORIGIN",
    )
    assert "Bonjour" in read(desk.post(at(one, "preview"), {**BLOCKS, "shape": "text"}))
    assert "prenomm" in read(desk.post(at(one, "preview"), {**BLOCKS, "b0-text": "{prenomm}"}))
    assert (said(one).count(), Message.objects.filter(campaign=one).count()) == (0, 0)


def test_one_comes_from_the_check_to_look_as_one_person(desk):
    one, last = draft(), Customer.objects.filter(merged_into=None).latest("pk").pk
    assert f'<option value="{last}" selected>' in read(desk.get(f"{at(one)}?as={last}"))
    assert f'<option value="{last}" selected>' not in read(desk.get(at(one)))
    assert desk.get(f"{at(one)}?as=personne").status_code == 200


def test_preview_is_of_nobody_beyond_what_one_sees(desk):
    assert desk.post(at(draft(), "preview"), {**BLOCKS, "as": "999999999"}).status_code == 404


@pytest.mark.parametrize(
    ("channel", "words"), [("sms", "STOP"), ("phone", "Bonjour Camille"), ("post", "Bonjour Camille")]
)
def test_every_channel_has_its_preview(desk, channel, words):
    one = draft(channel)
    typed = {"text": "Bonjour {prenom}", "block": "0", "b0-kind": "text", "b0-text": "Bonjour {prenom}"}
    assert desk.post(at(one), {**typed, "act": "save"}).status_code == 302
    assert words in read(desk.post(at(one, "preview"), typed))


def test_campaign_that_left_is_not_written_any_more(desk):
    one = draft(state="sent")
    assert desk.get(at(one)).url == reverse("campaign", args=[one.pk])
    assert desk.post(at(one), {**BLOCKS, "act": "save"}).url == reverse("campaign", args=[one.pk])
    assert not said(one).exists()


@pytest.mark.parametrize("role", ["seller", "reader", "dpo"])
def test_only_who_prepares_campaigns_writes_them(client, street, role):
    client.force_login(join(f"{role}-what@example.com", role))
    one = draft()
    assert client.get(at(one)).status_code == 403
    assert client.post(at(one, "preview"), BLOCKS).status_code == 403


def test_names_and_words_are_shown_as_words(desk):
    one = draft()
    canary = '"><svg/onload=alert(1)>'
    Customer.objects.filter(first_name="").update(first_name="x")
    person = Customer.objects.first()
    Customer.objects.filter(pk=person.pk).update(first_name=canary, last_name=canary)
    pages = [
        read(desk.post(at(one), {**BLOCKS, "b0-text": canary, "b4-label": canary, "act": "up:0"})),
        read(desk.post(at(one, "preview"), {**BLOCKS, "as": str(person.pk)})),
        read(desk.post(at(one, "preview"), {**BLOCKS, "as": str(person.pk), "shape": "text"})),
    ]
    assert [page for page in pages if "<svg/onload" in page] == []
