"""A case: tables and a pipeline over them."""

from __future__ import annotations

from attrs import frozen

from lockgate.ir.printer import rel_text
from lockgate.ir.rel import Rel
from tests.interpreter import Tables


@frozen
class Case:
    """What engines are asked. `may_fail` says why an engine that fails where the interpreter does not is right."""

    rel: Rel
    tables: Tables
    may_fail: bool = False

    def text(self) -> str:
        """The pipeline and the rows of its tables, to be read."""
        lines = [rel_text(self.rel)]
        for name, (schema, rows) in self.tables.items():
            lines += ["", f"{name} ({', '.join(schema.names)})"]
            lines += [f"  {', '.join(map(repr, row))}" for row in rows] or ["  no rows"]
        return "\n".join(lines)
