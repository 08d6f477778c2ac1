"""The way to the mail server, against real sockets."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.config.mail_server import mail_settings
from chaland.gateways.smtp.transport import Smtp
from chaland.gateways.smtp.wire import as_bytes
from chaland.messages.transport import Attachment, Letter, NotTaken
from factories.mail_servers import HOST, free_port, inbox, moody

LONG_HOST = ".".join(["a" * 62, "b" * 62, "c" * 62, "exemple.fr"])


def letter(**changes):
    about = {
        "to": "claire@example.com",
        "subject": "Confirmez votre accord",
        "text": "Bonjour\n",
        "message_id": "<made-up@example.com>",
        "sender": "noreply@example.com",
        "written_at": datetime(2026, 3, 2, 12, tzinfo=UTC),
    }
    return Letter(**{**about, **changes})


@pytest.fixture
def reaching():
    """Send letters to a port of this machine, with a short patience."""

    def send(port, *letters, timeout=1.0):
        with override_settings(**mail_settings(f"smtp://{HOST}:{port}"), EMAIL_TIMEOUT=timeout), Smtp() as smtp:
            for one in letters:
                smtp.send(one)

    return send


def refusal(send, *args, **kwargs):
    with pytest.raises(NotTaken) as caught:
        send(*args, **kwargs)
    error = caught.value
    return error.code, error.at_recipient, error.at_server


@pytest.mark.case("E10")
@pytest.mark.rule("unsubscribe")
def test_header_of_a_host_of_200_characters_is_intact_on_the_wire(reaching):
    url = f"https://{LONG_HOST}/p/u/{'x' * 32}/"
    assert len(LONG_HOST) == 199
    headers = {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    with inbox() as server:
        reaching(server.port, letter(headers=headers, message_id=f"<{'k' * 32}@{LONG_HOST}>"))
    lines = server.raw[0].split(b"\r\n")
    assert f"List-Unsubscribe: <{url}>".encode() in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert re.fullmatch(r"<https://[^>]+>", server.messages[0]["List-Unsubscribe"])
    assert f"Message-ID: <{'k' * 32}@{LONG_HOST}>".encode() in lines


@pytest.mark.rule("unsubscribe")
def test_python_folds_that_header_into_words_nobody_follows():
    # The twin: without our policy the defect is there. CPython issue 85725.
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    message["List-Unsubscribe"] = f"<https://{LONG_HOST}/p/u/{'x' * 32}/>"
    assert b"<https://" not in message.as_bytes()


@pytest.mark.case("E11")
def test_accents_dots_and_long_lines_arrive_as_written(reaching):
    text = "Été\n.\n..deux\n" + "x" * 1500 + "\n"
    with inbox() as server:
        reaching(server.port, letter(subject="Été « à » 🛍 " + "é" * 150, text=text, html="<p>Été</p>"))
    message = server.messages[0]
    assert message["Subject"] == "Été « à » 🛍 " + "é" * 150
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == text
    assert message.get_body(("html",)).get_content().strip() == "<p>Été</p>"
    assert max(len(line) for line in server.raw[0].split(b"\r\n")) <= 998
    assert server.raw[0].isascii()


def test_shop_is_named_and_domain_with_accents_is_in_ascii(reaching):
    with inbox() as server:
        reaching(server.port, letter(to="claire@café.example", sender_name='L’Échoppe, des "Tanneurs"'))
    assert server.recipients == [["claire@xn--caf-dma.example"]]
    address = server.messages[0]["From"].addresses[0]
    assert (address.display_name, address.addr_spec) == ('L’Échoppe, des "Tanneurs"', "noreply@example.com")


@pytest.mark.parametrize(
    "changes", [{"subject": "a\r\nBcc: v@example.com"}, {"headers": {"X-A": "a\nBcc: v@example.com"}}]
)
def test_line_break_never_becomes_a_header(changes):
    with pytest.raises(ValueError, match="line break"):
        as_bytes(letter(**changes))


def test_one_connection_carries_several(reaching):
    with inbox() as server:
        reaching(server.port, letter(), letter(to="b@example.com"))
    assert server.recipients == [["claire@example.com"], ["b@example.com"]]


@pytest.mark.parametrize(
    ("mood", "expected"),
    [
        ("451", (451, True, False)),
        ("550", (550, True, False)),
        ("data-451", (451, False, False)),
        ("data-554", (554, False, False)),
        ("auth-535", (530, False, True)),
        ("drop", (0, False, False)),
    ],
)
def test_refusal_says_what_it_is_about(reaching, mood, expected):
    with moody(mood) as server:
        assert refusal(reaching, server.port, letter()) == expected


def test_server_that_drops_after_the_message_holds_it(reaching):
    with moody("drop") as server:
        refusal(reaching, server.port, letter())
        assert len(server.taken) == 1


def test_mute_server_is_left_after_the_timeout(reaching):
    with moody("mute") as server:
        assert refusal(reaching, server.port, letter(), timeout=0.2) == (0, False, True)


@pytest.mark.parametrize(("mood", "expected"), [("slow", (0, False, True)), ("slow-after", (25, False, False))])
def test_server_that_drips_its_answer_is_left_after_the_timeout(reaching, mood, expected):
    # Each byte comes within the timeout, the whole answer does not: it is cut at its second digit.
    with moody(mood) as server:
        assert refusal(reaching, server.port, letter(), timeout=0.5) == expected


def test_absent_server_is_no_fault_of_the_mail(reaching):
    assert refusal(reaching, free_port(), letter()) == (0, False, True)


def test_connection_is_opened_again_after_it_was_lost():
    with (
        moody("drop", "ok") as server,
        override_settings(**mail_settings(f"smtp://{HOST}:{server.port}")),
        Smtp() as smtp,
    ):
        with pytest.raises(NotTaken):
            smtp.send(letter())
        smtp.send(letter())
        assert len(server.taken) == 2


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [("smtp://h", 25, False, False), ("smtp+tls://u:p%40@h", 587, True, False), ("smtps://h:4650", 4650, False, True)],
)
def test_server_is_read_from_one_address(url, port, tls, ssl):
    read = mail_settings(url)
    assert (read["EMAIL_PORT"], read["EMAIL_USE_TLS"], read["EMAIL_USE_SSL"]) == (port, tls, ssl)


@pytest.mark.parametrize("url", ["mail.example.com", "http://mail.example.com", "smtp://", "smtp://h:x", "smtp://["])
def test_address_of_no_mail_server_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        mail_settings(url)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=200)
LINES = st.lists(TEXTS.filter(lambda line: len(line.splitlines()) < 2), max_size=6).map("\n".join).map("a{}z".format)


@pytest.mark.pure
@settings(max_examples=40, deadline=None)
@given(
    subject=TEXTS.filter(lambda text: text.isprintable()),
    text=LINES,
    html=LINES,
    name=TEXTS.filter(lambda text: text.isprintable() and len(text) < 20),
    files=st.lists(
        st.tuples(TEXTS.filter(str.strip), st.binary(max_size=400), st.sampled_from(["", "cid@x"])), max_size=2
    ),
)
def test_what_is_written_is_read_back_the_same(subject, text, html, name, files):
    attachments = tuple(Attachment(one, "image/png", content, cid) for one, content, cid in files if html or not cid)
    read = message_from_bytes(
        as_bytes(letter(subject=subject, text=text, html=html, sender_name=name, attachments=attachments)),
        policy=default,
    )
    assert read["Subject"].split() == subject.split()
    assert read["From"].addresses[0].display_name.split() == name.split()
    body = read.get_body(("plain",))
    assert body.get_content().splitlines() == text.splitlines()
    if html:
        assert read.get_body(("html",)).get_content().splitlines() == html.splitlines()
    there = [part for part in read.walk() if part.get_content_type() == "image/png"]
    assert sorted(part.get_content() for part in there) == sorted(one.content for one in attachments)
    assert {part.get_filename() for part in there} == {one.name for one in attachments}
    assert all(len(line) <= 998 for line in as_bytes(letter(subject=subject, text=text, html=html)).split(b"\r\n"))
