"""Whether every order to a bank holds what the published message definition asks of its elements.

Source: ISO 20022, message definition report of pain.001.001.09, with the narrower rules of the EPC's guideline for
credit transfers (EPC132-08, 2023): which elements, in which order, how often, and the type of each.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.loyalty.rules.sepa import NAMESPACE, Party, Transfer, credit_transfer

pytestmark = pytest.mark.pure
NAME = r"[A-Za-z0-9/\-?:().,'+ ]{1,70}"
MAX35 = r"(?!/)(?!.*//)[A-Za-z0-9/\-?:().,'+ ]{1,35}(?<!/)"
SUM = r"\d{1,15}\.\d{2}"
IBAN = r"[A-Z]{2}\d{2}[a-zA-Z0-9]{1,30}"
ACCOUNT = [("Id", [("IBAN", IBAN)])]
PARTY = [("Nm", NAME)]
TRANSFER = [
    ("PmtId", [("EndToEndId", MAX35)]),
    ("Amt", [("InstdAmt", r"\d{1,9}\.\d{2}")]),
    ("Cdtr", PARTY),
    ("CdtrAcct", ACCOUNT),
    ("RmtInf", [("Ustrd", r"[A-Za-z0-9/\-?:().,'+ ]{1,140}")]),
]
HEAD = [
    ("MsgId", MAX35),
    ("CreDtTm", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    ("NbOfTxs", r"\d{1,15}"),
    ("CtrlSum", SUM),
    ("InitgPty", PARTY),
]
PAYMENT = [
    ("PmtInfId", MAX35),
    ("PmtMtd", "TRF"),
    ("NbOfTxs", r"\d{1,15}"),
    ("CtrlSum", SUM),
    ("PmtTpInf", [("SvcLvl", [("Cd", "SEPA")])]),
    ("ReqdExctnDt", [("Dt", r"\d{4}-\d\d-\d\d")]),
    ("Dbtr", PARTY),
    ("DbtrAcct", ACCOUNT),
    ("DbtrAgt", [("FinInstnId", [("Othr", [("Id", "NOTPROVIDED")])])]),
    ("ChrgBr", "SLEV"),
    ("CdtTrfTxInf", TRANSFER),
]
DOCUMENT = [("CstmrCdtTrfInitn", [("GrpHdr", HEAD), ("PmtInf", PAYMENT)])]
REPEATED = "CdtTrfTxInf"

PARTIES = st.builds(Party, st.text(max_size=90), st.just("FR7630006000011234567890189"))
# The guideline lets a transfer be from one cent to 999,999,999.99 euros.
TRANSFERS = st.lists(
    st.builds(Transfer, PARTIES, st.integers(1, 99_999_999_999), st.just("CLEARING-3-1-2"), st.text(max_size=200)),
    min_size=1,
    max_size=4,
)


def wrong(element, asked):
    """What an element holds that the definition does not let it hold, or lacks."""
    if isinstance(asked, str):
        fits = re.fullmatch(asked, element.text or "") and not len(element)
        return [] if fits else [(element.tag, element.text)]
    names = [one.tag.removeprefix(f"{{{NAMESPACE}}}") for one in element]
    once = [name for place, name in enumerate(names) if name != REPEATED or name not in names[:place]]
    if once != [name for name, _ in asked]:
        return [(element.tag, names)]
    types = dict(asked)
    return [fault for one, name in zip(element, names, strict=True) for fault in wrong(one, types[name])]


def read(payer, transfers):
    written = credit_transfer(
        payer,
        transfers,
        reference="CLEARING-3-1",
        made_at=datetime(2026, 4, 2, 12, tzinfo=UTC),
        pay_on=date(2026, 4, 3),
    )
    return ET.fromstring(written)  # noqa: S314 - our own


@settings(max_examples=60, deadline=None)
@given(PARTIES, TRANSFERS)
def test_every_order_keeps_the_published_structure_and_every_amount(payer, transfers):
    document = read(payer, transfers)
    assert (document.tag, wrong(document, DOCUMENT)) == (f"{{{NAMESPACE}}}Document", [])
    told = {"i": NAMESPACE}
    amounts = [Decimal(one.text) for one in document.iterfind(".//i:InstdAmt", told)]
    assert amounts == [Decimal(one.cents) / 100 for one in transfers]
    assert {one.get("Ccy") for one in document.iterfind(".//i:InstdAmt", told)} == {"EUR"}
    assert {Decimal(one.text) for one in document.iterfind(".//i:CtrlSum", told)} == {sum(amounts)}
    assert {int(one.text) for one in document.iterfind(".//i:NbOfTxs", told)} == {len(transfers)}


@pytest.mark.parametrize("name", ["EndToEndId", "InstdAmt", "IBAN", "Ustrd", "Cd"])
def test_an_element_that_does_not_keep_to_its_type_is_seen(name):
    """Twin: the definition that is asked above refuses what a bank would."""
    party = Party("Inventée", "FR7630006000011234567890189")
    document = read(party, [Transfer(party, 500, "CLEARING-3-1-2", "Compensation")])
    next(document.iterfind(f".//{{{NAMESPACE}}}{name}")).text = "é" * 141
    assert len(wrong(document, DOCUMENT)) == 1
