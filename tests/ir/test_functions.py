"""Every function with types that it takes and types that it refuses, from `cases/functions.txt`."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from lockgate.ir import functions
from lockgate.ir.coerce import coerce
from lockgate.ir.expr import Call, Column, Literal
from lockgate.ir.functions import REGISTRY, Binding, Mismatch, Typed, lookup
from lockgate.ir.functions.document import page
from lockgate.ir.infer import infer
from lockgate.ir.types import BIGINT, STRING, UNKNOWN, Array, Decimal, Field, Schema
from tests.ir.notation import arguments, type_of

HERE = Path(__file__).parent
LINES = [
    line
    for line in (HERE / "cases" / "functions.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def parse(line: str) -> tuple[str, list[Typed], str]:
    call, _, expected = line.rpartition(" => ")
    name, _, args = call.partition(" :")
    return name, arguments(args), expected


CASES = [parse(line) for line in LINES]
ACCEPTED = [case for case in CASES if not case[2].startswith("refused")]
REFUSED = [case for case in CASES if case[2].startswith("refused")]


def ids(cases: list[tuple[str, list[Typed], str]]) -> list[str]:
    return [f"{name}({', '.join(str(arg.type) for arg in args)})" for name, args, _ in cases]


@pytest.mark.parametrize(("name", "args", "expected"), ACCEPTED, ids=ids(ACCEPTED))
def test_accepts(name: str, args: list[Typed], expected: str) -> None:
    function = lookup(name)
    assert function is not None
    bound = function.bind(args)
    assert isinstance(bound, Binding), bound
    assert (str(bound.result), bound.nullable) == (str(type_of(expected.removesuffix("?"))), expected.endswith("?"))
    assert len(bound.args) == len(args)


@pytest.mark.parametrize(("name", "args", "expected"), REFUSED, ids=ids(REFUSED))
def test_refuses(name: str, args: list[Typed], expected: str) -> None:
    function = lookup(name)
    assert function is not None
    bad = function.bind(args)
    assert isinstance(bad, Mismatch), bad
    match = re.fullmatch(r"refused (\d+|-): (.*)", expected)
    assert match is not None
    assert bad.argument == (None if match[1] == "-" else int(match[1])), bad
    assert match[2] in bad.message
    assert bad.help, "a refusal says what to write instead"


@pytest.mark.parametrize(("name", "args", "expected"), ACCEPTED, ids=ids(ACCEPTED))
def test_coerced_arguments_bind_without_further_coercion(name: str, args: list[Typed], expected: str) -> None:
    function = lookup(name)
    assert function is not None
    first = function.bind(args)
    assert isinstance(first, Binding)
    schema = Schema(
        tuple(Field(arg.expr.name, arg.type, arg.nullable) for arg in args if isinstance(arg.expr, Column))
    )
    coerced = [coerce(arg.expr, arg.type, target) for arg, target in zip(args, first.args, strict=True)]
    again = function.bind([Typed(expr, *infer(expr, schema)) for expr in coerced])
    assert again == first


def test_every_function_has_cases() -> None:
    assert {name for name, _, _ in ACCEPTED} == set(REGISTRY)
    assert {name for name, _, _ in REFUSED} == set(REGISTRY)


def test_the_language_page_s_functions_are_there() -> None:
    named = """
        count sum avg min max count_if sum_if bool_and bool_or stddev variance median percentile string_agg array_agg
        min_by max_by stddev_pop variance_pop approx_count_distinct grouping row_number rank dense_rank percent_rank
        ntile lag lead first_value last_value coalesce nullif if greatest least abs ceil floor round trunc sign sqrt
        power exp ln log10 mod safe_divide length lower upper trim ltrim rtrim substring left right replace concat
        concat_ws split_part starts_with ends_with contains position lpad rpad regexp_like regexp_extract
        regexp_replace md5 sha256 date_trunc date_diff date_part year month day hour minute second day_of_week
        day_of_year to_date to_timestamp format_date make_date last_day at_zone array array_length array_contains
        struct json_value json_query now today random uuid
    """
    assert set(named.split()) == {name for name, item in REGISTRY.items() if item.kind != "operator"}


def test_the_documentation_page_is_current() -> None:
    written = (HERE.parents[1] / "docs" / "functions.md").read_text("utf-8")
    assert written == page(), "run `python -m lockgate.ir.functions.document > docs/functions.md`"


def test_only_the_functions_without_a_memory_are_not_repeatable() -> None:
    assert [name for name, item in REGISTRY.items() if not item.deterministic] == ["now", "today", "random", "uuid"]


def test_counts_drop_labels_and_digests_keep_them() -> None:
    assert {REGISTRY[name].labels for name in ("count", "count_if", "approx_count_distinct")} == {"drop"}
    assert {REGISTRY[name].labels for name in ("sha256", "min", "lower", "coalesce", "lag")} == {"keep"}


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_an_unknown_argument_makes_no_second_message(name: str) -> None:
    function = REGISTRY[name]
    unknown = Typed(Literal(None, UNKNOWN), UNKNOWN, True)
    names = {"struct": (0, 2), "field": (1,)}.get(name, ())
    for args in (args for known, args, _ in ACCEPTED if known == name):
        for chosen in itertools.product((False, True), repeat=len(args)):
            changed = [
                unknown if replaced and at not in names else arg
                for at, (arg, replaced) in enumerate(zip(args, chosen, strict=True))
            ]
            assert isinstance(function.bind(changed), Binding)


def test_help_writes_the_literal_that_was_meant() -> None:
    def help_of(name: str, args: str) -> str:
        bad = REGISTRY[name].bind(arguments(args))
        assert isinstance(bad, Mismatch)
        return bad.help

    assert help_of("=", "int; '5'") == "write 5 without the quotes"
    assert help_of("=", "date; '2026-01-31'") == "write `date '2026-01-31'`"
    assert help_of("=", "string; 5") == "write `'5'` for the text"
    assert "at_zone" in help_of("<", "timestamp; timestamptz")
    assert "interval '1 day'" in help_of("+", "date; 1")
    assert "||" in help_of("+", "string; string")
    assert "date_diff" in help_of("-", "timestamp; timestamp")


def test_overflow_is_marked() -> None:
    bad = REGISTRY["*"].bind(arguments("decimal(38, 20); decimal(38, 20)"))
    assert isinstance(bad, Mismatch)
    assert bad.overflow
    assert bad.kind == "types"


def test_interval_unit_is_found_in_products() -> None:
    days = REGISTRY["*"].bind(arguments("int; interval 1 day"))
    assert isinstance(days, Binding)
    product = Call("*", (Column("n"), arguments("interval 1 day")[0].expr))
    date = arguments("date")[0]
    bound = REGISTRY["+"].bind([date, Typed(product, days.result, False)])
    assert isinstance(bound, Binding)
    assert bound.result == type_of("date")


def test_casts() -> None:
    allowed = [("int", "string"), ("string", "int"), ("double", "decimal(12, 2)"), ("boolean", "int")]
    allowed += [("date", "timestamp"), ("timestamp", "date"), ("string", "json"), ("array<int>", "array<string>")]
    refused = [("double", "string"), ("timestamp", "timestamptz"), ("int", "boolean"), ("int", "date")]
    refused += [("json", "int"), ("array<double>", "array<string>"), ("string", "interval"), ("int", "array<int>")]
    for source, target in allowed:
        assert functions.cast_problem(type_of(source), type_of(target)) is None
    for source, target in refused:
        problem = functions.cast_problem(type_of(source), type_of(target))
        assert problem is not None
        assert problem.help


def test_types_of_columns_are_not_changed_by_literals() -> None:
    for kind in (Decimal(12, 2), BIGINT, STRING, Array(BIGINT)):
        bound = REGISTRY["coalesce"].bind([Typed(Column("a"), kind, True), Typed(Literal(None, kind), kind, True)])
        assert bound == Binding((kind, kind), kind, True)
