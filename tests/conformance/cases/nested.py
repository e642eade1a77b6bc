"""Arrays, structs and json."""

from __future__ import annotations

from lockgate.ir import types
from lockgate.ir.expr import Case as CaseOf
from lockgate.ir.expr import Cast, Expr, Literal
from lockgate.ir.types import Array, Struct
from tests.conformance.case import Case
from tests.conformance.cases.make import call, every, expressions, few_of, json, of, texts
from tests.conformance.edges import MONEY, ORDERABLE

ANY = (*ORDERABLE, types.BOOLEAN)
BIGINTS = Array(types.BIGINT)
NUMBERS: list[Expr] = [
    call("array", *of(types.BIGINT, 1, 2, 3)),
    call("array", *of(types.BIGINT, 3, None, 2)),
    call("array", *of(types.BIGINT, None, None, None)),
    call("array", *of(types.BIGINT, 7)),
    Cast(Literal(None, types.NULL), BIGINTS),
]
WORDS: list[Expr] = [
    call("array", *texts("a", "", "é")),
    call("array", *texts("a😀", None, "'")),
]
DOUBLES: list[Expr] = [call("array", *of(types.DOUBLE, 0.0, float("nan"), 1.5))]
ARRAYS_OF_ARRAYS: list[Expr] = [call("array", NUMBERS[0], NUMBERS[1])]
STRUCT = call("struct", *texts("x"), *of(types.BIGINT, 1), *texts("a b"), *texts("z"))
NO_STRUCT = CaseOf(((call("=", *of(types.BIGINT, 1, 2)), STRUCT),), None)
DOCUMENTS = (
    None, "null", "{}", "[]", '""', "0", "-0", "1.50", "1e3", "12345678901234567890", "true", '"x"', '"😀\\u00e9\\n"',
    '{"a": 1}', '{"a": null}', '{"a": {"b": 1}}', '{"a": [1, 2.5, "x", null, true, {"b": 2}]}',
    '{"a": "x", "b": "y"}',
    '{"A": 1, "a": 2}', '{"": 1}', '{"a b": 1, "a.b": 2, "$": 3}', '{"a": ""}', '{"a": "1"}', '{"a": true}',
    '{"a": 1.0}', '{"a": "it\'s"}', '{"é": "😀"}', '[1, [2, 3], {"a": 4}]', '  { "a" : 1 }  ',
    '{"a": {"a": {"a": "deep"}}}',
    '{"a": "q\\"q\\\\"}', '{"0": "zero"}', '{"a": 123456789012345678901234567890.123}',
    '{"a/b": 1, "a~b": 2}', '{"a": "\\u0041"}',
)  # fmt: skip
HUGE = '{"a": 1e400}'
"""Beyond the range of doubles, which json does not mind."""
BROKEN = ("", "x", "{", '{"a": 1,}', "{'a': 1}", "[1,]", "NaN", "01", '"\\x"', "1 2", '{"a" 1}', "\ufeff1")
PATHS = (
    "$",
    "$.a",
    "$.a.b",
    "$.a[0]",
    "$.a[3]",
    "$.a[9]",
    "$[0]",
    "$[1][1]",
    "$[2].a",
    "$.b",
    "$.a.a.a",
    "$.a[5].b",
)
KEYS = ("a", "b", "", "a b", "a.b", "$", "é", "0", "A", "a/b", "a~b", "it's", 'q"', "*", "[0]")


def _json() -> list[Case]:
    documents = [json(text) for text in DOCUMENTS]
    made = every("json_value", documents, texts(*PATHS)) + every("json_query", documents, texts(*PATHS))
    made += every("json_get", documents, texts(None, *KEYS))
    made += every("json_get", documents, of(types.BIGINT, None, 0, 1, 2, 99, -1, 2**31, 2**63 - 1))
    chained = [call("json_get", call("json_get", json(text), *texts("a")), *texts("b")) for text in DOCUMENTS]
    made += expressions("json_get", chained)
    broken = [json(text) for text in BROKEN]
    return made + every("json_value", broken, texts("$"))


CASES: list[Case] = [
    *(case for kind in ANY for case in every("array", few_of(kind))),
    *(case for kind in ANY for case in every("array", few_of(kind), few_of(kind)[:3])),
    *every("array", of(types.BIGINT, None, 1), of(types.DOUBLE, None, 0.5)),
    *every("array", NUMBERS[:3], NUMBERS[:2]),
    *every("array_length", NUMBERS),
    *every("array_length", WORDS),
    *every("array_length", ARRAYS_OF_ARRAYS),
    *every("array_contains", NUMBERS, of(types.BIGINT, None, 1, 2, 7, 99)),
    *every("array_contains", WORDS, texts(None, "a", "", "e\u0301", "é", "A", "a😀")),
    *every("array_contains", DOUBLES, of(types.DOUBLE, None, 0.0, -0.0, float("nan"), 1.5, 2.0)),
    *every("index", NUMBERS, of(types.BIGINT, None, 1, 2, 3, 4, 0, -1, 2**31, 2**63 - 1, -(2**63))),
    *every("index", WORDS, of(types.BIGINT, 1, 2, 3, 4)),
    *every("index", ARRAYS_OF_ARRAYS, of(types.BIGINT, 1, 3)),
    *(case for kind in ANY for case in every("struct", texts("x"), few_of(kind))),
    *every(
        "struct",
        texts("x"),
        few_of(types.BIGINT)[:3],
        texts("Y y"),
        texts(None, "z"),
        texts("it's"),
        few_of(MONEY)[:3],
    ),
    *every("struct", texts("inner"), [STRUCT], texts("list"), NUMBERS[:3]),
    *every("field", [STRUCT, NO_STRUCT], texts("x")),
    *every("field", [STRUCT, NO_STRUCT], texts("a b")),
    *every("field", [STRUCT], texts("X")),
    *every("field", [Cast(Literal(None, types.NULL), Struct((("x", types.BIGINT),)))], texts("x")),
    *_json(),
]
