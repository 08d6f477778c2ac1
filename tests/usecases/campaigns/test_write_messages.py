"""What each person of a campaign is told: their own words, voucher and way out, and no other's. People are made up."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.content.body import parse
from chaland.campaigns.content.checks import check
from chaland.campaigns.content.links import NOBODYS, link_token, mark, read_link
from chaland.campaigns.models import Campaign, Content, LinkCount, Message, MessageEvent, Picture
from chaland.campaigns.results import sending
from chaland.customers.models import ContactPoint, Customer
from chaland.kernel.errors import Conflict, Refusal
from chaland.loyalty.rules.vouchers import Terms
from chaland.messages.links import read_footer
from chaland.privacy.services import take_stance
from chaland.usecases.campaigns.add_picture import MOST_BYTES, add_picture
from chaland.usecases.campaigns.follow_link import follow_link
from chaland.usecases.campaigns.preview_message import in_one_page, preview_message
from chaland.usecases.campaigns.write_content import add_variant, remove_content, write_content
from chaland.usecases.campaigns.write_messages import write_messages
from factories.opt_in import act
from factories.sales import open_shops
from factories.sending import NOW, campaign, people
from factories.vouchers import a_kind, a_voucher

pytestmark = pytest.mark.django_db
TRACKING = ("tracking", "email")
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)"
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _shops():
    open_shops("lyon")


def say(one, *blocks, subject="Pour {prenom|vous}", language="fr", variant="a"):
    write_content(
        one.pk, variant=variant, language=language, subject=subject, body={"blocks": blocks}, scope=EVERYWHERE, now=NOW
    )


def text(words):
    return {"block": "text", "text": words}


def meant_for(one, ids, *, variant="a", vouchers=None):
    return [
        Message.objects.create(
            campaign=one, customer_id=person, key=uuid4(), state="sent", sent_at=NOW, variant=variant,
            voucher=(vouchers or {}).get(person),
        )
        for person in ids
    ]  # fmt: skip


def told(one, messages):
    return list(write_messages(Campaign.objects.get(pk=one.pk), messages, now=NOW).values())


def voucher_of(person, kind, key="v"):
    return a_voucher(kind, key=f"{key}-{person}", customer_id=person, now=NOW)


def test_each_is_told_their_own_words_with_their_own_way_out():
    one, ids = campaign(), people(3)
    say(one, text("Bonjour {prenom}, de {enseigne}."))
    found = told(one, meant_for(one, ids))
    assert [mail.subject for mail in found] == ["Pour Prénom0", "Pour Prénom1", "Pour Prénom2"]
    for person, mail in zip(ids, found, strict=True):
        address = f"p{ids.index(person)}@example.com"
        assert mail.to == address
        end = mail.headers["List-Unsubscribe"].strip("<>")
        footer = read_footer(end.rstrip("/").rsplit("/", 1)[1], now=NOW)
        assert (footer.customer_id, footer.is_about("offers"), footer.is_about("newsletter")) == (person, True, False)
        assert end in mail.html
        assert end in mail.text
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert f"Bonjour Prénom{ids.index(person)}, de " in mail.html


def test_foot_stands_whatever_is_written():
    one, ids = campaign(), people(1)
    say(one, text("</body></html> <style>p{display:none}</style>"), subject="x")
    (mail,) = told(one, meant_for(one, ids))
    assert mail.html.count(mail.headers["List-Unsubscribe"].strip("<>")) == 1
    assert "/p/preferences/" in mail.html


@pytest.mark.case("E15")
def test_voucher_and_barcode_are_the_persons_own_and_nobody_elses():
    one, ids, kind = campaign(), people(3), a_kind(Terms("amount", 500), now=NOW, name="5 € offerts")
    say(one, {"block": "voucher", "note": "En caisse"})
    vouchers = {person: voucher_of(person, kind) for person in ids[:2]}
    found = told(one, meant_for(one, ids, vouchers=vouchers))
    codes = [vouchers[person].code for person in ids[:2]]
    assert len(set(codes)) == 2
    for mail, code in zip(found, codes, strict=False):
        (barcode,) = mail.attachments
        picture = Image.open(io.BytesIO(barcode.content)).convert("L")
        assert [one.text for one in zxingcpp.read_barcodes(picture)] == [code]
        assert f"cid:{barcode.content_id}" in mail.html
        assert code in mail.text
        assert [other for other in codes if other != code and other in mail.html + mail.text] == []
    assert (found[2].attachments, "cid:" in found[2].html) == ((), False)


def test_no_picture_of_a_mail_tells_who_opened_it():
    """Every picture that a mail program fetches is the same for all: nothing in its address is a person's own."""
    one, ids = campaign(), people(2)
    kept = add_picture(as_file(), now=NOW)
    blocks = [{"block": "picture", "digest": kept.digest, "alt": "Vitrine"}, {"block": "voucher", "note": ""}]
    say(one, *blocks, {"block": "button", "label": "Voir", "url": "https://example.com/"})
    kind = a_kind(Terms("amount", 500), now=NOW, name="5 € offerts")
    given = {person: voucher_of(person, kind) for person in ids}
    first, second = (
        re.findall(r'src="([^"]+)"|url\(([^)]+)\)|background="([^"]+)"', mail.html)
        for mail in told(one, meant_for(one, ids, vouchers=given))
    )
    fetched = [[src for src, *_ in found if not src.startswith("cid:")] for found in (first, second)]
    assert fetched[0] == fetched[1] != []


