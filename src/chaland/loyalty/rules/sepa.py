"""An order to the bank of a merchant to pay others: a SEPA credit transfer, message pain.001.001.09.

Source: ISO 20022 and the EPC's guideline for credit transfers (EPC132-08, 2023). Amounts in euros; IBAN alone, the bank
finds the rest. Names and texts are written with the letters that every bank of the area takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import combining, normalize
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from chaland.kernel.money import Cents

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-?:().,'+ ")
_NAME, _TEXT, _REFERENCE = 70, 140, 35
NOT_PROVIDED = "NOTPROVIDED"
"""What the guideline writes where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who pays or is paid."""

    name: str
    iban: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment: to whom, how much, under which reference, and what the other reads."""

    to: Party
    cents: Cents
    reference: str
    text: str


def credit_transfer(
    payer: Party, transfers: Sequence[Transfer], *, reference: str, made_at: datetime, pay_on: date
) -> bytes:
    """Return the order as the bank reads it. reference: the same for the same order, so that a bank pays it once."""
    document = Element("Document", xmlns=NAMESPACE)
    root = SubElement(document, "CstmrCdtTrfInitn")
    count, total = str(len(transfers)), _euros(sum(one.cents for one in transfers))
    head = SubElement(root, "GrpHdr")
    _texts(head, ("MsgId", reference[:_REFERENCE]), ("CreDtTm", made_at.strftime("%Y-%m-%dT%H:%M:%SZ")))
    _texts(head, ("NbOfTxs", count), ("CtrlSum", total))
    _texts(SubElement(head, "InitgPty"), ("Nm", spelt(payer.name, _NAME)))
    part = SubElement(root, "PmtInf")
    _texts(part, ("PmtInfId", reference[:_REFERENCE]), ("PmtMtd", "TRF"), ("NbOfTxs", count), ("CtrlSum", total))
    _texts(SubElement(SubElement(part, "PmtTpInf"), "SvcLvl"), ("Cd", "SEPA"))
    _texts(SubElement(part, "ReqdExctnDt"), ("Dt", pay_on.isoformat()))
    _party(part, "Dbtr", payer)
    agent = SubElement(SubElement(part, "DbtrAgt"), "FinInstnId")
    _texts(SubElement(agent, "Othr"), ("Id", NOT_PROVIDED))
    _texts(part, ("ChrgBr", "SLEV"))
    for one in transfers:
        _transfer(part, one)
    indent(document)
    written: bytes = tostring(document, encoding="UTF-8", xml_declaration=True)
    return written


def _transfer(part: Element, one: Transfer) -> None:
    told = SubElement(part, "CdtTrfTxInf")
    _texts(SubElement(told, "PmtId"), ("EndToEndId", spelt(one.reference, _REFERENCE)))
    SubElement(SubElement(told, "Amt"), "InstdAmt", Ccy="EUR").text = _euros(one.cents)
    _party(told, "Cdtr", one.to)
    _texts(SubElement(told, "RmtInf"), ("Ustrd", spelt(one.text, _TEXT)))


def _party(above: Element, name: str, party: Party) -> None:
    _texts(SubElement(above, name), ("Nm", spelt(party.name, _NAME)))
    if name == "Cdtr":
        _account(above, "CdtrAcct", party.iban)
    else:
        _account(above, "DbtrAcct", party.iban)


def _account(above: Element, name: str, iban: str) -> None:
    _texts(SubElement(SubElement(above, name), "Id"), ("IBAN", iban))


def _texts(above: Element, *told: tuple[str, str]) -> None:
    for name, text in told:
        SubElement(above, name).text = text


def _euros(cents: Cents) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def spelt(text: str, longest: int) -> str:
    """Write a text with the letters every bank takes; others lose their accents or become a space.

    >>> spelt("Léa & Fils – cœur", 70)
    'Lea Fils coeur'
    >>> spelt("东", 70)
    'NOTPROVIDED'
    """
    plain = normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("’", "'"))
    kept = "".join(letter if letter in _LETTERS else " " for letter in plain if not combining(letter))
    return " ".join(kept.split())[:longest].strip() or NOT_PROVIDED
