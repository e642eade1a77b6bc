"""Pipelines as text: what they mean, that they print as they are read, and what is said of wrong ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from lockgate.diagnostics import Diagnostic
from lockgate.ir.program import Program
from lockgate.passes import registry
from lockgate.passes.compiler_pass import InvalidPass, OptionValue, Pass, compiler_pass, pass_of
from lockgate.passes.pipeline import Pipeline, PipelineError, Step


@compiler_pass("try-options", kind="check", after=("fold-constants",), default=False)
def try_options(
    program: Program, *, most: int = 10, deep: bool = False, layer_name: str = "mart"
) -> Sequence[Diagnostic]:
    """Every type of option."""
    return ()


@pytest.fixture(autouse=True, scope="module")
def _registered() -> Iterator[None]:
    registry.register(try_options, "a-test")
    yield
    registry.unregister("try-options")


def test_the_default_pipeline() -> None:
    assert str(Pipeline.default(("optimise",))) == "drop-proven-checks,fold-constants,push-filters,prune-columns"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("", ""),
        (" fold-constants , push-filters{ limit = 50 } ", "fold-constants,push-filters{limit=50}"),
        ("push-filters{limit=200}", "push-filters"),
        ("try-options{deep=true,most=-3}", "try-options{most=-3,deep=true}"),
        ("try-options{layer-name='a, {b}=''c'''}", "try-options{layer-name='a, {b}=''c'''}"),
        ("try-options{layer-name=stage}", "try-options{layer-name=stage}"),
        ("try-options{layer-name='true'}", "try-options{layer-name='true'}"),
        ("fold-constants,fold-constants", "fold-constants,fold-constants"),
    ],
)
def test_what_a_text_means(text: str, printed: str) -> None:
    assert str(Pipeline.parse(text)) == printed


def _steps() -> st.SearchStrategy[Step]:
    values: dict[type, st.SearchStrategy[OptionValue]] = {
        int: st.integers(-(10**18) + 1, 10**18 - 1),
        bool: st.booleans(),
        str: st.text(),
    }

    def step(item: Pass) -> st.SearchStrategy[Step]:
        options = [
            st.one_of(st.just(None), values[option.type]).map(
                lambda value, option=option: (
                    None if value in (None, option.default) else (option.parameter, value)
                )
            )
            for option in item.options
        ]
        return st.tuples(*options).map(
            lambda given: Step(item, tuple(pair for pair in given if pair is not None))
        )

    return st.sampled_from(
        [evolve(pass_of(try_options), origin="a-test"), *registry.all_passes()]
    ).flatmap(step)


@given(st.lists(_steps(), max_size=4))
def test_a_printed_pipeline_is_read_back(steps: list[Step]) -> None:
    order = [*(item.name for item in registry.all_passes() if item.name != "try-options"), "try-options"]
    pipeline = Pipeline(tuple(sorted(steps, key=lambda item: order.index(item.item.name))))
    assert Pipeline.parse(str(pipeline)) == pipeline


@given(st.text(alphabet="fold-constants,{}=' 1\n\x00é", max_size=40))
def test_any_text_is_a_pipeline_or_an_error(text: str) -> None:
    offset = 0
    try:
        Pipeline.parse(text)
    except PipelineError as error:
        offset = error.offset
    assert 0 <= offset <= len(text)


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("push-filtres", 0, "no pass `push-filtres` (did you mean `push-filters`?)"),
        ("resolve,fold-constants", 0, "`resolve` always comes first and is not named in a pipeline"),
        ("fold-constants,", 15, "the name of a pass should stand here, not the end"),
        ("fold-constants push-filters", 15, "`,` or `{` should stand here, not `push-filters`"),
        ("push-filters{limit=x}", 19, "the option `limit` of `push-filters` is a whole number, not `x`"),
        ("try-options{deep=1}", 17, "the option `deep` of `try-options` is true or false, not `1`"),
        ("push-filters{limits=1}", 13, "`push-filters` has no option `limits` (did you mean `limit`?)"),
        ("fold-constants{a=1}", 15, "`fold-constants` has no option `a` (it has none)"),
        ("try-options{x=1}", 12, "`try-options` has no option `x` (it has `most`, `deep`, `layer-name`)"),
        ("push-filters{limit=1,limit=2}", 21, "the option `limit` of `push-filters` stands twice"),
        ("push-filters{limit}", 18, "`=` should stand here, not `}`"),
        ("push-filters{limit=1", 20, "the options of `push-filters` do not end (write `}`)"),
        ("push-filters{limit=", 19, "the option `limit` needs a value (write `limit=…`)"),
        ("fold-constants;", 14, "`;` has no meaning in a pipeline"),
        (
            "prune-columns,push-filters",
            0,
            "`prune-columns` comes after `push-filters`, and here it stands before it"
            " (write `push-filters,prune-columns`)",
        ),
    ],
)
def test_what_is_said_of_a_wrong_one(text: str, offset: int, message: str) -> None:
    with pytest.raises(PipelineError) as caught:
        Pipeline.parse(text)
    assert (str(caught.value), caught.value.offset) == (message, offset)


def test_a_taken_name_is_refused() -> None:
    @compiler_pass("fold-constants", kind="check")
    def impostor(program: Program) -> Sequence[Diagnostic]:
        return ()

    with pytest.raises(InvalidPass, match="the name `fold-constants` is taken by a pass of lockgate"):
        registry.register(impostor, "a-test")


def test_the_order_of_the_default_pipeline_follows_kinds_and_after() -> None:
    @compiler_pass("late", kind="check", after=("early",))
    def late(program: Program) -> Sequence[Diagnostic]:
        return ()

    @compiler_pass("early", kind="check")
    def early(program: Program) -> Sequence[Diagnostic]:
        return ()

    @compiler_pass("first", kind="lower")
    def first(program: Program) -> Program:
        return program

    chosen = tuple(map(pass_of, (late, early, first)))
    assert [item.name for item in registry.in_order(chosen)] == ["first", "early", "late"]