def test_voucher_has_its_english_name_for_who_reads_english():
    one, ids = campaign(), people(3)
    Customer.objects.filter(pk__in=ids[1:]).update(language="en")
    say(one, text("Pour vous : {bon}"))
    say(one, text("For you: {voucher}"), language="en")
    kinds = [a_kind(name="5 € offerts", english_name="€5 off", now=NOW), a_kind(name="Merci", now=NOW)]
    given = {person: voucher_of(person, kinds[place == 2]) for place, person in enumerate(ids)}
    said = [mail.text.partition("\n")[0] for mail in told(one, meant_for(one, ids, vouchers=given))]
    assert said == ["Pour vous : 5 € offerts", "For you: €5 off", "For you: Merci"]


def test_everybody_reads_their_own_language_and_variant():
    one, ids = campaign(), people(3)
    Customer.objects.filter(pk=ids[1]).update(language="en")
    say(one, text("Bonjour"))
    say(one, text("Hello"), language="en")
    add_variant(one.pk, scope=EVERYWHERE, now=NOW)
    say(one, text("Salut"), variant="b")
    mails = told(one, [*meant_for(one, ids[:2]), *meant_for(one, ids[2:], variant="b")])
    words = [next(word for word in ("Bonjour", "Hello", "Salut") if word in mail.text) for mail in mails]
    assert words == ["Bonjour", "Hello", "Salut"]
    assert ("Unsubscribe" in mails[1].html, "Unsubscribe" in mails[0].html) == (True, False)


def test_who_has_no_address_is_left_out():
    one, ids = campaign(), people(2)
    say(one, text("Bonjour"))
    ContactPoint.objects.filter(customer=ids[0]).update(status=ContactPoint.Status.BOUNCED)
    messages = meant_for(one, ids)
    assert list(write_messages(Campaign.objects.get(pk=one.pk), messages, now=NOW)) == [messages[1].pk]


def test_many_cost_no_more_statements_than_few():
    one, ids, kind = campaign(), people(12), a_kind(Terms("amount", 500), now=NOW)
    say(one, text("{points|0} {carte|aucune} {taille|toutes}"), {"block": "voucher", "note": ""})
    messages = meant_for(one, ids, vouchers={person: voucher_of(person, kind) for person in ids})
    counts = []
    for some in (messages[:1], messages):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(told(one, some)) == len(some)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_text_messages_end_with_the_way_out_and_letters_keep_their_blocks():
    ids = people(1)
    ContactPoint.objects.create(
        customer_id=ids[0], kind="mobile", value="+33639980123", normalised="+33639980123", created_at=NOW
    )
    sms, post = campaign(channel="sms"), campaign(channel="post")
    write_content(
        sms.pk, variant="a", language="fr", subject="", body={"text": "Soldes… {prenom}"}, scope=EVERYWHERE, now=NOW
    )
    say(post, text("Chère **{prenom}**, [voir](pivoine.example)"))
    (short,), (letter,) = told(sms, meant_for(sms, ids)), told(post, meant_for(post, ids))
    assert (short.to, short.text) == ("+33639980123", "Soldes... Prénom0\nSTOP en réponse")
    assert [block.text for block in letter.blocks] == ["Chère Prénom0, voir"]


