"""How a file of customers from anywhere is taken in: which column is what, and what was decided about its doubts."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from chaland.customers.rules import Policy
from chaland.kernel.errors import Refusal
from chaland.kernel.text import fold
from chaland.reading.headings import CONSENT, EMAIL_2, FULL_NAME, KNOWN, meaning
from chaland.reading.presets import PRESETS
from chaland.reading.understanding import Understanding
from chaland.usecases.imports.import_customer_rows import NAMES_A_PERSON, columns

CREATE, UPDATE, BOTH = "create", "update", "both"
MODES = (CREATE, UPDATE, BOTH)
LEAVE = "leave"
ALIKE = (CREATE, UPDATE, LEAVE)
"""What becomes of a row that is probably somebody: taken in all the same, their file completed, or kept out."""
KEYS = ("reference", "card", "email", "mobile")
ANY_VALUE = "*"
"""Of a consent column that holds a moment: whatever stands there is a yes."""
_YES = {"oui", "o", "yes", "y", "1", "x", "vrai", "true", "ok", "accepte", "inscrit", "abonne", "subscribed"}
_CONSENT_DAY = re.compile(r"(?:date|time|le) .*(?:opt ?in|consent|accord|inscription)|(?:optin|confirm) time")
_TOLD_BY_CONTENT = frozenset({"email", "mobile", "phone", "postcode", "card", "civility", "birthday"})


@dataclass(frozen=True, slots=True)
class ConsentColumn:
    """A column that tells of a consent. yes: the values, folded, that count; every other is no consent.

    A yes counts only with its day, from the column `day_place` or `given_on` for all (YYYY-MM-DD), and its `source`.
    """

    place: int
    purpose: str
    channel: str
    yes: tuple[str, ...] = ()
    day_place: int | None = None
    given_on: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What was decided. places: columns of the file, from 0, by our names; constants: a text for all rows.

    month_first, repair, headingless: answers to `questions`, None until somebody decides.
    split: two numbers or addresses in one cell are both taken. lenient: a cell that cannot be read is left out, and the
    person taken in. keys: by what somebody known is recognised.
    alike: what becomes of a row that is probably somebody already there, of `ALIKE`.
    source: where these people come from.
    """

    places: Mapping[str, int] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    month_first: bool | None = None
    repair: bool | None = None
    headingless: bool | None = None
    split: bool = False
    lenient: bool = False
    mode: str = CREATE
    keys: tuple[str, ...] = ("reference", "card")
    alike: str = CREATE
    consents: tuple[ConsentColumn, ...] = ()
    source: str = ""

    @property
    def digest(self) -> str:
        """Name this recipe: the same file taken in another way is another import."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Recipe":
        """Return it from what `as_json` gave."""
        consents = tuple(ConsentColumn(**{**one, "yes": tuple(one["yes"])}) for one in told.get("consents", ()))
        return cls(**{**told, "consents": consents, "keys": tuple(told.get("keys", ()))})


def targets(policy: Policy) -> tuple[str, ...]:
    """Return what a column may be: our columns, a whole name, a second e-mail address."""
    return (*columns(policy), FULL_NAME, EMAIL_2)


def propose(understood: Understanding, policy: Policy, *, store: str = "", source: str = "") -> Recipe:
    """Return the recipe that the headings, the preset and the contents of a file suggest."""
    places: dict[str, int] = {}
    consents: list[int] = []
    for place, name in enumerate(_names(understood, policy)):
        if name == CONSENT:
            consents.append(place)
        elif name and name not in places:
            places[name] = place
    _drop_needless(places)
    return Recipe(
        places=places,
        constants={"store": store} if store else {},
        consents=tuple(_consent(understood, place) for place in consents),
        source=source,
    )


def _names(understood: Understanding, policy: Policy) -> Iterator[str]:
    own = next((one.columns for one in PRESETS if one.code == understood.preset), {})
    custom = {fold(rule.label): rule.code.replace("-", "_").lower() for rule in policy.custom}
    taken = {meaning(heading) for heading in understood.headings}
    for column in understood.columns:
        key = fold(column["heading"])
        name = own.get(key) if key in own else custom.get(key) or meaning(column["heading"])
        if name is None and column["kind"] in _TOLD_BY_CONTENT and column["kind"] not in taken:
            name = column["kind"] if column["kind"] != "birthday" or not key else None
        yield name or KNOWN if name in targets(policy) or name in (CONSENT, None) else KNOWN


def _drop_needless(places: dict[str, int]) -> None:
    """A whole name is of no use beside its parts."""
    if "last_name" in places and "first_name" in places:
        places.pop(FULL_NAME, None)
    elif FULL_NAME in places and "first_name" not in places:
        places.pop("last_name", None)


def _consent(understood: Understanding, place: int) -> ConsentColumn:
    column = understood.columns[place]
    key = fold(column["heading"])
    days = [where for where, heading in enumerate(understood.headings) if _CONSENT_DAY.search(fold(heading))]
    is_moment = place in days
    yes = (ANY_VALUE,) if is_moment else tuple(sorted({fold(value) for value in column["values"]} & _YES))
    channel = "sms" if "sms" in key else "email"
    purpose = "offers" if channel == "sms" else "newsletter"
    return ConsentColumn(place, purpose, channel, yes, day_place=days[0] if days else None)


def questions(understood: Understanding, recipe: Recipe) -> list[str]:
    """Return what only a person can decide before the file is taken in: headings, dates, accents."""
    asked = []
    if understood.header_row is None and recipe.headingless is None:
        asked.append("headings")
    birthday = recipe.places.get("birthday")
    if birthday is not None and recipe.month_first is None and understood.columns[birthday]["month_first"]:
        asked.append("dates")
    if recipe.repair is None and understood.total("spoiled"):
        asked.append("accents")
    return asked


def check_recipe(recipe: Recipe, understood: Understanding, policy: Policy) -> Recipe:
    """Return the recipe, found usable.

    Raises Refusal `columns_missing` when no column names a person, `mapping_name_unknown`, `column_unknown`,
    `import_mode_unknown`, `import_alike_unknown`, `import_key_unknown`, `import_key_without_column`,
    `channel_not_used`, or of an open question `import_ask_…`.
    """
    known = targets(policy)
    for name, place in recipe.places.items():
        if name not in known:
            raise Refusal("mapping_name_unknown", name=name, known=", ".join(known))
        if not 0 <= place < len(understood.columns):
            raise Refusal("column_unknown", place=place + 1)
    if not {*NAMES_A_PERSON, FULL_NAME} & {*recipe.places}:
        raise Refusal("columns_missing", names=", ".join(NAMES_A_PERSON))
    _check_keys(recipe)
    _check_consents(recipe, len(understood.columns))
    if asked := questions(understood, recipe):
        raise Refusal(f"import_ask_{asked[0]}")
    return recipe


def _check_keys(recipe: Recipe) -> None:
    if recipe.mode not in MODES:
        raise Refusal("import_mode_unknown", text=recipe.mode)
    if recipe.alike not in ALIKE:
        raise Refusal("import_alike_unknown", text=recipe.alike)
    if unknown := [key for key in recipe.keys if key not in KEYS]:
        raise Refusal("import_key_unknown", text=unknown[0])
    if recipe.mode != CREATE and not {*recipe.keys} & {*recipe.places}:
        raise Refusal("import_key_without_column", names=", ".join(recipe.keys))


def _check_consents(recipe: Recipe, width: int) -> None:
    # Rows are read by a process that has a recipe and no database.
    from chaland.privacy.queries import terms

    for one in recipe.consents:
        for place in (one.place, one.day_place or 0):
            if not 0 <= place < width:
                raise Refusal("column_unknown", place=place + 1)
        if not terms(one.purpose, one.channel).basis:
            raise Refusal("channel_not_used", field="channel", text=f"{one.purpose} {one.channel}"[:60])


def to_remember(recipe: Recipe) -> Recipe:
    """Return what of a recipe holds for the next file too: not what was decided about this one's dates and accents."""
    consents = tuple(replace(one, given_on="") for one in recipe.consents)
    return replace(recipe, month_first=None, repair=None, headingless=None, consents=consents)


