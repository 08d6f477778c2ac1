"""What authors write: what is kept, what is told of it, and what stands in the mail. Cases E01 to E20."""

import re
import tomllib
from datetime import UTC, datetime
from html import escape
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from chaland.campaigns.content import checks
from chaland.campaigns.content.barcode import barcode_png
from chaland.campaigns.content.body import parse, parse_subject, plain
from chaland.campaigns.content.fields import FIELDS, cut, fill
from chaland.campaigns.content.layout import lay_out, links_of
from chaland.campaigns.content.marks import Frame
from chaland.campaigns.content.templates import template, templates_for
from chaland.campaigns.content.texting import count, with_way_out
from chaland.campaigns.models import Campaign
from chaland.campaigns.rules.clicks import is_machine, is_too_quick
from chaland.gateways.smtp.wire import as_bytes
from chaland.kernel.errors import Refusal
from chaland.messages.transport import Letter
from chaland.web.desk.campaigns.forms import WhenForm

pytestmark = pytest.mark.pure
CASES = tomllib.loads((Path(__file__).parents[1] / "corpus" / "messages" / "expected.toml").read_text("utf-8"))
WORDS = {"foot_unsubscribe": "Se désinscrire", "foot_preferences": "Choisir", "until": "Jusqu’au", "barcode": "Code"}
WAYS = {
    "foot_unsubscribe": "https://pivoine.example/p/u/x/",
    "foot_preferences": "https://pivoine.example/p/preferences/x/",
}


def body_of(case):
    return {"text": case.get("text", ""), "blocks": case.get("blocks", [{"block": "text", "text": "Bonjour"}])}


def subject_of(case):
    return "x" * case["subject_of"] if "subject_of" in case else case.get("subject", "Objet")


def read(case):
    parse_subject(subject_of(case))
    return parse(case.get("channel", "email"), body_of(case))


def page(body, values, *, with_voucher=False):
    frame = Frame("fr", "Pivoine", "Pivoine SARL, 59000 Lille", WORDS, lambda digest: f"/p/pictures/{digest}", {})
    layout = lay_out(body, frame, with_voucher=with_voucher)
    return fill(layout.html, {code: escape(value) for code, value in {**values, **WAYS}.items()}), layout


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "refused" in case])
def test_what_is_wrong_is_refused_where_it_stands(name):
    case = CASES[name]
    with pytest.raises(Refusal) as refused:
        read(case)
    assert [refused.value.code, refused.value.field] == case["refused"]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "remarks" in case])
def test_what_had_better_be_looked_at_is_told(name):
    case = CASES[name]
    channel = case.get("channel", "email")
    subject = parse_subject(subject_of(case)) if channel == "email" else ""
    found = checks.look_at(parse(channel, body_of(case)), subject, language="fr", has_offer=False)
    assert [one.code for one in found] == case["remarks"]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "says" in case])
def test_mail_says_what_it_should_and_hides_the_rest(name):
    case = CASES[name]
    html, _layout = page(parse("email", body_of(case)), case.get("values", {}))
    assert [text for text in case["says"] if text not in html] == []
    assert [text for text in case.get("hides", []) if text in html] == []


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "counts" in case])
def test_text_message_is_counted_with_its_way_out(settings, name):
    settings.SMS_STOP = "36111"
    counted = count(with_way_out(CASES[name]["text"], "fr"))
    assert [counted.is_basic, counted.characters, counted.parts] == CASES[name]["counts"]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "header" in case])
def test_header_stands_on_the_wire_as_it_was_written(name):
    url = CASES[name]["header"]
    sent = as_bytes(
        Letter("claire@example.com", "Objet", "Bonjour", message_id="<a@example.com>", sender="x@example.com",
               written_at=datetime(2026, 3, 2, 12, tzinfo=UTC), headers={"List-Unsubscribe": f"<{url}>"})
    )  # fmt: skip
    assert len(url) > 76
    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in sent


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "moment" in case])
def test_moment_is_of_the_clock_of_the_shop(name):
    case = CASES[name]
    typed = {"starts_at": case["moment"], "window_days": 30}
    with translation.override("fr"):
        form = WhenForm(data=typed, campaign=Campaign(), zone=ZoneInfo("Europe/Paris"))
        wrong = " ".join(form.errors.get("starts_at", ()))
    if "refused_moment" in case:
        assert case["refused_moment"] in wrong
    else:
        assert (wrong, form.when().starts_at.isoformat()) == ("", case["leaves"])


def test_every_case_is_named():
    """E01 to E20: here, or by a test that bears the mark."""
    marked = re.compile(r"""mark\.case\("(E\d\d)"\)""")
    tests = Path(__file__).parents[1].rglob("test_*.py")
    named = {one for path in tests for one in marked.findall(path.read_text(encoding="utf-8"))}
    assert named | {name[:3] for name in CASES if name[0] == "E"} == {f"E{number:02}" for number in range(1, 21)}


def test_direction_marks_leave_the_subject():
    case = CASES["E09_direction_marks"]
    assert parse_subject(case["subject"]) == case["kept_subject"]


def test_markup_is_told_to_who_wrote_it():
    from chaland.campaigns.content.body import has_markup

    assert has_markup(body_of(CASES["E05_script"]))
    assert not has_markup({"blocks": [{"text": "moins de 5 < 6 et {prenom|vous}"}]})


