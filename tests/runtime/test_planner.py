"""Programs planned, run and tested: from IR to tables."""

from __future__ import annotations

from decimal import Decimal as Number
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from lockgate.ir.expr import AggregateCall, Call, Column, Expr, Literal
from lockgate.ir.program import (
    Check,
    Export,
    Freshness,
    Location,
    Materialization,
    Model,
    Program,
    Reference,
    Rows,
    Source,
    SourceColumn,
    UnitTest,
)
from lockgate.ir.rel import Aggregate, Filter, Project, Scan
from lockgate.ir.types import BIGINT, DOUBLE, STRING, TIMESTAMP, Decimal
from lockgate.passes.resolve import promises
from lockgate.runtime import run as run_program
from lockgate.runtime import show, unit_tests
from lockgate.runtime.place import Place
from lockgate.runtime.planner import make_plan, model_order
from lockgate.runtime.report import Report
from tests.runtime.plans import DAY, INSTANT, LIMITS, rows, statuses

MONEY = Decimal(12, 2)
CUSTOMERS = Source(
    "shop.customers",
    (SourceColumn("id", BIGINT, False), SourceColumn("email", STRING, labels=("pii",))),
    Location("csv", "data/customers.csv"),
    key=("id",),
)
ORDERS = Source(
    "shop.orders",
    (
        SourceColumn("id", BIGINT, False, unique=True),
        SourceColumn("customer", BIGINT, False, references=("shop.customers", "id")),
        SourceColumn("status", STRING, False, domain=(Literal("new", STRING), Literal("paid", STRING))),
        SourceColumn(
            "amount", MONEY, False, between=(Literal(Number("0.00"), MONEY), Literal(Number("99.00"), MONEY))
        ),
        SourceColumn("at", TIMESTAMP, False),
    ),
    Location("csv", "data/orders.csv"),
    fresh=Freshness("at", 86_400, "24 hours"),
)


def with_promises(source: Source) -> Source:
    """The checks that the resolver makes of what a source declares."""
    scan = Scan(source.name, source.schema)
    made: list[Check] = []
    for column in source.columns:
        if not column.nullable:
            made.append(promises.not_null(scan, column.name))
        if column.unique:
            made.append(promises.unique(f"unique_{column.name}", scan, [column.name]))
        if column.domain:
            made.append(promises.domain(scan, column, column.name))
        if column.between:
            made.append(promises.between(scan, column, column.name))
        if column.references:
            target, key = column.references
            made.append(
                promises.references(
                    scan, Reference((column.name,), target, (key,)), Scan(target, CUSTOMERS.schema)
                )
            )
    if source.key:
        made += promises.key(scan, source.key, None)
    if source.fresh:
        made.append(promises.fresh(scan, source.fresh))
    return evolve(source, checks=tuple(made))


