"""Made-up people who agreed to something, and the links that were mailed to them."""

import re
from datetime import UTC, datetime

from chaland.customers.rules import NewCustomer
from chaland.messages.models import OutgoingMail
from chaland.privacy import services as consents
from chaland.privacy.queries import consents_of, texts_for
from chaland.privacy.rules import Act, Proof
from chaland.usecases.consents.ask_opt_in import ask_opt_in
from chaland.usecases.customers.create_customer import create_customer

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLAIRE = "claire@example.com"
NEWSLETTER = ("newsletter", "email")
OFFERS = ("offers", "email")


def enter(address=CLAIRE, now=NOW, **told):
    return create_customer(NewCustomer(**{"last_name": "Inventée", "emails": (address,), **told}), now=now)


def act(customer_id, deed, what=NEWSLETTER, *, address=CLAIRE, now=NOW, language="fr"):
    purpose, channel = what
    text = texts_for(purpose, channel, language, now=datetime.now(UTC))
    proof = Proof("desk", "oral", language=language, text_id=text.pk)
    consents.record(customer_id, purpose=purpose, channel=channel, act=Act(deed), proof=proof, now=now, address=address)


def ask(customer_id, *asked, address=CLAIRE, now=NOW, language="fr"):
    """Write down what was asked and have the mail sent; returns whether one covers it."""
    asked = asked or (NEWSLETTER,)
    for what in asked:
        act(customer_id, "asked", what, address=address, now=now, language=language)
    return ask_opt_in(customer_id, address=address, asked=asked, language=language, now=now)


def mails(kind="opt_in"):
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def path_in(mail, page="c"):
    """The path of the link in a mail."""
    return re.search(rf"https?://[^/\s]+(/p/{page}/[^\s]+)", mail.text)[1]


def states(customer_id, now=NOW):
    return {(one.purpose, one.channel): one.state for one in consents_of(customer_id, now=now)}