@given(st.text(max_size=60), st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text(max_size=20)))
def test_what_is_filled_in_is_never_looked_at_again(text, values):
    """Whatever people are called, the result holds the author's own words and theirs and nothing else."""
    try:
        pieces = cut(text)
    except Refusal:
        return
    said = fill(pieces, values)
    rest = said
    for one in pieces:
        piece = one if isinstance(one, str) else values.get(one.code) or one.default
        assert piece in rest
        rest = rest[rest.index(piece) + len(piece) :]
    assert rest == ""


@pytest.mark.parametrize("channel", ["email", "post", "sms", "phone"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_templates_of_the_trade_can_be_kept_as_they_are(channel, language):
    for code in templates_for(channel):
        subject, told = template(channel, code, language)
        body = parse(channel, told)
        assert parse(channel, plain(body)) == body
        assert (parse_subject(subject) != "") == (channel == "email")
    assert template(channel, "unknown", language) is None


@pytest.mark.parametrize("channel", ["email", "sms", "phone"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_templates_of_the_trade_read_whole_for_who_has_told_nothing_and_gets_no_voucher(channel, language):
    offer = {"voucher": "-10 %", "voucher_code": "ABCDEFGH23456", "voucher_until": "31/12/2026"}
    for code in templates_for(channel):
        subject, told = template(channel, code, language)
        body = parse(channel, told)
        _html, layout = page(body, {})
        # A text message or a call about a voucher goes to who has one.
        said = fill(layout.text, {"shop": "Pivoine"}) if channel == "email" else ""
        whole = "\n".join([fill(cut(subject), {"shop": "Pivoine"}), said, fill(cut(body.text), {"shop": "P", **offer})])
        assert re.findall(r".*(?:[:,(]\s*[,.!?)]|[^\S\n][,.]|[^\S\n]{2}).*", whole) == []
        before = [one for one, after in pairwise(told.get("blocks", [])) if after["block"] == "voucher"]
        assert not any(one.get("text", "").endswith(":") for one in before)


def test_voucher_stands_there_for_who_has_one_alone():
    body = parse("email", {"blocks": [{"block": "voucher", "note": "En caisse"}]})
    values = {"voucher": "-10 %", "voucher_code": "ABCDEFGH23456", "voucher_until": "31/12/2026"}
    html, layout = page(body, values, with_voucher=True)
    assert all(text in html for text in ("cid:voucher", "ABCDEFGH23456", "-10 %", "31/12/2026"))
    assert "ABCDEFGH23456" in fill(layout.text, values)
    assert "cid:voucher" not in page(body, values)[0]


def test_barcode_is_read_back():
    import io

    import zxingcpp
    from PIL import Image

    picture = Image.open(io.BytesIO(barcode_png("H3KQ7ZZZ2345W")))
    assert [one.text for one in zxingcpp.read_barcodes(picture.convert("L"))] == ["H3KQ7ZZZ2345W"]


def test_text_part_holds_every_link_and_no_marks():
    told = [{"block": "text", "text": "**Gras** [ici](pivoine.example/a)\n\n."}, {"block": "divider"}]
    body = parse("email", {"blocks": told})
    text = fill(page(body, {})[1].text, WAYS)
    assert "Gras ici (https://pivoine.example/a)" in text
    assert links_of(body) == ["https://pivoine.example/a"]
    assert "\n.\n" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 160, (True, 160, 1)),
        ("a" * 161, (True, 161, 2)),
        ("€" * 80, (True, 160, 1)),
        ("é" * 160, (True, 160, 1)),
        ("ç" + "a" * 69, (False, 70, 1)),
        ("ê" + "a" * 70, (False, 71, 2)),
        ("🎂" * 35, (False, 70, 1)),
        ("🎂" * 36, (False, 72, 2)),
    ],
)
def test_text_messages_are_counted_as_the_network_counts(text, expected):
    counted = count(text)
    assert (counted.is_basic, counted.characters, counted.parts) == expected


PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"


@pytest.mark.parametrize(
    ("method", "agent", "sent_ago", "other_ago", "expected"),
    [
        ("GET", PHONE, 3600, None, False),
        ("GET", PHONE, 3600, 30, False),
        ("GET", PHONE, 3600, 2, True),
        ("GET", PHONE, 3, None, True),
        ("GET", PHONE, None, None, True),
        ("HEAD", PHONE, 3600, None, True),
        ("GET", "", 3600, None, True),
        ("GET", "Barracuda Sentinel (EE)", 3600, None, True),
        ("GET", "Mozilla/5.0 (compatible; bingbot/2.0)", 3600, None, True),
        ("GET", "Mozilla/5.0 (Linux; Android 14; CUBOT NOTE 50)", 3600, None, False),
    ],
)
def test_machines_are_told_from_people(method, agent, sent_ago, other_ago, expected):
    from datetime import UTC, datetime, timedelta

    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    sent_at, other_at = (None if ago is None else now - timedelta(seconds=ago) for ago in (sent_ago, other_ago))
    is_quick = is_too_quick(now, sent_at=sent_at, other_at=other_at)
    assert (is_machine(method, agent) or is_quick) is expected
