"""The manager holds each kind of pass to its rules, and says what it did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from attrs import evolve

from lockgate.diagnostics import Diagnostic, UnusedBinding
from lockgate.ir.expr import Call, Column, Literal
from lockgate.ir.program import Model, Program, Source, SourceColumn
from lockgate.ir.rel import Filter, Project, Rel, Scan
from lockgate.ir.types import BIGINT, BOOLEAN, Field, Schema
from lockgate.passes import manager
from lockgate.passes.broken import BrokenPass, Failure
from lockgate.passes.compiler_pass import InvalidPass, Kind, Pass, Reported, compiler_pass, pass_of
from lockgate.passes.pipeline import Pipeline, Step
from lockgate.source import Span

COLUMNS = (SourceColumn("id", BIGINT, False), SourceColumn("a", BIGINT))
SCAN = Scan("t", Schema.of((Field("id", BIGINT, False), Field("a", BIGINT))))
ORDERS = Model("m", Filter(SCAN, Call(">", (Column("a"), Literal(1, BIGINT)))))
PROGRAM = Program("test", (Source("t", COLUMNS, None),), (ORDERS,))
NOTE = UnusedBinding(span=Span("m.gate", 0, 1), message="seen")


def run(function: object, **options: bool | int | str) -> manager.Result:
    return manager.run(PROGRAM, Pipeline((Step(pass_of(function), tuple(options.items())),)), strict=True)


def failure(function: object) -> Failure:
    with pytest.raises(BrokenPass) as caught:
        run(function)
    return caught.value.failure


def renamed(rel: Rel) -> Rel:
    return Project(rel, (("id", Column("id")), ("b", Column("a"))))


# -- what each kind may do


@pytest.mark.parametrize("kind", ["lower", "enforce"])
def test_lower_and_enforce_may_change_what_a_model_gives_and_report(kind: Kind) -> None:
    @compiler_pass("masks", kind=kind)
    def masks(program: Program) -> Reported:
        models = tuple(evolve(model, query=renamed(model.query)) for model in program.models)
        return Reported(evolve(program, models=models), (NOTE,))

    result = run(masks)
    assert result.program.models[0].schema.names == ("id", "b")
    assert result.diagnostics == (NOTE,)
    assert result.trace.entries[0].diagnostics == (NOTE,)


def test_a_check_reports_and_gives_back_the_same_object() -> None:
    @compiler_pass("looks", kind="check")
    def looks(rel: Rel) -> Sequence[Diagnostic]:
        return [NOTE]

    result = run(looks)
    assert result.program is PROGRAM
    assert result.diagnostics == (NOTE,)
    assert not result.trace.entries[0].changed


def test_a_check_that_gives_back_a_program_is_refused() -> None:
    @compiler_pass("meddles", kind="check")
    def meddles(program: Program) -> Program:
        return evolve(program, models=())

    assert "gives back a sequence of diagnostics and changes nothing" in failure(meddles).problems[0]


def test_a_check_that_changes_nodes_in_place_is_found() -> None:
    @compiler_pass("scribbles", kind="check")
    def scribbles(program: Program) -> Sequence[Diagnostic]:
        object.__setattr__(program.models[0], "owner", "me")
        return ()

    try:
        assert failure(scribbles).problems == ("a check pass changed the program in place",)
    finally:
        object.__setattr__(ORDERS, "owner", "")


def test_an_optimiser_that_renames_a_column_is_refused() -> None:
    @compiler_pass("renames", kind="optimise")
    def renames(rel: Rel) -> Rel:
        return renamed(rel)

    found = failure(renames)
    assert found.problems == ("column 2 of `m` was named `a` and is named `b`",)
    assert "|> filter (a > 1:bigint)" in found.before
    assert "|> project id, a as b" in found.after
    assert found.command("shop") == 'lockgate ir shop --passes "renames"'
    assert "this is a bug of lockgate" in found.report()


OPTIMISERS = {
    "a column is lost": (lambda rel: Project(rel, (("id", Column("id")),)), "had 2 columns and has 1"),
    "the order differs": (
        lambda rel: Project(rel, (("a", Column("a")), ("id", Column("id")))),
        "column 1 of `m` was named `id` and is named `a`",
    ),
    "a type differs": (
        lambda rel: Project(rel, (("id", Column("id")), ("a", Call("is_null", (Column("a"),))))),
        "column `a` of `m` was bigint and is boolean",
    ),
    "NULL where none was": (
        lambda rel: Project(rel, (("id", Literal(None, BIGINT)), ("a", Column("a")))),
        "column `id` of `m` was never NULL and may be now",
    ),
    "unsound": (lambda rel: Filter(rel, Column("a")), "is bigint, not boolean"),
    "a column that is not there": (
        lambda rel: Filter(rel, Call("is_null", (Column("z"),))),
        "`z` is no column of the input",
    ),
    "no relation": (lambda rel: None, "it gives back nothing, which is not what it was given"),
}


@pytest.mark.parametrize("name", OPTIMISERS)
def test_what_an_optimiser_may_not_do(name: str) -> None:
    change, problem = OPTIMISERS[name]

    @compiler_pass("breaks", kind="optimise")
    def breaks(rel: Rel) -> Rel:
        return change(rel)  # type: ignore[no-any-return, no-untyped-call]

    assert problem in failure(breaks).problems[0]


def test_an_optimiser_may_prove_that_a_column_is_not_null() -> None:
    @compiler_pass("proves", kind="optimise")
    def proves(rel: Rel) -> Rel:
        return Project(
            rel, (("id", Column("id")), ("a", Call("coalesce", (Column("a"), Literal(1, BIGINT)))))
        )

    assert not run(proves).program.models[0].schema["a"].nullable


def test_an_optimiser_may_not_lose_a_model() -> None:
    @compiler_pass("loses", kind="optimise")
    def loses(program: Program) -> Program:
        return evolve(program, models=())

    assert failure(loses).problems == ("the datasets differ: gone are ['m'], new are []",)


def test_an_exception_in_a_pass_is_its_failure() -> None:
    @compiler_pass("raises", kind="optimise")
    def raises(rel: Rel) -> Rel:
        raise KeyError("a")

    with pytest.raises(BrokenPass, match="it raised KeyError: 'a'") as caught:
        run(raises)
    assert isinstance(caught.value.__cause__, KeyError)


@pytest.mark.parametrize(("kind", "survives"), [("optimise", True), ("check", False), ("enforce", False)])
def test_only_an_optimiser_of_a_plugin_may_fail(kind: Kind, survives: bool) -> None:
    @compiler_pass("fails", kind=kind)
    def fails(program: Program) -> Program:
        raise RuntimeError

    pipeline = Pipeline((Step(evolve(pass_of(fails), origin="a-plugin")),))
    if not survives:
        with pytest.raises(BrokenPass, match="a bug of the plugin a-plugin"):
            manager.run(PROGRAM, pipeline)
        return
    result = manager.run(PROGRAM, pipeline)
    assert result.program is PROGRAM
    assert "a bug of the plugin a-plugin" in result.trace.entries[0].failure


def test_models_with_errors_are_left_alone() -> None:
    broken = evolve(PROGRAM, models=(evolve(ORDERS, broken=True),))

    @compiler_pass("drops", kind="lower")
    def drops(rel: Rel) -> Rel:
        raise AssertionError

    assert manager.run(broken, Pipeline((Step(pass_of(drops)),))).program is broken


# -- options, trace, timer


def test_options_reach_the_function() -> None:
    @compiler_pass("takes", kind="check")
    def takes(
        program: Program, *, most: int = 1, deep: bool = False, name: str = "x"
    ) -> Sequence[Diagnostic]:
        return [evolve(NOTE, message=f"{most} {deep} {name}")]

    assert run(takes, most=3, name="y").diagnostics[0].message == "3 False y"


def test_the_trace_tells_what_each_pass_did() -> None:
    ticks: Iterator[float] = iter((0.0, 1.5, 2.0, 2.25))
    result = manager.run(PROGRAM, Pipeline.parse("fold-constants,push-filters"), timer=lambda: next(ticks))
    assert [(item.name, item.kind, item.changed, item.seconds) for item in result.trace.entries] == [
        ("fold-constants", "optimise", False, 1.5),
        ("push-filters", "optimise", False, 0.25),
    ]
    assert result.trace.seconds == 1.75
    assert result.trace.after("push-filters") is PROGRAM
    assert result.trace.after("prune-columns") is None
    assert "|> filter (a > 1:bigint)" in result.trace.entries[0].text_after


def test_a_pass_on_rel_sees_checks_too() -> None:
    from lockgate.ir.program import Check

    check = Check("row", "row", Filter(SCAN, Literal(False, BOOLEAN)))
    seen: list[Rel] = []

    @compiler_pass("sees", kind="check")
    def sees(rel: Rel) -> Sequence[Diagnostic]:
        seen.append(rel)
        return ()

    manager.run(evolve(PROGRAM, models=(evolve(ORDERS, checks=(check,)),)), Pipeline((Step(pass_of(sees)),)))
    assert seen == [ORDERS.query, check.violations]


# -- what is a pass


def untyped(rel):  # type: ignore[no-untyped-def]
    return rel


def positional(rel: Rel, limit: int = 1) -> Rel:
    return rel


def wrong_type(rel: Rel, *, limit: float = 1.0) -> Rel:
    return rel


def no_default(rel: Rel, *, limit: int) -> Rel:
    return rel


def nothing() -> Rel:
    return SCAN


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (untyped, "must be annotated `Rel` or `Program`"),
        (positional, "must be keyword-only"),
        (wrong_type, "must be annotated bool, int or str"),
        (no_default, "needs a default of type int"),
        (nothing, "must take a `Rel` or a `Program`"),
    ],
)
def test_what_is_no_pass(function: Pass, problem: str) -> None:
    with pytest.raises(InvalidPass, match=problem):
        compiler_pass("name", kind="lower")(function)


@pytest.mark.parametrize("name", ["Push", "push_filters", "", "push-", "push{", "a,b"])
def test_names_of_passes_are_plain(name: str) -> None:
    with pytest.raises(InvalidPass, match="a pass is named like"):
        compiler_pass(name, kind="lower")(renamed)