def signature(understood: Understanding) -> str:
    """Name files that come from the same program: those with the same headings in the same order."""
    told = json.dumps([understood.format == "vcard", *map(fold, understood.headings)])
    return hashlib.sha256(told.encode()).hexdigest()


def with_headings(recipe: Recipe, headings: Mapping[str, str], understood: Understanding) -> Recipe:
    """Return the recipe with the columns that a mapping file names by their headings, our name by heading folded."""
    named = {fold(heading): place for place, heading in enumerate(understood.headings)}
    missing = [name for heading, name in headings.items() if heading not in named]
    if missing:
        raise Refusal("columns_missing", names=", ".join(sorted(missing)))
    told = {name: named[heading] for heading, name in headings.items()}
    others = {name: place for name, place in recipe.places.items() if place not in told.values()}
    return replace(recipe, places={**others, **told})


def consents_by_heading(told: Iterable[Mapping[str, Any]], headings: Sequence[str]) -> tuple[ConsentColumn, ...]:
    """Return the consent columns that a mapping file describes, one table each.

    Raises Refusal `mapping_not_understood` or `columns_missing`.
    """
    return tuple(column for one in told for column in _consents_told(one, [fold(name) for name in headings]))


def _consents_told(told: Mapping[str, Any], headings: list[str]) -> Iterator[ConsentColumn]:
    try:
        place = _place(str(told["column"]), headings)
        day = _place(str(told["day_column"]), headings) if "day_column" in told else None
        yes = tuple(ANY_VALUE if value == ANY_VALUE else fold(str(value)) for value in told["yes"])
        channels = [told["channel"]] if "channel" in told else list(told["channels"])
        purpose = str(told["purpose"])
    except (KeyError, TypeError) as error:
        raise Refusal("mapping_not_understood", reason=f"[[consents]] {error}") from None
    for channel in channels:
        given_on, source = str(told.get("given_on", "")), str(told.get("source", ""))
        yield ConsentColumn(place, purpose, str(channel), yes, day, given_on, source)


def _place(heading: str, headings: list[str]) -> int:
    if fold(heading) not in headings:
        raise Refusal("columns_missing", names=heading)
    return headings.index(fold(heading))
