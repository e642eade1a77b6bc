"""Runs a pipeline: checks sources, then builds, checks and publishes one model after another."""

from __future__ import annotations

import argparse
import logging
import sys
import uuid
from collections.abc import Sequence

from pyspark.sql import DataFrame, SparkSession

from .arguments import parser, places, run_of
from .checking import Outcome, check, explain
from .datasets import Model, Run, Source
from .reading import TypesDiffer, read
from .storing import ParquetStore, Store, TableStore

SETTINGS = {
    # An overflow, a division by zero or a text that is no number is an error.
    "spark.sql.ansi.enabled": "true",
    # Days and hours of instants are those of UTC.
    "spark.sql.session.timeZone": "UTC",
}
# Do not look for the calling line at each column expression, which doubles the time that a plan takes to build.
FASTER = ("spark.python.sql.dataFrameDebugging.enabled", "false")


def main(
    name: str,
    sources: Sequence[Source],
    models: Sequence[Model],
    arguments: Sequence[str] | None = None,
) -> int:
    """Run with the command line's arguments; 0 if everything was published, else 1."""
    known = parser(name)
    options = known.parse_args(arguments)
    if options.format == "parquet" and not options.output:
        known.error("--output says where the parquet goes")
    try:
        where = places(options, sources)
    except ValueError as problem:
        known.error(str(problem))
    spark = session(name, options)
    suffix = uuid.uuid4().hex[:8]
    store: Store = (
        TableStore(spark, suffix)
        if options.format == "table"
        else ParquetStore(spark, options.output, suffix)
    )
    pipeline = Pipeline(spark, store, run_of(options), store_views=options.store_views)
    try:
        for source in sources:
            pipeline.open(source, *where[source.name])
        for source in sources:
            pipeline.check_source(source)
        for model in models:
            pipeline.build(model)
    finally:
        store.discard()
    return 1 if pipeline.failed else 0


def session(name: str, options: argparse.Namespace) -> SparkSession:
    """The session that is there, or a new one, with the settings that expressions rely on."""
    builder = SparkSession.builder.appName(name)
    if options.remote:
        builder = builder.remote(options.remote)
    else:
        builder = builder.config(*FASTER)
        if options.master:
            builder = builder.master(options.master)
    spark: SparkSession = builder.getOrCreate()
    # What fails is told in the report, in one line.
    for logger in ("DataFrameQueryContextLogger", "SQLQueryContextLogger"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    for key, value in SETTINGS.items():
        spark.conf.set(key, value)
    return spark


class Pipeline:
    """One run. A dataset that fails is not published, and what reads it is not built."""

    def __init__(
        self, spark: SparkSession, store: Store, run: Run, *, store_views: bool = False
    ) -> None:
        self.failed: set[str] = set()
        self._spark = spark
        self._store = store
        self._run = run
        self._store_views = store_views
        self._tables: dict[str, DataFrame] = {}

    def open(self, source: Source, form: str, location: str) -> None:
        """Find a source's rows and see that their columns are as declared."""
        try:
            self._tables[source.name] = read(self._spark, source, form, location)
        except TypesDiffer as problem:
            self._fail(source.name, f"types: {problem}")
        except Exception as error:
            self._fail(source.name, f"types: {explain(error, source)}")

    def check_source(self, source: Source) -> None:
        """See that a source keeps its promises."""
        if source.name in self.failed:
            return
        outcomes = check(source, self._tables[source.name], self._tables, self._run)
        if self._stopped(source.name, outcomes, "the data does not keep its promises"):
            return
        say(source.name, "checked", f"{len(outcomes)} checks")

    def build(self, model: Model) -> None:
        """Build a model, check it, and publish it if its checks hold."""
        missing = [name for name in model.inputs if name in self.failed]
        if missing:
            self._fail(model.name, f"not built: {', '.join(missing)} failed")
            return
        try:
            inputs = [self._tables[name] for name in model.inputs]
            rows = model.build(*inputs, self._run) if model.takes_run else model.build(*inputs)
            stored = model.stored or self._store_views
            if stored:
                rows = self._store.stage(model, rows)
            outcomes = check(model, rows, self._tables, self._run)
            if self._stopped(model.name, outcomes, "not published"):
                return
            if stored:
                rows = self._store.publish(model)
            self._tables[model.name] = rows
            say(
                model.name,
                "published" if stored else "view",
                f"{rows.count()} rows" if stored else "",
            )
        except Exception as error:
            self._fail(model.name, explain(error, model))

    def _stopped(self, name: str, outcomes: list[Outcome], consequence: str) -> bool:
        for outcome in outcomes:
            if not outcome.holds:
                word = "broken" if outcome.stops else "warning"
                say(name, word, f"{outcome.name}: {outcome.error or f'{outcome.broken} rows'}")
        stopping = [outcome.name for outcome in outcomes if outcome.stops]
        if stopping:
            self._fail(name, f"{consequence}: {', '.join(stopping)}")
        return bool(stopping)

    def _fail(self, name: str, why: str) -> None:
        self.failed.add(name)
        say(name, "FAILED", why)


def say(name: str, word: str, text: str) -> None:
    """One line of the report."""
    print(f"{word:<10} {name}{': ' if text else ''}{text}", file=sys.stdout, flush=True)
