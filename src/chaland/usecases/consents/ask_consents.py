"""The boxes that somebody ticked in a form become consents that wait, and a mail asks the owner of the address."""

from collections.abc import Iterator
from datetime import datetime

from chaland.customers.rules import NewCustomer
from chaland.privacy import queries as privacy
from chaland.privacy import services as consents
from chaland.privacy.rules import Act, NewConsent, Proof
from chaland.signups import rules
from chaland.signups.models import FormVersion, Submission
from chaland.signups.sent import Sent
from chaland.usecases.consents.ask_opt_in import ask_opt_in
from chaland.usecases.sales.record_receipts import today_of_network


def ask_consents(
    sent: Sent, version: FormVersion, submission: Submission, checked: NewCustomer, *, now: datetime
) -> bool:
    """Write down what was ticked of what the form offers, as waiting; tell whether a mail asks to confirm.

    A consent that was given before stays given; a box that says no holds at once. One address gets one such mail a
    day, whoever asks; a child is asked for nothing. The caller holds the transaction.
    """
    acts = list(_acts(sent, version, submission, checked))
    if not rules.may_agree(checked, today_of_network(now)):
        acts = [one for one in acts if one.act is not Act.ASKED]
    consents.record_many(acts, now=now)
    address = submission.address
    asked = [(one.purpose, one.channel) for one in acts if one.act is Act.ASKED]
    if not (asked and address):
        return False
    return ask_opt_in(submission.customer_id, address=address, asked=asked, language=sent.language, now=now)


def _acts(sent: Sent, version: FormVersion, submission: Submission, checked: NewCustomer) -> Iterator[NewConsent]:
    offered = rules.read(version.content).boxes
    refusing = {
        (box.purpose, box.channel)
        for box in privacy.boxes(sent.language, [purpose for purpose, _ in offered])
        if box.refuses
    }
    reached = {
        "email": checked.emails,
        "sms": checked.mobiles,
        "phone": (*checked.mobiles, *checked.phones),
        "post": tuple(address.line for address in checked.addresses),
    }
    for purpose, channel in offered:
        text_id = sent.texts.get((purpose, channel))
        act = _act((purpose, channel) in sent.ticked, (purpose, channel) in refusing, submission.is_new)
        if text_id and act and reached[channel]:
            yield NewConsent(
                submission.customer_id,
                purpose,
                channel,
                act,
                _proof(sent, version, text_id),
                address=reached[channel][0],
                given_at=submission.sent_at,
            )


def _act(ticked: bool, refuses: bool, is_new: bool) -> Act | None:  # noqa: FBT001 - three answers, each named
    """Return what a box says: of somebody known, only a no counts before they confirm who they are."""
    if refuses:
        return Act.REFUSED if ticked else Act.INFORMED if is_new else None
    return Act.ASKED if ticked else None


def _proof(sent: Sent, version: FormVersion, text_id: int) -> Proof:
    return Proof(
        f"form:{version.form.code}",
        sent.method,
        language=sent.language,
        text_id=text_id,
        store_id=version.form.store_id,
        form_version=str(version.number),
        reference=str(sent.key),
        ip=sent.ip,
        user_agent=sent.user_agent,
    )
