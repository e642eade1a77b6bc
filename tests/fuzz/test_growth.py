"""Inputs made to let an analysis grow without end: each is answered within the bounds of the fuzz."""

from __future__ import annotations

import pytest

from tests.fuzz.harness import digest

SOURCE = "source s { read csv 's.csv' columns (id bigint not null, a bigint, b bigint) key (id) }\n"


def doubled(count: int) -> str:
    """Bindings that are each joined with themselves."""
    steps = "".join(
        f"with b{n} as (from b{n - 1} as l |> join many b{n - 1} as r on l.a = r.a |> select l.id, r.a) "
        for n in range(1, count)
    )
    return f"{SOURCE}model m {{ with b0 as (from s) {steps} from b{count - 1} |> aggregate sum(a) as t group by id }}"


def wide(columns: int, joins: int) -> str:
    """A wide table joined with itself by its key."""
    names = ", ".join(f"c{n} bigint" for n in range(columns))
    steps = " ".join(f"|> join w as t{n} on t0.id = t{n}.id" for n in range(1, joins))
    return (
        f"source w {{ read csv 'w.csv' columns (id bigint not null, {names}) key (id) }}\n"
        f"model m {{ from w as t0 {steps} |> select t0.* }}"
    )


def renamed(columns: int, steps: int) -> str:
    """A wide table whose columns are renamed one by one."""
    names = ", ".join(f"c{n} bigint" for n in range(columns))
    operators = " ".join(f"|> rename c{n} as r{n}" for n in range(steps))
    return f"source w {{ read csv 'w.csv' columns ({names}) }}\nmodel m {{ from w {operators} }}"


def joined(count: int) -> str:
    """A query of many joins."""
    steps = " ".join(f"|> left join s as t{n} on t{n - 1}.a = t{n}.id" for n in range(1, count))
    return f"{SOURCE}model m {{ from s as t0 {steps} |> select t0.* }}"


def labelled(models: int, columns: int) -> str:
    """Labels through a chain of models, under policies that count implicit flow."""
    names = ", ".join(f"c{n} bigint label pii.p{n}" for n in range(columns))
    chain = "".join(
        f"model m.x{n} {{ from m.x{n - 1} |> where c{n % columns} > 1 |> set c{n % columns} = c{n % columns} + c0 }}\n"
        for n in range(1, models)
    )
    policies = "".join(f"policy p{n} {{ warn flow pii.p{n} including implicit to m.* }}\n" for n in range(5))
    return (
        f"source s {{ read csv 's.csv' columns (id bigint not null, {names}) key (id) }}\n"
        f"model m.x0 {{ from s }}\n{chain}{policies}"
    )


def backtracking(length: int) -> str:
    """A name on which a backtracking matcher tries everything."""
    return f"{SOURCE}model m.{'a' * length}_1 {{ from s }}\npolicy p {{ deny name unless like '(m)\\.(a+)+$' on * }}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(doubled(60), id="doubled"),
        pytest.param(wide(600, 10), id="wide"),
        pytest.param(renamed(2_000, 400), id="renamed"),
        pytest.param(joined(499), id="joined"),
        pytest.param(labelled(200, 50), id="labelled"),
        pytest.param(backtracking(5_000), id="backtracking"),
    ],
)
def test_the_answer_comes_in_time(text: str) -> None:
    assert digest(text) is None
