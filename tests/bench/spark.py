"""Generated PySpark against the same queries as Spark SQL, alternating in one session, on a year of flights."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

import lockgate
from lockgate.codegen.base import Options
from lockgate.codegen.sql.queries import query_text
from lockgate.ir.program import Program
from lockgate.session import Session
from lockgate.session.pipeline import optimised
from tests.codegen.pyspark.loading import load, write
from tests.engines.spark import session

FLIGHTS = Path(__file__).resolve().parents[2] / "examples" / "flights"
TIMES = 7
BOUND = 1.1
Row = tuple[str, str, str, bool]


def ratios() -> list[Row]:
    """The median over the models of DataFrame time over SQL time, and that of the totals."""
    if not (FLIGHTS / "data" / "flights.parquet").exists():
        raise SystemExit(f"no data: run {FLIGHTS.relative_to(Path.cwd())}/fetch_data.py")
    spark = session()
    program = optimised(Session(FLIGHTS).check().program)
    with tempfile.TemporaryDirectory() as folder:
        entry = load(write(lockgate.compile(FLIGHTS, target="pyspark"), Path(folder)))
    made = _tables(spark, entry)
    texts = _queries(program)
    ours: dict[str, float] = {}
    theirs: dict[str, float] = {}
    for model in entry.MODELS:
        inputs = [made[name] for name in model.inputs]
        ours[model.name], theirs[model.name] = _alternating(
            lambda build=model.build, inputs=inputs: build(*inputs),
            lambda text=texts[model.name]: spark.sql(text),
        )
    found = {name: ours[name] / theirs[name] for name in sorted(ours)}
    for name, ratio in found.items():
        print(
            f"  {name:<24} DataFrame {ours[name] * 1e3:7.1f} ms  SQL {theirs[name] * 1e3:7.1f} ms  ratio {ratio:.2f}"
        )
    median = statistics.median(found.values())
    total = sum(ours.values()) / sum(theirs.values())
    return [
        (
            "flights, PySpark over Spark SQL: median of the models",
            f"{median:.2f}",
            "at most 1.1",
            median <= BOUND,
        ),
        ("flights, PySpark over Spark SQL: total time", f"{total:.2f}", "at most 1.1", total <= BOUND),
    ]


def _tables(spark: SparkSession, entry: object) -> dict[str, DataFrame]:
    """Every source and model as a table of the catalogue, which both sides read."""
    made: dict[str, DataFrame] = {}

    def put(name: str, rows: DataFrame) -> None:
        spark.sql(f"CREATE SCHEMA IF NOT EXISTS {name.split('.')[0]}")
        rows.write.mode("overwrite").saveAsTable(name)
        made[name] = spark.table(name)

    for source in vars(entry)["SOURCES"]:
        put(source.name, spark.read.parquet(str(FLIGHTS / source.location)))
    for model in vars(entry)["MODELS"]:
        put(model.name, model.build(*(made[name] for name in model.inputs)))
    return made


def _queries(program: Program) -> dict[str, str]:
    return {model.name: query_text(model.query, Options(dialect="spark")) for model in program.models}


def _alternating(ours: Callable[[], DataFrame], theirs: Callable[[], DataFrame]) -> tuple[float, float]:
    """Medians of building, planning and computing all rows."""
    taken: dict[int, list[float]] = {0: [], 1: []}
    for turn in range(TIMES + 2):
        for side, make in enumerate((ours, theirs)):
            start = time.perf_counter()
            make().write.format("noop").mode("overwrite").save()
            if turn >= 2:  # warm by then
                taken[side].append(time.perf_counter() - start)
    return statistics.median(taken[0]), statistics.median(taken[1])
