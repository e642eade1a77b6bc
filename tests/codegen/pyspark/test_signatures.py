"""What the table of functions says of `pyspark.sql.functions` is what they take."""

from __future__ import annotations

import inspect

import pytest
from pyspark.sql import functions as F

from lockgate.codegen.pyspark.functions import NAMES


@pytest.mark.parametrize("name", NAMES)
def test_function(name: str) -> None:
    needed, _, more = NAMES[name].replace("*", "").partition("?")
    letters = needed + more
    parameters = list(inspect.signature(getattr(F, name)).parameters.values())
    if any(item.kind is item.VAR_POSITIONAL for item in parameters):
        assert NAMES[name].endswith("*")
    else:
        assert "*" not in NAMES[name]
        assert len(letters) <= len(parameters), "more arguments than it takes"
        assert len(needed) == sum(item.default is item.empty for item in parameters)
    for letter, item in zip(letters, parameters, strict=False):
        kind = str(item.annotation)
        if letter == "c":
            assert "ColumnOrName" in kind, (item, "takes no name of a column")
        if letter == "f":
            assert "Callable" in kind, item
        if letter in "kl":
            assert "Column" in kind or "Any" in kind, (item, "takes no Column")
        if letter in "lv":
            # A text must be a value here, not the name of a column.
            assert "ColumnOrName" not in kind, item
        if letter == "i":
            assert "int" in kind or "float" in kind, item