PAID = Model(
    "stage.paid",
    Filter(Scan("shop.orders", ORDERS.schema), Call("=", (Column("status"), Literal("paid", STRING)))),
)
TOTAL = Model(
    "mart.total",
    Aggregate(
        Scan("stage.paid", PAID.schema),
        (("customer", Column("customer")),),
        (("revenue", AggregateCall("sum", (Column("amount"),))),),
    ),
    Materialization("table"),
)
PROGRAM = Program(
    "shop",
    (with_promises(CUSTOMERS), with_promises(ORDERS)),
    (TOTAL, PAID),
    (Export("mart.total", Location("csv", "out/total.csv")),),
)
GOOD_CUSTOMERS = "id,email\n1,ann@x.example\n2,\n"
GOOD_ORDERS = (
    "id,customer,status,amount,at\n"
    "1,1,paid,10.50,2026-01-31 07:00:00\n2,1,paid,1.50,2026-01-30 07:00:00\n3,2,new,5,2026-01-29 07:00:00\n"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/customers.csv").write_text(GOOD_CUSTOMERS, "utf-8")
    (tmp_path / "data/orders.csv").write_text(GOOD_ORDERS, "utf-8")
    return tmp_path


def run(root: Path, database: Path | None = None, program: Program = PROGRAM, **others: Any) -> Report:
    return run_program(
        program,
        root=root,
        place=Place(database=database),
        select=others.pop("select", None),
        run_date=DAY,
        run_started_at=INSTANT,
        limits=LIMITS,
        **others,
    )


def test_a_program_becomes_checked_tables(root: Path) -> None:
    database = root / "shop.duckdb"
    report = run(root, database)
    assert report.ok, report.to_json()
    assert [item.name for item in report.models] == ["stage.paid", "mart.total"]
    assert rows(database, "select customer, revenue::varchar from mart.total") == [(1, "12.00")]
    assert (root / "out/total.csv").read_text("utf-8") == "customer,revenue\n1,12.00\n"
    assert {check.status for source in report.sources for check in source.checks} == {"pass"}


@pytest.mark.parametrize(
    ("line", "check"),
    [
        ("4,1,lost,1,2026-01-31 07:00:00", "domain_status"),
        ("4,1,new,99.01,2026-01-31 07:00:00", "between_amount"),
        ("4,3,new,1,2026-01-31 07:00:00", "references_customer"),
        ("1,1,new,1,2026-01-31 07:00:00", "unique_id"),
        ("4,1,,1,2026-01-31 07:00:00", "not_null_status"),
    ],
)
def test_each_promise_is_checked_on_the_data(root: Path, line: str, check: str) -> None:
    (root / "data/orders.csv").write_text(f"{GOOD_ORDERS}{line}\n", "utf-8")
    report = run(root)
    broken = [found for source in report.sources for found in source.checks if found.status != "pass"]
    assert [(found.name, found.status, found.failing_rows) for found in broken] == [(check, "fail", 1)]
    assert statuses(report)["mart.total"] == "skipped"


def test_stale_data_is_not_fresh(root: Path) -> None:
    (root / "data/orders.csv").write_text(GOOD_ORDERS.replace("2026-01-31", "2026-01-30"), "utf-8")
    broken = [found for source in run(root).sources for found in source.checks if found.status != "pass"]
    assert [found.name for found in broken] == ["fresh_at"]


def test_a_doubled_key_is_found_and_its_labelled_column_masked(root: Path) -> None:
    (root / "data/customers.csv").write_text(GOOD_CUSTOMERS + "1,bob@x.example\n", "utf-8")
    emails = Check(
        "no_bob",
        "row",
        Filter(Scan(CUSTOMERS.name, CUSTOMERS.schema), Call("not", (Call("is_null", (Column("email"),)),))),
    )
    customers = with_promises(CUSTOMERS)
    source = evolve(customers, checks=(*customers.checks, emails))
    broken = [
        found
        for item in run(root, program=evolve(PROGRAM, sources=(source, PROGRAM.sources[1]))).sources
        for found in item.checks
        if found.status != "pass"
    ]
    # Nothing that is built reads customers, so its own promises are not asked for.
    assert broken == []
    reader = Model("mart.people", Scan(CUSTOMERS.name, CUSTOMERS.schema))
    report = run(
        root, program=evolve(PROGRAM, sources=(source, PROGRAM.sources[1]), models=(reader,), exports=())
    )
    assert [(c.name, c.failing_rows) for c in report.sources[0].checks if c.status == "fail"] == [
        ("key_id", 1),
        ("no_bob", 2),
    ]
    sample = report.sources[0].checks[-1].sample
    assert [(row["id"], row["email"]) for row in sample] == [(1, "***"), (1, "***")]


def test_models_are_planned_after_what_they_read() -> None:
    assert model_order(PROGRAM) == ("stage.paid", "mart.total")
    model = make_plan(PROGRAM, root=Path(), run_date=DAY, run_started_at=INSTANT).models[1]
    assert (model.kind, model.depends_on) == ("table", ("stage.paid",))


@pytest.mark.parametrize("schema", ["temp", "system", "information_schema", "__lockgate"])
def test_schemas_of_the_engine_are_refused_in_words(root: Path, schema: str) -> None:
    taken = Model(f"{schema}.x", Scan("shop.orders", ORDERS.schema))
    report = run(root, program=evolve(PROGRAM, models=(taken, PAID), exports=()))
    assert statuses(report) == {"shop.orders": "built", f"{schema}.x": "failed", "stage.paid": "built"}
    errors = {item.name: item.error for item in report.models}
    assert schema in (errors[f"{schema}.x"] or "")


def test_rows_are_shown_from_the_database_or_computed(root: Path) -> None:
    database = root / "w.duckdb"

    def shown() -> Any:
        return show(
            PROGRAM,
            "mart.total",
            root=root,
            place=Place(database=database),
            run_date=DAY,
            run_started_at=INSTANT,
            limits=LIMITS,
        )

    assert (shown().rows, shown().published) == (((1, "12.00"),), False)
    assert run(root, database).ok
    (root / "data/orders.csv").write_text(GOOD_ORDERS.replace("10.50", "20.50"), "utf-8")
    assert (shown().rows, shown().published, shown().columns) == (
        ((1, "12.00"),),
        True,
        ("customer", "revenue"),
    )


def literals(*values: object) -> tuple[Expr, ...]:
    kinds = {int: BIGINT, str: STRING, Number: MONEY, float: DOUBLE}
    return tuple(Literal(value, kinds[type(value)]) for value in values)  # type: ignore[arg-type]


def given(*orders: tuple[int, int, str, str]) -> Rows:
    made = tuple(
        (*literals(i, customer, status, Number(amount)), Literal(INSTANT.replace(tzinfo=None), TIMESTAMP))
        for i, customer, status, amount in orders
    )
    return Rows("shop.orders", ORDERS.schema.names, made)


def expect(*found: tuple[int, str], columns: tuple[str, ...] = ("customer", "revenue")) -> Rows:
    return Rows(
        "mart.total", columns, tuple(literals(customer, Number(revenue)) for customer, revenue in found)
    )


def outcomes(*tests: UnitTest) -> list[Any]:
    total = evolve(TOTAL, tests=tests)
    report = unit_tests(evolve(PROGRAM, models=(total, PAID)), limits=LIMITS)
    return [
        (test["name"], test["status"], test["missing"], test["unexpected"])
        for test in report.to_json()["tests"]
    ]


def test_upstream_models_are_computed_from_given_sources() -> None:
    orders = given((1, 7, "paid", "1.50"), (2, 7, "paid", "2.00"), (3, 8, "new", "9.00"))
    assert outcomes(UnitTest("adds", (orders,), expect((7, "3.50")))) == [("adds", "pass", [], [])]


def test_missing_and_unexpected_rows_are_shown() -> None:
    orders = given((1, 7, "paid", "1.50"))
    wrong = UnitTest("wrong", (orders,), expect((7, "1.00"), (8, "2.00")))
    assert outcomes(wrong) == [
        (
            "wrong",
            "fail",
            [{"customer": 7, "revenue": "1.00"}, {"customer": 8, "revenue": "2.00"}],
            [{"customer": 7, "revenue": "1.50"}],
        )
    ]


def test_a_dataset_that_is_not_given_is_empty_and_tests_do_not_meet() -> None:
    first = UnitTest("a_rows", (given((1, 7, "paid", "1.50")),), expect((7, "1.50")))
    second = UnitTest("b_none", (), expect())
    assert [item[:2] for item in outcomes(first, second)] == [("a_rows", "pass"), ("b_none", "pass")]


def test_a_given_model_takes_the_place_of_its_query() -> None:
    paid = evolve(given((1, 7, "new", "4.00")), dataset="stage.paid")
    assert outcomes(UnitTest("given", (paid,), expect((7, "4.00"))))[0][1] == "pass"


def test_only_the_expected_columns_are_compared() -> None:
    only = Rows("mart.total", ("customer",), (literals(7),))
    assert outcomes(UnitTest("some", (given((1, 7, "paid", "1.50")),), only))[0][1] == "pass"


def test_a_test_that_cannot_be_run_says_why_and_the_others_go_on() -> None:
    boom = Call("/", (Literal(1.0, DOUBLE), Literal(0.0, DOUBLE)))
    broken = evolve(PAID, query=PAID.query, name="stage.paid")
    failing = Model(
        "mart.boom",
        Project(Scan("stage.paid", PAID.schema), (("x", boom),)),
        tests=(
            UnitTest("boom", (given((1, 7, "paid", "1.50")),), Rows("mart.boom", ("x",), (literals(1.0),))),
        ),
    )
    fine = evolve(TOTAL, tests=(UnitTest("fine", (), expect()),))
    report = unit_tests(evolve(PROGRAM, models=(failing, fine, broken)), limits=LIMITS)
    assert [(test.name, test.status) for test in report.tests] == [("boom", "error"), ("fine", "pass")]
    assert "zero" in (report.tests[0].error or "")
    assert not report.ok