def test_what_left_is_not_rewritten():
    one = campaign()
    Campaign.objects.filter(pk=one.pk).update(state="sent")
    with pytest.raises(Conflict, match="campaign_not_draft"):
        say(one, text("Autre chose"))


def test_changed_words_have_to_be_approved_again():
    one = campaign()
    Campaign.objects.filter(pk=one.pk).update(approved_at=NOW)
    say(one, text("Bonjour"))
    assert Campaign.objects.get(pk=one.pk).approved_at is None


def test_variants_have_no_gaps():
    one = campaign()
    say(one, text("Bonjour"))
    with pytest.raises(Refusal, match="variant_unknown"):
        say(one, text("Salut"), variant="c")
    assert [add_variant(one.pk, scope=EVERYWHERE, now=NOW) for _ in range(2)] == ["b", "c"]
    with pytest.raises(Refusal, match="variant_not_last"):
        remove_content(one.pk, variant="b", scope=EVERYWHERE, now=NOW)
    remove_content(one.pk, variant="c", scope=EVERYWHERE, now=NOW)
    assert set(Content.objects.values_list("variant", flat=True)) == {"a", "b"}


def test_offer_that_nobody_would_see_stops_it():
    kind = a_kind(now=NOW)
    one = campaign(cases=[{"rule": None, "kind_id": kind.pk}])
    say(one, text("Bonjour"))
    assert ("offer_not_shown", "stops") in [(one.code, one.weight) for one in check(one)]
    say(one, {"block": "voucher", "note": ""})
    assert "offer_not_shown" not in [one.code for one in check(one)]


def test_preview_is_a_real_persons_and_nothing_is_kept_or_counted():
    one, ids, kind = campaign(), people(1), a_kind(Terms("amount", 500), now=NOW, name="5 € offerts")
    Campaign.objects.filter(pk=one.pk).update(cases=[{"rule": None, "kind_id": kind.pk}])
    body = {"blocks": [text("Bonjour {prenom} [voir](https://pivoine.example/a)"), {"block": "voucher", "note": ""}]}
    shown = preview_message(
        Campaign.objects.get(pk=one.pk), variant="a", language="fr", subject="Pour {prenom}", body=body,
        customer_id=ids[0], scope=EVERYWHERE, now=NOW,
    )  # fmt: skip
    page = in_one_page(shown)
    assert shown.subject == "Pour Prénom0"
    assert all(words in page for words in ("Bonjour Prénom0", "5 € offerts", "https://pivoine.example/a"))
    assert "cid:" not in page
    # Who looks at a preview cannot unsubscribe the person by it.
    assert read_footer(shown.headers["List-Unsubscribe"].strip("<>").rstrip("/").rsplit("/", 1)[1], now=NOW) is None
    assert (Message.objects.count(), MessageEvent.objects.count()) == (0, 0)


# --- links ---


def sent_with_links():
    """The message of somebody who agreed that it is noted what they follow, and the tokens of its two links."""
    one, ids = campaign(), people(1)
    act(ids[0], "granted", TRACKING)
    say(one, text("[a](https://pivoine.example/a) [b](https://pivoine.example/b)"))
    (message,) = meant_for(one, ids)
    (mail,) = told(one, [message])
    tokens = re.findall(r"/p/l/([^/\"]+)/", mail.html)
    return message, tokens


def follow(token, *, after=timedelta(hours=1), method="GET", agent=PHONE):
    return follow_link(token, method=method, agent=agent, now=NOW + after)


def moments(message):
    message.refresh_from_db()
    return message.clicked_at, message.scanned_at


def test_links_lead_where_they_say_and_the_click_is_noted_once():
    message, tokens = sent_with_links()
    assert [follow(token, after=timedelta(hours=place + 1)) for place, token in enumerate(tokens)] == [
        "https://pivoine.example/a",
        "https://pivoine.example/b",
    ]
    follow(tokens[0], after=timedelta(hours=5))
    assert moments(message) == (NOW + timedelta(hours=1), None)
    assert MessageEvent.objects.filter(kind="clicked").count() == 2


