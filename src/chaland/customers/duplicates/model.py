"""The model of Fellegi and Sunter by which two files are one person, as splink computes it in DuckDB.

Nothing is learnt from labels. How often two strangers share a name or a town is counted in the file itself; how often
two files of one person agree, and two strangers on what a person has alone, is set here. See ADR 0018.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule
from splink.comparison_level_library import CustomLevel, ElseLevel, ExactMatchLevel, NullLevel
from splink.comparison_library import CustomComparison

SEED = 20
SAMPLED_PAIRS = 2_000_000
SCORED_FROM = 0.5
LEARNS_FROM = 2_000
THREADS = 2
BIRTH_NEAR = 3
"""The level of birthdays that are the same but for one digit."""
NAMES_APART = 1
"""The level of names that sound alike at best, as brothers' and sisters' do."""
LARGEST_HOUSEHOLD = 8
NAMESAKES_MOST = 20
"""Of more people of one name than this, only those who share something else too are looked at."""

COMPARED = ("first", "last", "birth", "email", "phone", "street", "town")

_SWAPPED = "first_l = last_r AND last_l = first_r AND first_l <> last_l"


@dataclass(frozen=True, slots=True)
class _Levels:
    """Makes the levels of one comparison. learns: whether the file tells how often two strangers agree."""

    learns: bool

    def at(self, condition: str, m: float, u: float) -> Any:
        """Two files of one person agree so with probability m, two strangers with u."""
        return self._configured(CustomLevel(condition), m, u)

    def same(self, column: str, m: float, u: float) -> Any:
        """The same, which says the more the rarer it is in the file."""
        return self._configured(ExactMatchLevel(column, term_frequency_adjustments=self.learns), m, u)

    def otherwise(self, m: float, u: float) -> Any:
        """Nothing of the kind."""
        return self._configured(ElseLevel(), m, u)

    def _configured(self, level: Any, m: float, u: float) -> Any:
        return level.configure(m_probability=m, u_probability=u, fix_u_probability=not self.learns)


_FIXED = _Levels(learns=False)


def _null_if(condition: str) -> Any:
    return CustomLevel(condition).configure(is_null_level=True)


def _near(column: str, least: float) -> str:
    return f"jaro_winkler_similarity({column}_l, {column}_r) >= {least}"


def _within(column: str) -> str:
    """One is a part of the other: Jean and Jean-Pierre, Martin and Martin-Roux, J. and Jean."""
    return (
        f"starts_with({column}_l, {column}_r) OR starts_with({column}_r, {column}_l) "
        f"OR ends_with({column}_l, ' ' || {column}_r) OR ends_with({column}_r, ' ' || {column}_l)"
    )


def _name(column: str, rarity: float, levels: _Levels) -> CustomComparison:
    """Compare names; that both are swapped counts once, with the first name. rarity: how often strangers share one."""
    swapped = levels.at(_SWAPPED, 0.04, 1e-5) if column == "first" else _null_if(_SWAPPED)
    return CustomComparison(
        [
            NullLevel(column),
            levels.same(column, 0.72, rarity),
            swapped,
            levels.at(_within(column), 0.05, rarity),
            levels.at(_near(column, 0.88), 0.11, 2 * rarity),
            levels.at(_near(column, 0.75), 0.04, 0.03),
            levels.otherwise(0.04, 0.95),
        ],
        column,
    )


def _shared(column: str, near: str) -> CustomComparison:
    return CustomComparison(
        [
            _null_if(f"len({column}_l) = 0 OR len({column}_r) = 0"),
            _FIXED.at(f"list_has_any({column}_l, {column}_r)", 0.75, 1e-5),
            _FIXED.at(near, 0.08, 1e-4),
            _FIXED.otherwise(0.17, 0.9999),
        ],
        column,
    )


def _birth() -> CustomComparison:
    return CustomComparison(
        [
            NullLevel("birth"),
            _FIXED.at("birth_l = birth_r", 0.84, 5e-5),
            _FIXED.at("damerau_levenshtein(birth_l, birth_r) <= 1", 0.06, 1.2e-3),
            _FIXED.at(
                "left(birth_l, 4) = left(birth_r, 4) AND substr(birth_l, 5, 2) = substr(birth_r, 7, 2) "
                "AND substr(birth_l, 7, 2) = substr(birth_r, 5, 2)",
                0.03,
                5e-5,
            ),
            _FIXED.at("damerau_levenshtein(birth_l, birth_r) <= 2", 0.04, 0.015),
            _FIXED.otherwise(0.03, 0.98),
        ],
        "birth",
    )


def _street() -> CustomComparison:
    return CustomComparison(
        [
            NullLevel("street"),
            _FIXED.at("street_l = street_r AND door_l = door_r", 0.62, 1e-4),
            _FIXED.at(f"{_near('street', 0.92)} AND door_l = door_r", 0.12, 1e-4),
            _FIXED.at(_near("street", 0.92), 0.1, 5e-3),
            _FIXED.otherwise(0.16, 0.995),
        ],
        "street",
    )


def _town(levels: _Levels) -> CustomComparison:
    return CustomComparison(
        [
            _null_if("postcode_l IS NULL OR postcode_r IS NULL"),
            levels.at("postcode_l = postcode_r AND city_l = city_r", 0.72, 0.1),
            levels.at(f"city_l = city_r OR (postcode_l = postcode_r AND {_near('city', 0.85)})", 0.1, 0.02),
            levels.at("postcode_l = postcode_r", 0.08, 0.05),
            levels.at(f"damerau_levenshtein(postcode_l, postcode_r) <= 1 OR {_near('city', 0.9)}", 0.04, 0.1),
            levels.otherwise(0.06, 0.73),
        ],
        "town",
    )


def _rules() -> list[Any]:
    """Pairs that are looked at: who shares a number, an address, a birthday and a letter, or a rare enough name."""
    return [
        CustomRule("l.phone = r.phone", arrays_to_explode=["phone"]),
        CustomRule("l.email = r.email", arrays_to_explode=["email"]),
        block_on("rare_names"),
        block_on("names", "postcode"),
        block_on("birth", "left(last, 1)"),
        block_on("birth", "left(first, 1)"),
        block_on("birth", "postcode"),
        block_on("last", "postcode", "left(first, 3)"),
        block_on("first", "postcode", "left(last, 3)"),
        block_on("street", "door", "postcode"),
    ]


def settings(rows: int, *, learns: bool) -> SettingsCreator:
    """Return what is compared, and how often two strangers agree where too few are in the file to count it."""
    levels = _Levels(learns=learns)
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            _name("first", 5e-3, levels),
            _name("last", 1.5e-3, levels),
            _birth(),
            _shared("email", "split_part(email_l[1], '@', 1) = split_part(email_r[1], '@', 1)"),
            _shared("phone", "damerau_levenshtein(phone_l[1], phone_r[1]) <= 1"),
            _street(),
            _town(levels),
        ],
        blocking_rules_to_generate_predictions=_rules(),
        # One file in ten has another of the same person: what is found in shops that never looked.
        probability_two_random_records_match=min(0.01, 0.2 / max(rows, 20)),
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


@contextmanager
def _memory() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database that never touches a disk: who the customers are stays in memory."""
    with duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = ''; SET threads = {THREADS}; SET enable_progress_bar = false")
        yield connection


