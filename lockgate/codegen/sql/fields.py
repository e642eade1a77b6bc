"""The columns of a block, with the types that its expressions have."""

from __future__ import annotations

from lockgate.codegen.base import Options
from lockgate.codegen.sql.blocks import Block, SchemaLevel
from lockgate.codegen.sql.dialect import Dialect
from lockgate.codegen.sql.expressions import Level, Lowering
from lockgate.ir.infer import infer
from lockgate.ir.types import UNKNOWN, Array, Field


def fields(block: Block, dialect: Dialect, options: Options) -> list[Field]:
    """The columns of a block."""
    level: Level = block.rows
    if block.grouping is not None:
        level = SchemaLevel(block.grouping.schema)
    lowering = Lowering(dialect, options, level)
    schema = level.schema()
    made = [Field(name, lowering.type(expr), infer(expr, schema)[1]) for name, expr in block.outputs.items]
    if block.unnest is not None:
        kind = lowering.type(block.unnest[1])
        made.append(Field(block.unnest[0], kind.element if isinstance(kind, Array) else UNKNOWN))
    return made
