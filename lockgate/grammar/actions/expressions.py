"""Names, types, literals and expressions."""

from __future__ import annotations

import re

from lockgate.diagnostics import Edit, Fix, SyntaxProblem
from lockgate.grammar import syntax as s
from lockgate.grammar.actions.builder import Builder, Token

OPERATORS = {"!=": "<>", ":": "="}
"""Signs that mean another; a colon stands in an expression only where it was read as `=`, after a report."""
TYPES = {
    "bool": "boolean",
    "integer": "int",
    "int32": "int",
    "int64": "bigint",
    "long": "bigint",
    "float64": "double",
    "text": "string",
    "varchar": "string",
    "datetime": "timestamp",
}
MAX_DIGITS = 18
"""Longer whole numbers in types and limits are taken for this many nines: no type or limit has them."""


def name(b: Builder, token: Token) -> s.Name:
    written = b.of(token)
    if written[0] == "`":
        inner = written[1:] if b.starts[token] in b.open_strings else written[1:-1]
        return s.Name(inner.replace("``", "`"), quoted=True, span=b.place(token))
    return s.Name(written, span=b.place(token))


def dataset(b: Builder, head: s.Name, tail: s.Name | None) -> s.DatasetName:
    return s.DatasetName((head,) if tail is None else (head, tail), span=b.span())


def reference(b: Builder, path: list[s.Name]) -> s.Reference:
    return s.Reference(tuple(path), span=b.span())


# -- types


def whole(b: Builder, token: Token) -> int:
    """A whole number; one with a fraction or exponent is reported, and read without."""
    written = b.of(token)
    digits = re.split("[.eE]", written, maxsplit=1)[0]
    if digits != written:
        b.problems.append(
            SyntaxProblem(
                span=b.place(token),
                message=f"`{written}` stands where a whole number must",
                help="write it without a fraction or an exponent",
                expected=("a whole number",),
            )
        )
    return int(digits) if len(digits) <= MAX_DIGITS else 10**MAX_DIGITS - 1


def simple_type(b: Builder, token: Token, *_: object) -> s.TypeName:
    word = b.word(token)
    return s.TypeName(TYPES.get(word, word), span=b.span())


def decimal_type(b: Builder, numbers: list[Token] | None) -> s.TypeName:
    if numbers is not None and len(numbers) == 1 and (parts := b.of(numbers[0]).split("."))[1:]:
        if all(part.isdigit() and len(part) <= 2 for part in parts):
            place = b.place(numbers[0])
            b.problems.append(
                SyntaxProblem(
                    span=place,
                    message="a comma parts the digits of a decimal from those behind its point",
                    help=f"write `decimal({', '.join(parts)})`",
                    expected=(",",),
                    fixes=(Fix("write a comma", (Edit(place, ", ".join(parts)),), "safe"),),
                )
            )
            return s.TypeName("decimal", tuple(map(int, parts)), span=b.span())
    return s.TypeName("decimal", tuple(whole(b, number) for number in numbers or ()), span=b.span())


def array_type(b: Builder, element: s.TypeName) -> s.TypeName:
    return s.TypeName("array", (), (("", element),), span=b.span())


def struct_type(b: Builder, fields: list[tuple[s.Name, s.TypeName]]) -> s.TypeName:
    return s.TypeName("struct", (), tuple((field.text, kind) for field, kind in fields), span=b.span())


def other_type(b: Builder, token: Token, numbers: list[Token] | None) -> s.TypeName:
    """A word that is no type: the resolver says so, and names the nearest."""
    return s.TypeName(b.word(token), tuple(whole(b, number) for number in numbers or ()), span=b.span())


# -- literals


def number(b: Builder, token: Token) -> s.Literal:
    written = b.of(token)
    kind = "integer" if written.isdigit() else "double" if "e" in written.lower() else "decimal"
    return s.Literal(kind, written, span=b.place(token))


def string(b: Builder, token: Token) -> s.Literal:
    return s.Literal("string", b.string(token), span=b.place(token))


def boolean(b: Builder, token: Token) -> s.Literal:
    return s.Literal("boolean", b.word(token), span=b.place(token))


def null(b: Builder) -> s.Literal:
    return s.Literal("null", "", span=b.span())


def typed_literal(b: Builder, kind: Token, value: Token) -> s.Literal:
    return s.Literal(b.word(kind), b.string(value), span=b.span())


def text(b: Builder, token: Token) -> s.Text:
    return s.Text(b.string(token), span=b.place(token))


# -- operators


def binary(b: Builder, left: s.Expr, operator: Token, right: s.Expr) -> s.Binary:
    written = b.of(operator).lower()
    return s.Binary(OPERATORS.get(written, written), left, right, span=b.span(), op_span=b.place(operator))


def unary(b: Builder, operator: Token, operand: s.Expr) -> s.Unary:
    return s.Unary(b.of(operator), operand, span=b.span())


def negation(b: Builder, operator: Token, operand: s.Expr) -> s.Expr:
    if isinstance(operand, s.Subquery) and operand.kind == "exists" and not operand.negated:
        return s.Subquery("exists", operand.query, negated=True, span=b.span())
    return s.Unary("not", operand, span=b.span())


def is_null(b: Builder, operand: s.Expr, negated: Token | None) -> s.IsNull:
    return s.IsNull(operand, negated is not None, span=b.span())


def in_list(b: Builder, operand: s.Expr, negated: Token | None, items: list[s.Expr]) -> s.InList:
    return s.InList(operand, tuple(items), negated is not None, span=b.span())


def between(b: Builder, operand: s.Expr, negated: Token | None, low: s.Expr, high: s.Expr) -> s.Between:
    return s.Between(operand, low, high, negated is not None, span=b.span())


def like(b: Builder, operand: s.Expr, negated: Token | None, pattern: s.Expr) -> s.Like:
    return s.Like(operand, pattern, negated is not None, span=b.span())


def in_query(b: Builder, operand: s.Expr, negated: Token | None, query: s.Query) -> s.Subquery:
    return s.Subquery("in", query, operand, negated is not None, span=b.span())


def exists(b: Builder, query: s.Query) -> s.Subquery:
    return s.Subquery("exists", query, span=b.span())


def scalar_query(b: Builder, query: s.Query) -> s.Subquery:
    return s.Subquery("scalar", query, span=b.span())


def group(b: Builder, expr: s.Expr) -> s.Expr:
    """Parentheses leave no node; what is around them still spans them."""
    return expr


def case(
    b: Builder, operand: s.Expr | None, branches: list[tuple[s.Expr, s.Expr]], default: s.Expr | None
) -> s.Case:
    return s.Case(operand, tuple(branches), default, span=b.span())


def cast(b: Builder, word: Token, operand: s.Expr, kind: s.TypeName) -> s.Cast:
    return s.Cast(operand, kind, b.word(word) == "try_cast", span=b.span())


def field(b: Builder, operand: s.Expr, member: s.Name) -> s.FieldAccess:
    return s.FieldAccess(operand, member, span=b.span())


def index(b: Builder, operand: s.Expr, at: s.Expr) -> s.Index:
    return s.Index(operand, at, span=b.span())
