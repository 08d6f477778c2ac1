"""A cluster of Spark answers every question as DuckDB does, from the same lake; the shop is made up."""

import math
from pathlib import Path

import pytest

from chaland.accounts.rules import Scope
from chaland.sales.dashboard.periods import Period
from chaland.segments import evaluating, panel
from chaland.segments.compiling import holds
from chaland.segments.condition import types
from chaland.segments.evaluating import View
from chaland.segments.tree import parse
from chaland.stores.models import Category
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.warehouse import sync
from chaland.warehouse.engine import table
from chaland.warehouse.fact import facts
from chaland.warehouse.tables import Tables
from factories.sales import receipt
from factories.small_worlds import NOW, TODAY
from spark import corpus
from spark.measures import MEASURES

pytestmark = [pytest.mark.spark, pytest.mark.django_db]
SOON = ("collection", "lifecycle", "profiles", "stopped", "together")


def view(world, store_id=None):
    return View(TODAY, store_id, {world.segment.pk: parse(world.segment.rule)})


def judged(rules, seen):
    """A column of yes and no for each rule, of everybody."""
    asking = seen.asking()
    answers = {f"rule{place}": holds(rule, asking) for place, rule in enumerate(rules)}
    return asking.people().select("customer_id", **answers)


def rows(table):
    return sorted((tuple(row.values()) for row in table.to_pylist()), key=rounded)


def rounded(row):
    return repr([round(value, 6) if isinstance(value, float) else value for value in row])


def same(spark, asked):
    """Both gave the same rows, in any order; of a number that is not whole the last digits may differ."""
    assert asked
    for question, expected in asked:
        found = spark.run(question)
        assert found.schema.names == expected.schema.names
        assert found.num_rows == expected.num_rows
        for one, other in zip(rows(found), rows(expected), strict=True):
            assert all(map(alike, one, other)), (one, other)


def alike(one, other):
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return one == other


@pytest.mark.long
@pytest.mark.parametrize("code", sorted(types()))
def test_condition(world, spark, recorder, code):
    rules = [parse({"all": [one]}) for one in corpus.conditions(types()[code], world.keys)]
    recorder.run(judged(rules, view(world)))
    same(spark, recorder.asked)


@pytest.mark.parametrize("place", range(corpus.TREES))
def test_trees_of_conditions(world, spark, recorder, place):
    evaluating.count(parse(corpus.trees(world.keys)[place]), view(world))
    same(spark, recorder.asked)


@pytest.mark.long
def test_members_and_what_is_shown_of_them(world, spark, recorder):
    rule = parse(corpus.trees(world.keys)[-1])
    evaluating.members(rule, view(world, world.keys["store"][0]))
    panel.panel(rule, view(world))
    same(spark, recorder.asked)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in SOON else [pytest.mark.long]) for name in MEASURES]
)
def test_measure(world, spark, recorder, name):
    whom = Whom(Scope(), Period.ending(TODAY, 365))
    MEASURES[name](whom, NOW, Category.objects.filter(parent=None).first())
    same(spark, recorder.asked)


@pytest.mark.long
@pytest.mark.parametrize("name", ["lifecycle", "frequency", "habits"])
def test_measure_of_a_segment_in_one_store(world, spark, recorder, name):
    whom = Whom(Scope(world.keys["store"][0]), Period.ending(TODAY, 90), world.segment.pk)
    MEASURES[name](whom, NOW, None)
    same(spark, recorder.asked)


def test_what_was_just_written_is_counted_and_a_lost_file_heals(world, spark):
    receipts = table("receipts").count().name("n")
    before = spark.run(receipts)["n"][0].as_py()
    record_receipts([receipt("new", store="lyon", sold_at=NOW)], now=NOW)
    assert spark.run(receipts)["n"][0].as_py() == before + 1
    folder = Path(Tables(sync.current().generation).folder(facts()["receipts"]))
    for file in folder.glob("*.parquet"):
        file.unlink()
    assert spark.run(receipts)["n"][0].as_py() == before + 1
