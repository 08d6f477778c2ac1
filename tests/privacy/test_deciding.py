"""What the gate answers about any facts: soft opt-in, ages, channels, hours, calls. No database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from chaland.privacy.rules import Decision, Facts, Held, Terms, decide
from chaland.privacy.rules.hours import department, easter, holidays, may_disturb, person_zone

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)  # a Tuesday
INFORMED = Held("informed", NOW - timedelta(30), None, 4)
GRANTED = Held("granted", NOW - timedelta(30), NOW + timedelta(300), 5)
NEWS = Terms("email", "consent")
SOFT = Terms("email", "soft_opt_in", similar_products=True)


def reason(facts, terms=NEWS, now=NOW):
    return decide(facts, terms, now).reason


def soft_case(case):
    """Bought here, lately; told with a box to refuse; similar products; never refused; told by this merchant."""
    here, recent, informed, similar, silent, same = case
    bought = (NOW - timedelta(30 if recent else 1200)) if here else None
    told = INFORMED if informed else None
    if told and not silent:
        told = replace(told, state="refused")
    facts = Facts(own=told if same else None, shared=None if same else told, bought_at=bought, objected=not silent)
    return facts, replace(SOFT, similar_products=similar)


@pytest.mark.rule("soft-opt-in")
@pytest.mark.parametrize("case", list(product((True, False), repeat=6)))
def test_soft_opt_in_only_as_the_law_has_it(case):
    """Sixty-four rows: all six conditions, or nothing. Source: CPCE L34-5."""
    facts, terms = soft_case(case)
    decision = decide(facts, terms, NOW)
    assert (decision.allowed, decision.basis) == (all(case), "soft_opt_in" if all(case) else "")


@pytest.mark.rule("gate")
@pytest.mark.parametrize(
    ("facts", "terms", "expected"),
    [
        (Facts(), NEWS, "no_consent"),
        (Facts(own=GRANTED), NEWS, "granted"),
        (Facts(own=INFORMED), NEWS, "no_consent"),
        (Facts(shared=GRANTED), NEWS, "granted"),
        (Facts(own=GRANTED, contact="none"), NEWS, "no_contact"),
        (Facts(own=GRANTED, contact="bounced"), NEWS, "contact_bounced"),
        (Facts(own=GRANTED, objected=True), NEWS, "objected"),
        (Facts(own=GRANTED, objected=True, answered=True), NEWS, "granted"),
        (Facts(own=replace(GRANTED, expires_at=NOW), objected=True, answered=True), NEWS, "objected"),
        (Facts(own=INFORMED, objected=True, answered=True, bought_at=NOW), SOFT, "objected"),
        (Facts(own=GRANTED, objected=True, answered=True, restricted=True), NEWS, "restricted"),
        (Facts(own=GRANTED, restricted=True), NEWS, "restricted"),
        (Facts(own=GRANTED), Terms("email", ""), "channel_not_used"),
        (Facts(own=replace(GRANTED, state="pending")), NEWS, "pending"),
        (Facts(own=replace(GRANTED, state="withdrawn")), NEWS, "withdrawn"),
        (Facts(own=replace(GRANTED, state="refused")), NEWS, "refused"),
        (Facts(own=replace(GRANTED, expires_at=NOW)), NEWS, "lapsed"),
        (Facts(own=GRANTED, shared=Held("withdrawn", NOW, None, 9)), NEWS, "withdrawn"),
        (Facts(own=GRANTED, shared=Held("withdrawn", NOW, None, 1)), NEWS, "granted"),
        (Facts(own=Held("withdrawn", NOW, None, 1), shared=GRANTED), NEWS, "withdrawn"),
        (Facts(), Terms("email", "contract", is_marketing=False), "contract"),
        (Facts(objected=True), Terms("email", "contract", is_marketing=False), "contract"),
        (Facts(own=INFORMED), Terms("post", "legitimate_interest"), "legitimate_interest"),
        (Facts(), Terms("post", "legitimate_interest"), "not_informed"),
        (Facts(own=replace(INFORMED, state="refused")), Terms("post", "legitimate_interest"), "refused"),
    ],
)
def test_each_reason(facts, terms, expected):
    assert reason(facts, terms) == expected


@pytest.mark.rule("calls")
def test_calls_need_a_consent_since_11_august_2026():
    terms = Terms("phone", "legitimate_interest")
    days = (datetime(2026, 8, 10, 9, tzinfo=UTC), datetime(2026, 8, 11, 9, tzinfo=UTC))
    assert [reason(Facts(own=INFORMED), terms, day) for day in days] == ["legitimate_interest", "no_consent"]


@pytest.mark.rule("children")
def test_under_fifteen_nobody_agrees_alone():
    child = Facts(own=GRANTED, born_on=date(2012, 2, 29))
    before, on = datetime(2027, 2, 28, 12, tzinfo=UTC), datetime(2027, 3, 1, 12, tzinfo=UTC)
    lasting = replace(child, own=replace(GRANTED, expires_at=None))
    asked_again = replace(child, own=Held("granted", on, None, 6))
    answers = reason(child), reason(lasting, now=before), reason(lasting, now=on), reason(asked_again, now=on)
    assert answers == ("too_young", "too_young", "asked_as_a_child", "granted")


@pytest.mark.rule("children")
def test_a_parent_agrees_for_who_is_under_fifteen_and_no_longer():
    parent = replace(GRANTED, expires_at=None, by_parent=True)
    child = Facts(own=parent, born_on=date(2012, 2, 29))
    before, on = datetime(2027, 2, 28, 12, tzinfo=UTC), datetime(2027, 3, 1, 12, tzinfo=UTC)
    taken_back = replace(child, own=replace(parent, state="withdrawn"))
    answers = reason(child), reason(child, now=before), reason(child, now=on), reason(taken_back)
    assert answers == ("granted", "granted", "asked_as_a_child", "too_young")


def paris(day, hour, minute=0):
    return datetime(*day, hour, minute, tzinfo=ZoneInfo("Europe/Paris"))


TUESDAY, SATURDAY, SUNDAY = (2026, 11, 24), (2026, 11, 28), (2026, 11, 29)


@pytest.mark.rule("hours")
@pytest.mark.parametrize(
    ("channel", "moment", "expected"),
    [
        ("sms", paris(TUESDAY, 9, 59), False),
        ("sms", paris(TUESDAY, 10), True),
        ("sms", paris(TUESDAY, 19, 59), True),
        ("sms", paris(TUESDAY, 20), False),
        ("sms", paris(SATURDAY, 12), True),
        ("sms", paris(SUNDAY, 12), False),
        ("sms", paris((2026, 5, 14), 12), False),  # Ascension
        ("sms", paris((2026, 12, 26), 12), True),
        ("phone", paris(TUESDAY, 10), True),
        ("phone", paris(TUESDAY, 13), False),
        ("phone", paris(TUESDAY, 14), True),
        ("phone", paris(TUESDAY, 20), False),
        ("phone", paris(SATURDAY, 11), False),
        ("email", paris(SUNDAY, 3), True),
        ("post", paris(SUNDAY, 3), True),
        # The night the clocks go back, 25 October 2026, is a Sunday; the Mondays on both sides keep the shop's hours.
        ("sms", datetime(2026, 10, 26, 9, 0, tzinfo=UTC), True),
        ("sms", datetime(2026, 10, 23, 8, 0, tzinfo=UTC), True),
        ("sms", datetime(2026, 10, 26, 8, 0, tzinfo=UTC), False),
    ],
)
def test_hours_of_each_channel(channel, moment, expected):
    assert may_disturb(channel, moment, "Europe/Paris", "34", (10, 20)) is expected


@pytest.mark.rule("hours")
def test_hours_are_the_persons():
    noon_in_paris = paris(TUESDAY, 18)
    zones = [person_zone(code, "Europe/Paris") for code in ("34000", "97400", "97110", "98800", "")]
    assert zones == ["Europe/Paris", "Indian/Reunion", "America/Guadeloupe", "Pacific/Noumea", "Europe/Paris"]
    assert [may_disturb("sms", noon_in_paris, zone, "", (10, 20)) for zone in zones[:3]] == [True, False, True]


@pytest.mark.rule("hours")
def test_hours_of_texts_are_never_wider_than_the_charter():
    early, late = paris(TUESDAY, 7, 59), paris(TUESDAY, 22)
    assert [may_disturb("sms", moment, "Europe/Paris", "", (0, 24)) for moment in (early, late)] == [False, False]


@pytest.mark.rule("hours")
def test_alsace_and_moselle_have_two_holidays_more():
    more = holidays(2026, department("67000")) - holidays(2026, "34")
    assert sorted(more) == [date(2026, 4, 3), date(2026, 12, 26)]


def test_easter_is_where_the_almanac_has_it():
    found = [easter(year) for year in (1981, 2000, 2008, 2019, 2025, 2027, 2038)]
    days = ["1981-04-19", "2000-04-23", "2008-03-23", "2019-04-21", "2025-04-20", "2027-03-28", "2038-04-25"]
    assert [str(day) for day in found] == days


@pytest.mark.rule("calls")
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"calls_at": tuple(NOW - timedelta(day) for day in (1, 2, 29))}, "granted"),
        ({"calls_at": tuple(NOW - timedelta(day) for day in (1, 2, 3, 29))}, "called_enough"),
        ({"calls_at": tuple(NOW - timedelta(day) for day in (1, 2, 3, 30))}, "granted"),
        ({"call_refused_at": NOW - timedelta(59)}, "said_no_on_the_phone"),
        ({"call_refused_at": NOW - timedelta(60)}, "granted"),
    ],
)
def test_calls_are_few_and_a_no_is_left_alone(facts, expected):
    assert decide(Facts(own=GRANTED, **facts), Terms("phone", "consent"), NOW).reason == expected


@pytest.mark.rule("gate")
def test_an_allowed_decision_names_its_line():
    assert decide(Facts(own=GRANTED), NEWS, NOW) == Decision(True, "granted", "consent", 5)
