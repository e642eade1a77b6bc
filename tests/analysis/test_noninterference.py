"""A column without a label stays byte for byte the same when only what bears the label is changed, on DuckDB.

Labels are followed by explicit and by implicit flow: through expressions, and through what decides which rows and
which values there are.
"""

from __future__ import annotations

from attrs import evolve
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from lockgate.analysis.graph import scanned
from lockgate.analysis.labelled import State, labelled
from lockgate.ir.expr import Call, Column, Literal
from lockgate.ir.program import Model, Program, Source
from lockgate.ir.rel import Filter, Project, Rel, Scan
from lockgate.ir.types import BIGINT
from tests.analysis.test_lineage_on_data import CHANGES, SOURCES, columns
from tests.pipelines import ROWS, SCHEMAS, pipelines

LABEL = "secret"
OUT = "mart.out"


def with_label(dataset: str, column: str) -> tuple[Source, ...]:
    """The sources, one column of them labelled."""
    return tuple(
        evolve(
            source,
            columns=tuple(
                evolve(item, labels=(LABEL,)) if item.name == column else item for item in source.columns
            ),
        )
        if source.name == dataset
        else source
        for source in SOURCES
    )


def borne(rel: Rel, dataset: str, column: str) -> State:
    """What bears the label in a model that reads another one with this query."""
    models = (Model(OUT, Scan("stage.out", rel.schema)), Model("stage.out", rel))
    return labelled(Program("private", with_label(dataset, column), models)).state(OUT)


def clean(rel: Rel, dataset: str, column: str) -> list[str]:
    """The output columns without the label, by whatever flow."""
    state = borne(rel, dataset, column)
    return [] if state.rows is not None else [name for name in rel.schema.names if name not in state.columns]


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(pipelines(), st.data())
def test_what_bears_no_label_does_not_change(rel: Rel, data: st.DataObject) -> None:
    read = [name for name in scanned(rel) if ROWS[name]]
    open_to = [
        (dataset, column)
        for dataset in read
        for column in SCHEMAS[dataset].names
        if clean(rel, dataset, column)
    ]
    assume(open_to)
    dataset, column = data.draw(st.sampled_from(open_to))
    names = clean(rel, dataset, column)
    event(f"columns without the label: {len(names)} of {len(rel.schema)}")
    before = columns(rel)
    for change in CHANGES:
        after = columns(rel, dataset, column, change)
        for index, name in enumerate(rel.schema.names):
            if name in names:
                assert after[index] == before[index], (name, dataset, column, change)


def test_flow_that_is_only_implicit_is_seen() -> None:
    """What the property rests on: a filter makes every column bear the label, and the data shows why."""
    scan = Scan("customers", SCHEMAS["customers"])
    rel = Project(Filter(scan, Call("=", (Column("id"), Literal(1, BIGINT)))), (("name", Column("name")),))
    assert clean(rel, "customers", "id") == []
    assert columns(rel) != columns(rel, "customers", "id", "constant")
    state = borne(rel, "customers", "id")
    assert state.rows is not None
    assert state.rows.implicit == {LABEL}
    assert state.rows.explicit == frozenset()


def test_a_column_beside_it_is_without() -> None:
    rel = Project(Scan("customers", SCHEMAS["customers"]), (("a", Column("age")), ("b", Column("name"))))
    assert clean(rel, "customers", "age") == ["b"]
    assert columns(rel, "customers", "age", "constant")[1] == columns(rel)[1]
