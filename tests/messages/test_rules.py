import pytest

from chaland.kernel.errors import Refusal
from chaland.messages.rules import ATTEMPTS, check_header, is_about_the_address, is_permanent, one_line, pause_after


def test_pauses_grow_and_end_with_the_last_attempt():
    pauses = [pause_after(attempts) for attempts in range(1, ATTEMPTS)]
    assert pauses == sorted(pauses)
    assert pause_after(ATTEMPTS) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("X-A", "one\r\nBcc: victim@example.com"), ("X-A", "one\ntwo"), ("X-A\r\nBcc", "v"), ("X A", "v"), ("", "v")],
)
def test_header_that_would_begin_another_is_refused(name, value):
    with pytest.raises(Refusal) as refused:
        check_header(name, value)
    assert refused.value.code == "mail_header_unsafe"


def test_subject_stays_on_one_line():
    assert one_line("Votre\taccord\r\nBcc: v@example.com \x00", 200) == "Votre accord Bcc: v@example.com"


@pytest.mark.parametrize(
    ("code", "said", "at_recipient", "expected"),
    [
        (550, "5.1.1 no such user", True, True),
        (550, "5.2.1 mailbox disabled", False, True),
        (550, "no such user", True, True),
        (550, "5.7.1 blocked by policy", True, False),
        (554, "5.7.1 looks like spam", False, False),
        (554, "no", False, False),
        (451, "4.2.2 mailbox full for now", True, False),
    ],
)
def test_only_a_refusal_of_the_mailbox_is_about_the_address(code, said, at_recipient, expected):
    assert is_about_the_address(code, said, at_recipient=at_recipient) is expected


def test_permanent_refusals_begin_at_500():
    assert [is_permanent(code) for code in (0, 421, 452, 500, 554)] == [False, False, False, True, True]
