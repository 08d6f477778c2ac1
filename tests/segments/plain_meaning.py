"""What windows, comparisons, shares and texts mean, in plain Python."""

import unicodedata
from fractions import Fraction

EXISTS = ("known", "unknown")


def in_window(day, window, today):
    """The last N days, today included; more than N days ago; from a day to a day."""
    if day is None:
        return False
    if window is None:
        return True
    ago = (today - day).days
    if "last_days" in window:
        return 0 <= ago < window["last_days"]
    if "before_days" in window:
        return ago > window["before_days"]
    return window.get("from", "0001") <= day.isoformat() <= window.get("to", "9999")


def fits(value, wanted):
    """Whether a number is as wanted; nothing but "unknown" is said of one that is not known."""
    if wanted["operator"] in EXISTS:
        return (value is not None) == (wanted["operator"] == "known")
    if value is None:
        return False
    amount = wanted["amount"]
    match wanted["operator"]:
        case "at_least":
            return value >= amount
        case "at_most":
            return value <= amount
        case "equal":
            return value == amount
    return min(amount, wanted["to"]) <= value <= max(amount, wanted["to"])


def fits_among_all(value, wanted, of_all):
    """The 20 % highest: everybody at or above the point below which 80 % lie, so that equals are in together.

    Between two people the point is interpolated. Who has no such number has no place among all.
    """
    known = sorted(Fraction(one) for one in of_all if one is not None)
    if value is None or not known:
        return False
    share = Fraction(wanted["amount"]) / 100
    is_top = wanted["operator"] == "top_percent"
    place = (1 - share if is_top else share) * (len(known) - 1)
    low = known[int(place)]
    high = known[min(int(place) + 1, len(known) - 1)]
    point = low + (high - low) * (place - int(place))
    return value >= point if is_top else value <= point


def day_of(moment, world):
    """The day of a moment on the network's clock."""
    return moment.astimezone(world.zone).date() if moment else None


def fold(text):
    """Capitals and accents aside."""
    plain = unicodedata.normalize("NFD", text.strip())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


def same_text(text, wanted):
    return fold(text or "") in [fold(one) for one in wanted]


def part_of_text(text, wanted):
    return any(fold(one) in fold(text or "") for one in wanted)


def is_named(key, wanted):
    return wanted is None or key in wanted


def passes_over(rule, years, rules):
    """Whether a rule passes over somebody of this age: it judges people, and they are known to be under 15."""
    return years is not None and years < 15 and judges(rule, rules)


def judges(node, rules):
    """Whether a rule looks at what people are or do, and not only at how they may be reached."""
    if "condition" not in node:
        return any(judges(part, rules) for [parts] in [node.values()] for part in parts)
    if node["condition"] == "member":
        return judges(rules[node["is"][0]], rules)
    return node["condition"] not in ("agreed", "may_contact", "consent_to_renew", "reachable", "drawn")
