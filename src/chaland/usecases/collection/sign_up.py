"""Somebody fills in a form of the shop: they enter the file, and what they agree to waits for their confirmation."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.customers import queries as customers
from chaland.customers import rules as customer_rules
from chaland.customers.rules import NewCustomer
from chaland.database.locks import lock_words, one_writer
from chaland.kernel.errors import Refusal
from chaland.signups import queries, rules, services
from chaland.signups.models import FormVersion, SignupForm
from chaland.signups.sent import Sent
from chaland.signups.services import Came
from chaland.stores.models import Store
from chaland.usecases.consents.ask_consents import ask_consents
from chaland.usecases.customers.create_customer import create_customers
from chaland.usecases.customers.recognise_customer import recognise_customer
from chaland.usecases.loyalty.refer_customer import bring_quietly
from chaland.usecases.sales.record_receipts import today_of_network


def sign_up(sent: Sent, *, now: datetime) -> None:
    """Take in what somebody sent, once; nothing tells whether they were in the file.

    Somebody new becomes a prospect at once. Of somebody known nothing changes before they confirm their address.
    Raises NotFound `form_unknown`, Refusal `form_closed`, or as `customers.rules.check` with what the form asks.
    """
    version = queries.version(sent.form_code, sent.version_id)
    today = today_of_network(now)
    # What a tablet kept while it had no network was sent when it was typed.
    typed_at = sent.sent_at or now
    if not queries.was_taking(version.form, typed_at, today_of_network(typed_at)):
        raise Refusal("form_closed")
    content = rules.read(version.content)
    policy = rules.form_policy(content, customers.policy())
    store_id = version.form.store_id or Store.objects.filter(code=sent.store_code).values_list("pk", flat=True).first()
    placed = replace(sent.told, home_store_id=store_id, language=sent.told.language or sent.language)
    # The language of the page stays even where the network asks for none.
    checked = customer_rules.check(placed, policy, today=today, communes=customers.communes())
    with one_writer():
        _take_in(sent, version, replace(checked, home_store_id=store_id, language=placed.language), now)


@transaction.atomic
def _take_in(sent: Sent, version: FormVersion, checked: NewCustomer, now: datetime) -> None:
    reached = (*checked.emails, *checked.mobiles, *checked.phones)
    lock_words([str(sent.key), *reached])
    if queries.was_sent(sent.key):
        return
    known = recognise_customer(checked, Scope(checked.home_store_id))
    customer_id = known or _enter(version.form, checked, now)
    if known is None and rules.read(version.content).referral:
        bring_quietly(customer_id, sent.referred_by, now=now)
    address = checked.emails[0] if checked.emails else ""
    submission = services.keep_submission(
        sent.key,
        version,
        customer_id=customer_id,
        waits=checked if known else None,
        address=address,
        language=sent.language,
        now=sent.sent_at or now,
    )
    if ask_consents(sent, version, submission, checked, now=now):
        services.note_mail(sent.key, now=now)
    if sent.takes_part and version.form.kind == SignupForm.Kind.CONTEST:
        services.enter_contest(version.form_id, customer_id, now=sent.sent_at or now)


def _enter(form: SignupForm, checked: NewCustomer, now: datetime) -> int:
    came = Came(form.kind, form.pk, form.source, checked.home_store_id)
    (customer_id,) = create_customers([checked], now=now, came=came)
    return customer_id
