"""The PySpark target: a package with a module a dataset, and `main.py`, which runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib.resources import files
from pathlib import PurePosixPath
from typing import ClassVar

from lockgate.analysis.graph import scanned
from lockgate.analysis.labels import labels
from lockgate.codegen.base import Options, Refused, Unsupported
from lockgate.codegen.pyspark import dialect, identifiers, modules
from lockgate.codegen.pyspark.bodies import Writing
from lockgate.codegen.pyspark.order import in_order
from lockgate.ir.program import Model, Program, Source

EMITTED = ("__init__", "arguments", "checking", "datasets", "reading", "running", "storing")
"""The modules that are the same in every pipeline."""


class PySparkTarget:
    """DataFrame code for `spark-submit` and for plain Python."""

    name: ClassVar[str] = "pyspark"

    def emit(self, program: Program, options: Options) -> Mapping[PurePosixPath, str]:
        """The files, by path; broken models have none."""
        package = PurePosixPath(modules.PACKAGE)
        models = tuple(model for model in program.models if not model.broken)
        datasets: list[Source | Model] = [*program.sources, *models]
        names = identifiers.module_names(item.name for item in datasets)
        writing = Writing(
            dialect.spark(),
            dialect.options(options),
            names,
            {item.name.casefold(): item.name for item in datasets},
        )
        labelled = labels(program)
        made = {package / f"{name}.py": _emitted(name) for name in EMITTED}
        for folder, text in (("models", "The models."), ("sources", "The sources.")):
            made[package / folder / "__init__.py"] = f'"""{text}"""\n'
        problems: list[Unsupported] = []
        parts: list[tuple[str, Source | Model, Callable[[], str]]] = []
        for source in program.sources:
            sensitive = bool(labelled.get(source.name))
            parts.append(("sources", source, partial(modules.source_module, writing, source, sensitive)))
        for model in models:
            sensitive = any(labelled.get(name) for name in _reads(model))
            parts.append(("models", model, partial(modules.model_module, writing, model, sensitive)))
        for folder, item, write in parts:
            try:
                made[package / folder / f"{names[item.name.casefold()]}.py"] = write()
            except Unsupported as problem:
                problem.span = problem.span or item.span
                problems.append(problem)
        if problems:
            raise Refused(problems)
        made[PurePosixPath("main.py")] = modules.entry_point(
            program.name,
            [names[item.name.casefold()] for item in program.sources],
            [names[item.name.casefold()] for item in in_order(models)],
        )
        return made


def _reads(model: Model) -> tuple[str, ...]:
    """The datasets whose values the model's messages could show."""
    return tuple(
        name for rel in (model.query, *(check.violations for check in model.checks)) for name in scanned(rel)
    )


def _emitted(name: str) -> str:
    return (files("lockgate.codegen.pyspark") / "emitted" / f"{name}.py").read_text(encoding="utf-8")