@pytest.mark.rule("tracking")
def test_links_are_followed_one_person_at_a_time_only_of_who_agreed_and_may_be_profiled():
    one, (agreed, silent, alone, withdrawn) = campaign(), people(4)
    for who in (agreed, alone, withdrawn):
        act(who, "granted", TRACKING)
    act(withdrawn, "withdrawn", TRACKING)
    take_stance(alone, "no_profiling", now=NOW)
    say(one, text("[a](https://pivoine.example/a)"))
    sent = meant_for(one, (agreed, silent, alone, withdrawn))
    tokens = [re.search(r"/p/l/([^/\"]+)/", mail.html)[1] for mail in told(one, sent)]
    assert [read_link(token).message_id for token in tokens] == [sent[0].pk, NOBODYS, NOBODYS, NOBODYS]
    # The same for all of them, so that it says nothing of anybody.
    assert len(set(tokens)) == 2
    for token, agent in ((tokens[1], PHONE), (tokens[2], PHONE), (tokens[3], "Barracuda Sentinel (EE)")):
        assert follow(token, agent=agent) == "https://pivoine.example/a"
    assert MessageEvent.objects.count() == 0
    assert dict(LinkCount.objects.values_list("by_machine", "times")) == {False: 2, True: 1}
    assert (sending([one]).followed, sending([one]).followed_by_machine) == (2, 1)


def test_link_leads_nowhere_but_to_what_the_campaign_says():
    message, tokens = sent_with_links()
    content = Content.objects.get()
    forged = link_token(message.pk, content.pk, mark("https://evil.example/"))
    changed = ("A" if tokens[0][0] != "A" else "B") + tokens[0][1:]
    assert [follow(token) for token in (forged, changed, tokens[0][:-1], "é" * 40, "")] == [""] * 5
    assert MessageEvent.objects.count() == 0


def test_machine_that_follows_every_link_at_once_is_no_reader():
    message, tokens = sent_with_links()
    follow(tokens[0])
    assert moments(message) == (LATER, None)
    follow(tokens[1], after=timedelta(hours=1, seconds=1))
    assert moments(message) == (None, LATER)
    follow(tokens[1], after=timedelta(days=1))
    assert moments(message) == (NOW + timedelta(days=1), LATER)


def test_look_ahead_of_a_mailbox_is_no_click():
    message, tokens = sent_with_links()
    follow(tokens[0], after=timedelta(seconds=2))
    follow(tokens[1], method="HEAD")
    assert moments(message) == (None, NOW + timedelta(seconds=2))


# --- pictures ---


def as_file(size=(40, 30), kind="PNG", **options):
    file = io.BytesIO()
    Image.new("RGB", size, "#14614d").save(file, kind, **options)
    return file.getvalue()


def test_picture_is_written_anew_and_kept_once():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    kept = add_picture(as_file((3000, 100), "JPEG", exif=exif), now=NOW)
    again = add_picture(as_file((3000, 100), "JPEG", exif=exif), now=NOW)
    assert (kept.pk, kept.width, kept.content_type) == (again.pk, 1200, "image/jpeg")
    assert b"taken at home" not in bytes(kept.content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"x" * (MOST_BYTES + 1), "picture_too_large"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "picture_not_read"),
        (b"%PDF-1.4", "picture_not_read"),
        (as_file()[:60], "picture_not_read"),
        (b"", "picture_not_read"),
    ],
)
def test_file_that_is_no_picture_for_a_mail_is_refused(content, code):
    with pytest.raises(Refusal, match=code):
        add_picture(content, now=NOW)
    assert Picture.objects.count() == 0


@pytest.mark.case("E07")
def test_picture_of_a_billion_points_is_refused_before_it_is_opened():
    """30,000 by 30,000 in three kilobytes: the header alone is read."""
    header = as_file((8, 8))
    bomb = header[:16] + (30_000).to_bytes(4) * 2 + header[24:]
    import struct
    import zlib

    bomb = bomb[:29] + struct.pack(">I", zlib.crc32(bomb[12:29])) + bomb[33:]
    with pytest.raises(Refusal, match="picture_too_many_points"):
        add_picture(bomb, now=NOW)


def test_unknown_picture_is_not_kept_in_a_message():
    one = campaign()
    with pytest.raises(Refusal, match="picture_unknown"):
        say(one, {"block": "picture", "digest": "a" * 64, "alt": "x", "url": ""})
    kept = add_picture(as_file(), now=NOW)
    say(one, {"block": "picture", "digest": kept.digest, "alt": "x", "url": ""})
    assert parse("email", Content.objects.get().body).blocks[0].digest == kept.digest
