"""Every function as DataFrame code: a part of the conformance suite, computed by the generated Python on Spark."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException, ParseException, PySparkException

from lockgate.ir.functions import REGISTRY
from lockgate.ir.rel import Rel
from tests.codegen.pyspark.support import frame
from tests.conformance.case import Case
from tests.conformance.evaluate import Outcome, Value, evaluate, key
from tests.conformance.explained import EXPLAINED
from tests.conformance.judge import shown, verdicts
from tests.conformance.oracle import expected, tried
from tests.conformance.volatile import VOLATILE
from tests.engines import runs_spark
from tests.engines.runners import Broken, EngineFailure, Row
from tests.engines.spark import session
from tests.engines.values import normal

pytestmark = pytest.mark.xdist_group("spark")

EVERY = 9
"""Of so many cases of one shape, one is tried."""


class Frames:
    """Answers a relation by the code that is written for it."""

    def rows(self, rel: Rel) -> list[Row]:
        session()
        try:
            made = frame(rel, {})
            kinds = [item.dataType for item in made.schema]
            found = made.collect()
        except (AnalysisException, ParseException, Py4JJavaError, TypeError, AttributeError) as problem:
            raise Broken(str(problem)) from problem
        except (PySparkException, ValueError, OverflowError) as problem:
            raise EngineFailure(str(problem)) from problem
        plain = [tuple(map(runs_spark._plain, row, kinds)) for row in found]
        types = [item.type for item in rel.schema]
        return [tuple(map(normal, row, types)) for row in plain]


def some() -> list[Case]:
    """The first case of each shape, and some of the others."""
    seen: dict[object, int] = {}
    made: list[Case] = []
    for case in tried():
        if isinstance(expected()[key(case)], Value):
            shape = (type(case), case.shape)
            seen[shape] = seen.get(shape, -1) + 1
            if seen[shape] % EVERY == 0:
                made.append(case)
    return made


@cache
def outcomes() -> dict[tuple[str, str], Outcome]:
    return evaluate(Frames(), some(), expected())


def test_no_unexplained_difference() -> None:
    found: dict[tuple[str, str], Any] = outcomes()
    judged = verdicts(some(), "spark", expected(), found, EXPLAINED)
    wrong = [
        f"{name}: {title}: {shown(found[name, title])}, not {shown(expected()[name, title])}"
        for (name, title), verdict in judged.items()
        if verdict.kind == "different"
    ]
    assert not wrong, "\n".join([f"{len(wrong)} of {len(judged)}", *wrong[:40]])


def test_every_function_is_computed() -> None:
    """But those whose answer is another each time."""
    computed = {name for (name, _), outcome in outcomes().items() if isinstance(outcome, Value)}
    assert set(REGISTRY) - set(VOLATILE) <= computed
