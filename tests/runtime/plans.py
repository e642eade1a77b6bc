"""Plans written by hand, so that the runtime is tested on SQL that stands in the test."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from lockgate.ir.types import BIGINT, STRING, Type
from lockgate.runtime.events import OnEvent, silent
from lockgate.runtime.limits import Limits
from lockgate.runtime.locations import raw_query
from lockgate.runtime.place import Place
from lockgate.runtime.plan import CheckPlan, ColumnPlan, ExportPlan, FilePlan, ModelPlan, Plan, SourcePlan
from lockgate.runtime.report import Report
from lockgate.runtime.running import execute

LIMITS = Limits(memory_mib=1024, step_seconds=60.0, cpu_seconds=60, threads=2, temp_mib=256)
DAY = datetime.date(2026, 1, 31)
INSTANT = datetime.datetime(2026, 1, 31, 8, tzinfo=datetime.UTC)

ORDERS = """order_id,customer,amount
1,ann@x.example,10
2,bob@x.example,20
3,cat@x.example,30
"""


def write_orders(root: Path, text: str = ORDERS) -> None:
    (root / "data").mkdir(exist_ok=True)
    (root / "data/orders.csv").write_text(text, "utf-8")


def orders(
    root: Path, *checks: CheckPlan, columns: Sequence[tuple[str, Type]] = (), sensitive: bool = False
) -> SourcePlan:
    """`shop.orders` over data/orders.csv."""
    path = f"{root}/data/orders.csv"
    declared = columns or (("order_id", BIGINT), ("customer", STRING), ("amount", BIGINT))
    return SourcePlan(
        "shop.orders",
        "SELECT CAST(order_id AS BIGINT) AS order_id, customer, CAST(amount AS BIGINT) AS amount"
        f" FROM read_csv('{path}', all_varchar = true)",
        tuple(ColumnPlan(name, kind) for name, kind in declared),
        FilePlan("csv", path, raw_query("csv", path)),
        checks,
        sensitive,
    )


def check(name: str, query: str, **others: Any) -> CheckPlan:
    return CheckPlan(name, others.pop("kind", "row"), query, **others)


def model(
    name: str, query: str, *depends_on: str, kind: str = "table", checks: Sequence[CheckPlan] = ()
) -> ModelPlan:
    return ModelPlan(name, query, kind, depends_on, tuple(checks))


def export(model: str, location: str, kind: str = "csv", **options: object) -> ExportPlan:
    schema, name = model.split(".")
    return ExportPlan(model, kind, location, f'SELECT * FROM "{schema}"."{name}"', tuple(options.items()))


def plan(root: Path, *parts: SourcePlan | ModelPlan | ExportPlan) -> Plan:
    return Plan(
        root,
        tuple(part for part in parts if isinstance(part, SourcePlan)),
        tuple(part for part in parts if isinstance(part, ModelPlan)),
        tuple(part for part in parts if isinstance(part, ExportPlan)),
    )


def run(
    made: Plan,
    database: Path | None = None,
    *,
    select: Sequence[str] | None = None,
    limits: Limits = LIMITS,
    on_event: OnEvent = silent,
) -> Report:
    return execute(
        made,
        place=Place(database=database),
        select=select,
        run_date=DAY,
        run_started_at=INSTANT,
        limits=limits,
        on_event=on_event,
    )


def statuses(report: Report) -> dict[str, str]:
    return {item.name: item.status for item in (*report.sources, *report.models)}


def rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    """What any other program reads from the database."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(query).fetchall()
