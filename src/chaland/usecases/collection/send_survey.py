"""A customer is asked by mail how satisfied they were: by the gate, and seldom."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from chaland.accounts.rules import Scope
from chaland.customers.models import ContactPoint
from chaland.database.locks import lock_words, one_writer
from chaland.interactions import questions, surveys
from chaland.interactions.models import Survey
from chaland.kernel.errors import Conflict, Refusal
from chaland.messages import services
from chaland.messages.letters import Button, write
from chaland.messages.models import OutgoingMail
from chaland.privacy.gate import may_contact
from chaland.stores.queries import the_network
from chaland.usecases.collection.answer_survey import address_of
from chaland.usecases.consents.unsubscribe_links import unsubscribe_links
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.customers.speak_to import language_of

KIND = PURPOSE = "survey"
ONE_EVERY = timedelta(days=90)
"""Of surveys by mail, whichever they are, to one person."""


def send_survey(code: str, customer_id: int, *, scope: Scope, now: datetime) -> None:
    """Send one customer a survey with a link of their own. Twice is once: the second is refused.

    Raises NotFound `survey_unknown`, `customer_unknown`; Refusal `survey_closed`, `survey_not_allowed` with the
    gate's `reason`; Conflict `survey_sent_lately`.
    """
    with one_writer(), transaction.atomic():
        survey = surveys.survey(code, scope)
        customer = open_customer(customer_id, scope)
        if not survey.is_open:
            raise Refusal("survey_closed")
        lock_words([f"survey-mail:{customer.pk}"])
        merchant_id = survey.store.merchant_id if survey.store else None
        decision = may_contact(customer.pk, purpose=PURPOSE, channel="email", merchant_id=merchant_id, now=now)
        if not decision.allowed:
            raise Refusal("survey_not_allowed", reason=decision.reason)
        if _was_asked(customer.pk, now):
            raise Conflict("survey_sent_lately", days=ONE_EVERY.days)
        _queue(survey, customer.pk, merchant_id, now)


def _was_asked(customer_id: int, now: datetime) -> bool:
    sent = OutgoingMail.objects.filter(customer=customer_id, kind=KIND, created_at__gt=now - ONE_EVERY)
    return sent.exclude(state=OutgoingMail.State.FAILED).exists()


def _queue(survey: Survey, customer_id: int, merchant_id: int | None, now: datetime) -> None:
    points = ContactPoint.objects.filter(customer=customer_id, kind=ContactPoint.Kind.EMAIL, status="valid")
    address = points.order_by("-is_main", "pk").values_list("normalised", flat=True)[0]
    language = language_of(customer_id)
    url = address_of(survey.code, surveys.make_link(survey.pk, customer_id, now=now))
    out = unsubscribe_links(customer_id, address=address, purpose=PURPOSE, language=language, now=now)
    with translation.override(language):
        subject = _("How was it? {shop}").format(shop=the_network().name)
        asked = _("You agreed to be asked how satisfied you are. It takes a minute:")
        written = write(
            subject,
            [_("Hello,"), asked, questions.said(survey.title, language), Button(_("See and answer"), url)],
            language=language,
        )
    services.queue(
        kind=KIND,
        to=address,
        subject=subject,
        text=f"{written.text}\n{out.text}",
        html=written.html.replace("</div></body>", f"{out.html}</div></body>"),
        headers=out.headers,
        customer_id=customer_id,
        now=now,
        good_until=now + surveys.LINK_LASTS,
        purpose=PURPOSE,
        merchant_id=merchant_id,
    )
