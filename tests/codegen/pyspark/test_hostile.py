"""Names, literals and descriptions that mean harm: the generated Python holds them as constants and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.codegen.base import Options, Refused
from lockgate.codegen.pyspark.identifiers import module_names
from lockgate.codegen.pyspark.target import PySparkTarget
from lockgate.ir import types
from lockgate.ir.expr import Call, Column
from lockgate.ir.program import Check, Location, Model, Program, Source, SourceColumn
from lockgate.ir.rel import Filter, Project, Scan
from lockgate.ir.types import Field, Schema
from tests.codegen.engine import literal
from tests.codegen.test_literals import NAUGHTY

HARM = "__import__('os').system('rm -rf /')"
TEXTS = st.one_of(
    st.sampled_from(
        (*NAUGHTY, HARM, f'"""\n{HARM}\n"""', f"'); {HARM} #", "\u202e\u2066", "class", "F", "run")
    ),
    st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from("'\"\\\n{}`.$"), max_size=30),
)


def program(name: str, text: str) -> Program:
    """A source and a model in which everything that an author may choose is one of two texts."""
    dataset = f"a.{name}" if name else "a.b"
    column = name or "x"
    scan = Scan(dataset, Schema.of((Field(column, types.STRING),)))
    broken = Filter(scan, Call("=", (Column(column), literal(text))))
    checks = (
        Check(name, "row", broken, text=text),
        Check(f"{name} all", "empty", Project(broken, ((column, Column(column)),)), text=text),
    )
    source = Source(
        dataset,
        (SourceColumn(column, types.STRING),),
        Location("csv", text, (("delimiter", literal(text)),)),
        checks=checks,
        description=text,
    )
    query = Project(broken, ((column, Column(column)), ("made", literal(text))))
    return Program(text, (source,), (Model(f"m.{name}", query, description=text, owner=text),))


def files(made: Program) -> dict[str, str]:
    return {str(path): code for path, code in PySparkTarget().emit(made, Options()).items()}


def skeleton(code: str) -> str:
    """A module without its constants, names of functions, variables and modules."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        match node:
            case ast.Constant():
                node.value = 0
            case ast.FunctionDef() if node.name not in ("build", "parse", "row_checks"):
                node.name = "check"
            case ast.arg():
                node.arg = "table"
            case ast.Name() if node.id[:1].islower():
                node.id = "name"
            case ast.alias():
                node.name = "name"
            case _:
                pass
    return ast.dump(tree)


def named(made: dict[str, str]) -> Iterator[str]:
    """The modules of sources and models, which hold what the author wrote."""
    return (
        code
        for path, code in sorted(made.items())
        if path.count("/") == 2 and not path.endswith("__init__.py")
    )


@settings(max_examples=300)
@given(TEXTS, TEXTS)
def test_texts_are_constants(name: str, text: str) -> None:
    try:
        made = files(program(name, text))
    except Refused:
        assert "${" in name or "${" in text
        return
    assert made == files(program(name, text)), "the same program, the same bytes"
    for code in made.values():
        compile(code, "generated", "exec")
        assert all(char.isprintable() or char == "\n" for char in code)
    for code in named(made):
        tree = ast.parse(code)
        constants = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        assert text in constants
        called = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        own = {"Check", "Model", "Source", "StructField", "StructType", "StringType"}
        assert called <= own
        bases = {
            node.value.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        }
        assert not bases & {"os", "sys", "builtins"}
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert imported <= {"__future__", "pyspark.sql", "pyspark.sql.types", "pipeline.datasets"}


@settings(max_examples=200)
@given(st.lists(TEXTS, max_size=12))
def test_every_dataset_has_a_module_of_its_own(names: list[str]) -> None:
    made = module_names(names)
    folded = {name.casefold() for name in names}
    assert set(made) == folded
    assert len(set(made.values())) == len(folded)
    for module in made.values():
        assert module.isidentifier()
        assert module.isascii()
        assert module == module.lower()
        assert len(module) < 100


@pytest.mark.parametrize("name", ["class", "match", "F", "con", "../../etc/passwd", "a b", "é", "1st", ""])
def test_odd_names(name: str) -> None:
    made = files(program(name, "x"))
    for path in made:
        assert path == "main.py" or path.startswith("pipeline/")
        assert ".." not in path
