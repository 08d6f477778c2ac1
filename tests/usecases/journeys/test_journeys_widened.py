"""What else journeys do: results, vouchers, segments, surveys, links of templates. Everybody is made up."""

import pytest

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns import journey_list
from chaland.campaigns.models import Campaign, Journey, Message, Passage
from chaland.customers.models import Customer
from chaland.interactions.questions import Scores
from chaland.kernel.errors import Conflict, Refusal
from chaland.usecases.campaigns.read_results import read_results
from chaland.usecases.journeys.edit_journey import (
    create_journey,
    switch_on,
    unready_messages,
)
from chaland.usecases.segments.follow_segments import follow_segment
from chaland.usecases.segments.save_segment import delete_segment, save_segment
from chaland.warehouse import outbox
from factories.journeys import DAY, buys, on, run, served
from factories.mail_servers import inbox
from factories.opt_in import act, mails, path_in
from factories.sales import open_shops
from factories.sending import BODY, NOW, carry, people
from factories.surveys import open_survey, say
from factories.vouchers import a_kind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shops():
    open_shops("lyon")


def test_its_results_are_those_of_a_campaign():
    one = on()
    people(3)
    run()
    with inbox() as kept, served(kept.port):
        run(NOW + DAY)
        carry(now=NOW + DAY)
    campaign = one.campaigns.get()
    assert read_results(campaign.pk, EVERYWHERE, now=NOW + 2 * DAY).standing == "early"
    found = read_results(campaign.pk, EVERYWHERE, now=NOW + 40 * DAY)
    assert (found.sending.sent, found.people, found.standing) == (3, 3, "no_control")


def test_each_occasion_brings_a_voucher_of_its_own():
    one = on("after_purchase", steps=[])
    [who] = people(1)
    kind = a_kind(now=NOW)
    Campaign.objects.update(cases=[{"rule": None, "kind_id": kind.pk}])
    for days in (0, 2):
        buys(who, NOW + days * DAY)
        run(NOW + days * DAY)
    run(NOW + 3 * DAY)
    vouchers = list(Message.objects.filter(campaign__journey=one).values_list("voucher", flat=True))
    assert len(vouchers) == len(set(vouchers)) == 2
    assert None not in vouchers


def test_only_people_of_its_segment_enter_and_pass():
    one = on("after_purchase", steps=[])
    inside, outside = people(2)
    Customer.objects.filter(pk=inside).update(profession="fleuriste")
    outbox.changed("customer", [inside])
    rule = {"all": [{"condition": "profession", "is": ["fleuriste"]}]}
    florists = save_segment(
        None, name="Fleuristes", rule=rule, is_told_at_till=False, scope=EVERYWHERE, author_id=None, now=NOW
    )
    Journey.objects.update(segment=florists)
    for who in (inside, outside):
        buys(who, NOW)
    assert run()["entered"] == 1
    asked = {"do": "if", "condition": "segment", "segment_id": florists.pk}
    Journey.objects.update(segment=None, steps=[asked, *one.steps])
    assert run() == {"entered": 1, "messages": 0, "alone": 0, "left": 1}
    with pytest.raises(Conflict) as refused:
        delete_segment(florists.pk, EVERYWHERE)
    assert refused.value.code == "segment_in_use"


def test_who_enters_a_segment_is_written_to_but_not_those_whom_a_new_rule_brings():
    first, second = people(2)
    rule = {"all": [{"condition": "visits", "is": {"operator": "at_least", "amount": 1}}]}
    buyers = save_segment(
        None, name="Acheteurs", rule=rule, is_told_at_till=False, scope=EVERYWHERE, author_id=None, now=NOW
    )
    buys(first, NOW)
    one = create_journey(recipe="joined", name="Entrée", scope=EVERYWHERE, now=NOW)
    one.campaigns.get().contents.create(language="fr", subject="Bonjour", body=BODY, changed_at=NOW)
    with pytest.raises(Refusal) as refused:
        switch_on(one.pk, user=None, scope=EVERYWHERE, now=NOW)
    assert refused.value.code == "journey_segment_missing"
    Journey.objects.update(options={"segment_id": buyers.pk})
    switch_on(one.pk, user=None, scope=EVERYWHERE, now=NOW)
    follow_segment(buyers.pk, now=NOW)
    assert run()["entered"] == 0
    later = NOW + 2 * DAY
    buys(second, later)
    follow_segment(buyers.pk, now=later)
    assert run(later)["entered"] == 1
    assert Passage.objects.get().customer_id == second


def test_a_survey_after_a_visit_is_asked_once_of_who_agreed_and_their_scores_are_told():
    with pytest.raises(Refusal) as refused:
        create_journey(recipe="survey", name="Avis", scope=EVERYWHERE, now=NOW)
    assert refused.value.code == "journey_survey_missing"
    survey = open_survey()
    one = create_journey(recipe="survey", name="Avis", scope=EVERYWHERE, now=NOW)
    Journey.objects.update(control_percent=0)
    switch_on(one.pk, user=None, scope=EVERYWHERE, now=NOW)
    agreed, silent = people(2)
    act(agreed, "granted", ("survey", "email"), address="p0@example.com")
    for who in (agreed, silent):
        buys(who, NOW)
    run()
    assert run(NOW + 2 * DAY)["messages"] == 1
    assert run(NOW + 2 * DAY)["messages"] == 0
    [mail] = mails("survey")
    assert mail.customer_id == agreed
    assert journey_list.asked(one, survey) == (1, Scores())
    say(survey, 9, now=NOW + 3 * DAY, token=path_in(mail, "s").split("/")[-2])
    # At the counter, nobody's: of no journey.
    say(survey, 0, now=NOW + 3 * DAY)
    people_asked, scores = journey_list.asked(one, survey)
    assert (people_asked, scores.answers, scores.mean, scores.net_promoters) == (1, 1, 9, 1)
    assert set(Passage.objects.values_list("state", flat=True)) == {"done"}


def test_one_journey_that_makes_no_sense_does_not_stop_the_others():
    broken, _fine = on(), on("after_purchase", steps=[])
    Journey.objects.filter(pk=broken.pk).update(steps=[])
    [who] = people(1)
    buys(who, NOW)
    assert run()["entered"] == 1


def test_a_template_is_not_sent_before_its_voucher_and_its_links_are_ones_own():
    one = create_journey(recipe="late", name="Absents", scope=EVERYWHERE, now=NOW)
    assert [why for _message, why in unready_messages(one)] == ["offer", "offer"]
    one.campaigns.update(cases=[{"rule": None, "kind_id": a_kind(now=NOW).pk}])
    assert [why for _message, why in unready_messages(one)] == ["link", "link"]
    with pytest.raises(Refusal) as refused:
        switch_on(one.pk, user=None, scope=EVERYWHERE, now=NOW)
    assert refused.value.code == "journey_not_ready"