def pairs(people: pa.Table, *, at_least: float = SCORED_FROM) -> pa.Table:
    """Return the pairs that are one person with at least this probability.

    Columns: one and other (unique_id, the lesser first), score, and by what was compared how far the two agree, 0 for
    not at all, -1 where one does not say. Whoever shares all but the first name and the birthday lives with the other.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    if people.num_rows < 2:  # noqa: PLR2004 - a pair
        return _NOBODY
    with _memory() as connection:
        api = DuckDBAPI(connection)
        learns = people.num_rows >= LEARNS_FROM
        connection.register("people", people)
        known = connection.sql(_WITH_RARE_NAMES).to_arrow_table()
        linker = Linker(api.register(known), settings(people.num_rows, learns=learns), log_level=logging.ERROR)
        if learns:
            linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED)
        found = linker.inference.predict(threshold_match_probability=at_least)
        agreement = ", ".join(f"CAST(gamma_{name} AS BIGINT) AS {name}" for name in COMPARED)
        return connection.sql(
            f"SELECT least(unique_id_l, unique_id_r) AS one, greatest(unique_id_l, unique_id_r) AS other, "  # noqa: S608
            f"match_probability AS score, {agreement} FROM {found.physical_name} "
            f"WHERE NOT (gamma_first BETWEEN 0 AND {NAMES_APART} AND gamma_birth < {BIRTH_NEAR}) "
            "ORDER BY score DESC, one, other"
        ).to_arrow_table()


_WITH_RARE_NAMES = f"""
SELECT *, CASE WHEN count(*) OVER (PARTITION BY names) <= {NAMESAKES_MOST} THEN names END AS rare_names FROM people
ORDER BY unique_id"""  # noqa: S608
_NOBODY = pa.schema(
    [("one", pa.int64()), ("other", pa.int64()), ("score", pa.float64()), *((name, pa.int64()) for name in COMPARED)]
).empty_table()


def households(people: pa.Table) -> pa.Table:
    """Return the pairs, one and other, of the same family name at the same door; crowds are no household."""
    with _memory() as connection:
        connection.register("people", people)
        return connection.sql(_AT_ONE_DOOR).to_arrow_table()


_AT_ONE_DOOR = f"""
WITH doors AS (
    SELECT street, door, postcode, last, list(unique_id ORDER BY unique_id) AS ids FROM people
    WHERE street IS NOT NULL AND door IS NOT NULL AND postcode IS NOT NULL AND last IS NOT NULL
    GROUP BY ALL HAVING count(*) BETWEEN 2 AND {LARGEST_HOUSEHOLD}
)
SELECT ids[1] AS one, unnest(ids[2:]) AS other FROM doors ORDER BY one, other"""  # noqa: S608
