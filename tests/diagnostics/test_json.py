"""The JSON that tools rely on: its exact shape, its order, and each fact once."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from lockgate.diagnostics import Edit, Fix, Related, SyntaxProblem, UnknownColumn, UnusedBinding
from lockgate.diagnostics.to_json import all_to_json, ordered, to_json
from lockgate.source import SourceFile, Span

TEXT = "from a\n|> where é < x\n"
SOURCES = {"a.gate": SourceFile("a.gate", TEXT)}


def test_the_shape_is_the_promised_one() -> None:
    at = TEXT.index("x")
    span = Span("a.gate", at, at + 1)
    diagnostic = UnknownColumn(
        span=span,
        message="no column `x` here",
        help="did you mean `y`?",
        related=(Related("from here", Span("a.gate", 5, 6)),),
        expected=("y",),
        fixes=(Fix("use `y`", (Edit(span, "y"),), "unsafe"),),
    )
    start = {"line": 2, "column": 14, "offset": at}
    end = {"line": 2, "column": 15, "offset": at + 1}
    place = {"file": "a.gate", "start": start, "end": end}
    assert to_json(diagnostic, SOURCES) == {
        "code": "LG0201",
        "name": "unknown-column",
        "severity": "error",
        "message": "no column `x` here",
        "help": "did you mean `y`?",
        "span": place,
        "related": [
            {
                "message": "from here",
                "span": {
                    "file": "a.gate",
                    "start": {"line": 1, "column": 6, "offset": 5},
                    "end": {"line": 1, "column": 7, "offset": 6},
                },
            }
        ],
        "expected": ["y"],
        "fixes": [{"title": "use `y`", "applicability": "unsafe", "edits": [{"span": place, "text": "y"}]}],
    }


def test_a_place_in_a_file_that_is_not_there_is_no_failure() -> None:
    found = to_json(UnknownColumn(span=Span("gone.gate", 3, 4), message="m"), SOURCES)
    assert found["span"]["start"] == {"line": 1, "column": 4, "offset": 3}


@given(
    st.lists(
        st.builds(
            lambda kind, file, start, message: kind(span=Span(file, start, start + 1), message=message),
            st.sampled_from([UnknownColumn, SyntaxProblem, UnusedBinding]),
            st.sampled_from(["a.gate", "b.gate"]),
            st.integers(0, 9),
            st.sampled_from("mn"),
        )
    )
)
def test_they_come_by_file_offset_and_code_each_once(items: list[UnknownColumn]) -> None:
    found = all_to_json(items, SOURCES)
    order = [(item["span"]["file"], item["span"]["start"]["offset"], item["code"]) for item in found]
    assert order == sorted(order)
    assert len({json.dumps(item, sort_keys=True) for item in found}) == len(found)
    assert {json.dumps(to_json(item, SOURCES)) for item in items} == {json.dumps(item) for item in found}
    assert ordered(reversed(items)) == ordered(items)
