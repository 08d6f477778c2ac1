"""Made-up sign-up forms, and what people send through them."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from chaland.accounts.rules import Scope
from chaland.customers.rules import NewCustomer
from chaland.signups import queries
from chaland.signups.rules import Content
from chaland.signups.sent import Sent
from chaland.usecases.collection.edit_form import Wanted, publish_form
from chaland.usecases.collection.show_form import show_form
from chaland.usecases.collection.sign_up import sign_up

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NEWSLETTER = ("newsletter", "email")
FIELDS = {"last_name": "required", "first_name": "optional", "email": "required"}
CANARY = '"><svg/onload=alert(1)>'


def wanted(kind="page", **changes):
    content = Content(
        title={"fr": "Restons en contact", "en": "Let us keep in touch"},
        notice={"fr": "Inventé pour un essai."},
        fields=changes.pop("fields", FIELDS),
        boxes=changes.pop("boxes", (NEWSLETTER,)),
        referral=changes.pop("referral", False),
    )
    told = {
        "kind": kind, "name": "Salon inventé", "source": "Salon", "content": content, "sites": (), "store_id": None,
        "starts_on": None, "ends_on": date(2099, 12, 31) if kind == "contest" else None,
    }  # fmt: skip
    return Wanted(**{**told, **changes})


def published(kind="page", *, now=NOW, **changes):
    """A form that is open to the public."""
    return publish_form("", wanted(kind, **changes), scope=Scope(), author_id=None, now=now)


def send(form, *, now=NOW, key=None, ticked=(NEWSLETTER,), sent_at=None, takes_part=False, store_code="", **told):
    """Send a form once, as a page does."""
    shown = show_form(form.code, "fr", now=now)
    person = NewCustomer(**{"last_name": "Le Goff", "emails": ("anne@example.com",), **told})
    sent = Sent(
        key=key or uuid4(),
        form_code=form.code,
        version_id=shown.version_id,
        told=person,
        texts={(box.purpose, box.channel): box.text_id for box in shown.boxes},
        ticked=frozenset(ticked),
        language="fr",
        takes_part=takes_part,
        sent_at=sent_at,
        store_code=store_code,
    )
    sign_up(sent, now=now)


def ticket_on(answer):
    """The signed ticket that a page carries."""
    return re.search(r'name="ticket" value="([^"]+)"', answer.content.decode())[1]


def later(**span):
    return NOW + timedelta(**span)


def version_of(form):
    return queries.published(form.code)
