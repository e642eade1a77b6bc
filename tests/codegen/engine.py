"""Runs relations and expressions of the IR on DuckDB, as the tests of the SQL target need it."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

import duckdb

from lockgate.codegen.base import Options
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import functions, types
from lockgate.ir.coerce import coerce
from lockgate.ir.expr import AggregateCall, Call, Column, Expr, Interval, Literal
from lockgate.ir.functions import Binding, Typed
from lockgate.ir.infer import infer
from lockgate.ir.rel import Project, Rel, Scan, Values
from lockgate.ir.types import Field, Schema, Type

NOTHING = Schema(())
OPTIONS = Options()


def connect() -> duckdb.DuckDBPyConnection:
    """An empty database in UTC."""
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    return connection


def run(
    rel: Rel, connection: duckdb.DuckDBPyConnection | None = None, options: Options = OPTIONS
) -> list[Any]:
    """The rows of a relation."""
    text = query_text(rel, options)
    try:
        return (connection or connect()).execute(text).fetchall()
    except duckdb.Error as error:
        error.add_note(text)
        raise


def literal(value: Any, kind: Type | None = None) -> Literal:
    """A Python value as a constant; an int is a bigint, a Decimal has its own digits."""
    if kind is not None:
        return Literal(value, kind)
    match value:
        case None:
            return Literal(None, types.NULL)
        case bool():
            return Literal(value, types.BOOLEAN)
        case int():
            return Literal(value, types.BIGINT)
        case float():
            return Literal(value, types.DOUBLE)
        case decimal.Decimal():
            scale = max(0, -int(value.as_tuple().exponent))
            return Literal(value, types.Decimal(max(len(value.as_tuple().digits), scale + 1), scale))
        case datetime.datetime():
            return Literal(value, types.TIMESTAMPTZ if value.tzinfo else types.TIMESTAMP)
        case datetime.date():
            return Literal(value, types.DATE)
        case Interval():
            return Literal(value, types.INTERVAL)
    return Literal(value, types.STRING)


def as_expr(value: Any) -> Expr:
    """An expression as it is; another value as a literal."""
    known = (Literal, Column, Call, AggregateCall)
    return (
        value
        if isinstance(value, known)
        or (type(value).__module__ == "lockgate.ir.expr" and not isinstance(value, Interval))
        else literal(value)
    )


def bound(name: str, args: tuple[Expr, ...], schema: Schema) -> tuple[Expr, ...]:
    """Arguments coerced as the function binds them."""
    function = functions.lookup(name)
    assert function is not None, name
    typed = [Typed(arg, *infer(arg, schema)) for arg in args]
    made = function.bind(typed)
    assert isinstance(made, Binding), made
    return tuple(coerce(item.expr, item.type, kind) for item, kind in zip(typed, made.args, strict=True))


def f(name: str, *args: Any, schema: Schema = NOTHING) -> Call:
    """A call, its arguments coerced."""
    return Call(name, bound(name, tuple(as_expr(arg) for arg in args), schema))


def agg(name: str, *args: Any, schema: Schema = NOTHING, **more: Any) -> AggregateCall:
    """An aggregate, its arguments coerced."""
    return AggregateCall(name, bound(name, tuple(as_expr(arg) for arg in args), schema), **more)


def one_row() -> Values:
    """A relation of one row."""
    return Values(("one",), ((literal(1),),))


def evaluate(expr: Expr, connection: duckdb.DuckDBPyConnection | None = None) -> tuple[Any, str]:
    """The value of a constant expression and the type that DuckDB gives it."""
    rel = Project(one_row(), (("value", expr),))
    database = connection or connect()
    text = query_text(rel, OPTIONS)
    try:
        kind = database.execute(f"describe {text}").fetchall()[0][1]
        return database.execute(text).fetchall()[0][0], kind
    except duckdb.Error as error:
        error.add_note(text)
        raise


def over_columns(call: Call) -> tuple[Expr, Rel]:
    """The same call with its constants moved to columns of a row, where the function takes columns."""
    function = functions.lookup(call.function)
    assert function is not None
    names: list[str] = []
    row: list[Expr] = []
    args: list[Expr] = []
    for position, arg in enumerate(call.args):
        args.append(arg)
        if not isinstance(arg, Literal) or arg.type in (types.NULL, types.INTERVAL):
            continue
        name = f"a{position}"
        trial = [Typed(item, *infer(item, NOTHING)) for item in call.args]
        trial[position] = Typed(Column(name), arg.type, True)
        made = function.bind(trial)
        if isinstance(made, Binding) and made.args[position] == arg.type:
            names.append(name)
            row.append(arg)
            args[position] = Column(name)
    rel = Values(tuple(names), (tuple(row),)) if names else one_row()
    return Call(call.function, tuple(args)), rel


TYPE_NAMES = {
    "boolean": "BOOLEAN",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "double": "DOUBLE",
    "string": "VARCHAR",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMP WITH TIME ZONE",
    "interval": "INTERVAL",
    "json": "JSON",
    "null": '"NULL"',
}


def type_name(kind: Type) -> str:
    """What DuckDB's DESCRIBE calls a type."""
    match kind:
        case types.Decimal(precision=precision, scale=scale):
            return f"DECIMAL({precision},{scale})"
        case types.Array(element=element):
            return f"{type_name(element)}[]"
        case types.Struct(fields=fields):
            return f"STRUCT({', '.join(f'{_field(name)} {type_name(inner)}' for name, inner in fields)})"
        case types.Primitive(name=name):
            return TYPE_NAMES[name]


def _field(name: str) -> str:
    return name if name.isidentifier() and name.islower() else '"' + name.replace('"', '""') + '"'


class Table:
    """A dataset with rows: a Scan for the IR and a table for DuckDB."""

    def __init__(
        self, name: str, fields: dict[str, Type | tuple[Type, bool]], rows: list[tuple[Any, ...]]
    ) -> None:
        made = [
            Field(key, *(kind if isinstance(kind, tuple) else (kind, True))) for key, kind in fields.items()
        ]
        self.name = name
        self.schema = Schema.of(made)
        self.rows = rows

    def scan(self, hint: str | None = None) -> Scan:
        return Scan(self.name, self.schema, hint=hint)

    def create(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the table, with its constraints, and fill it."""
        parts = [part.replace('"', '""') for part in self.name.split(".")]
        if len(parts) == 2:
            connection.execute(f'create schema if not exists "{parts[0]}"')
        quoted = ".".join(f'"{part}"' for part in parts)
        columns = ", ".join(
            f'"{item.name.replace(chr(34), chr(34) * 2)}" {type_name(item.type)}{"" if item.nullable else " not null"}'
            for item in self.schema
        )
        connection.execute(f"create table {quoted} ({columns})")
        if self.rows:
            marks = ", ".join("?" for _ in self.schema)
            connection.executemany(f"insert into {quoted} values ({marks})", self.rows)
