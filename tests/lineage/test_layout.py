"""The layout: every edge runs to the right, nothing is lost, and the order of a few crossings is the known best one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from lockgate.lineage.layout import layers


@st.composite
def graphs(draw: DrawFn) -> dict[str, tuple[str, ...]]:
    names = [f"n{index}" for index in range(draw(st.integers(0, 12)))]
    return {
        name: tuple(sorted(draw(st.sets(st.sampled_from(names[:index]), max_size=3)))) if index else ()
        for index, name in enumerate(names)
    }


@given(graphs(), st.booleans())
def test_every_edge_runs_to_the_right(reads: dict[str, tuple[str, ...]], late: bool) -> None:
    found = layers(reads, late=late)
    place = {name: index for index, layer in enumerate(found) for name in layer}
    assert sorted(place) == sorted(reads)
    assert sum(map(len, found)) == len(reads)
    assert all(place[item] < place[name] for name, inputs in reads.items() for item in inputs)
    assert all(found)


def test_neighbours_stand_beside_each_other() -> None:
    assert layers({"a": (), "b": (), "y": ("a",), "x": ("b",)}) == [["a", "b"], ["y", "x"]]


def test_late_puts_a_source_before_its_reader() -> None:
    reads = {"a": (), "b": ("a",), "c": ("b", "far"), "far": ()}
    assert sorted(layers(reads)[0]) == ["a", "far"]
    assert sorted(layers(reads, late=True)[1]) == ["b", "far"]


def test_a_cycle_is_put_last() -> None:
    assert layers({"a": (), "b": ("c", "a"), "c": ("b",)}) == [["a"], ["b", "c"]]
