"""Spark: the same questions, answered by many machines, which read the lake's files themselves.

The folder or the object store of the lake must be in the reach of every worker, under the same name.
"""

import re
from typing import Any

import ibis
import pyarrow as pa
from django.conf import settings
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from ibis.expr import operations as ops
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from chaland.warehouse.fact import Fact, Kind
from chaland.warehouse.question import Question
from chaland.warehouse.tables import Tables

# Moments are in UTC without saying so; nothing is said of zones. A number that does not fit is unknown, as everywhere.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
TYPES: dict[Kind, str] = {
    "id": "BIGINT",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "text": "STRING",
    "flag": "BOOLEAN",
    "day": "DATE",
    "moment": "TIMESTAMP_NTZ",
}


class _Options(ibis.config.Config):  # type: ignore[misc]
    """What ibis asks its writer of Spark's SQL for; its own backend sets it, and would want pandas."""

    treat_nan_as_null: bool = False


ibis.options.pyspark = _Options()
PATTERN = re.compile(r"([\\*?\[\]{}])")


class Spark:
    """A session on a cluster, such as `spark://host:7077`; `local[2]` is this machine alone."""

    failures = (PySparkException, Py4JJavaError)

    def __init__(self, master: str) -> None:
        """Start the session, without data."""
        builder = SparkSession.builder.master(master).appName("chaland")
        for name, value in (settings.SPARK_OPTIONS | SETTINGS).items():
            builder = builder.config(name, value)
        self._session: Any = builder.getOrCreate()

    def close(self) -> None:
        """End the session."""
        self._session.stop()

    def answer(self, question: Question) -> pa.Table:
        """Answer from the tables that were shown."""
        table = question.as_table()
        for held in table.op().find(ops.InMemoryTable):
            rows = self._session.createDataFrame(held.data.to_pyarrow(held.schema))
            rows.createOrReplaceTempView(held.name)
        statement = PySparkCompiler().to_sqlglot(table).sql("spark")
        answer: pa.Table = self._session.sql(statement).toArrow()
        return answer.cast(table.schema().to_pyarrow())

    def show(self, fact: Fact, generation: str, version: int) -> None:
        """Let the name of a fact stand for this version of its table."""
        columns = {name: TYPES[kind] for name, kind in fact.columns.items()}
        files = Tables(generation).files(fact, version)
        if files:
            shape = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            rows = self._session.read.schema(shape).parquet(*map(_address, files))
        else:
            nothing = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns.items())
            rows = self._session.sql(f"SELECT {nothing} WHERE false")
        rows.createOrReplaceTempView(fact.name)


def _address(file: str) -> str:
    """Return a file as Spark names it: where it lies is said, and no sign of it stands for others."""
    if file.startswith("s3://"):
        return f"s3a{file.removeprefix('s3')}"
    return "file:" + PATTERN.sub(r"\\\1", file)
