"""Inputs for the fuzzer, each a function of a seed alone."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.fuzz.derive import derive

ROOT = Path(__file__).resolve().parents[2]
TOKEN = re.compile(
    r"\s+|--[^\n]*|'(?:[^'\n]|'')*'|[A-Za-z_]\w*|\d+(?:\.\d+)?|\|>|[<>!]=|<>|//|\|\||->|.", re.S
)

NAUGHTY = (
    "", " ", "\0", "\x1b[31mred\x1b[0m", "\x07", "\u202eevil", "\u200b", "\ufeff", "а", "ﬃ", "İ", "ß", "🙂", "e\u0301" * 50,
    "'; DROP TABLE x; --", '"; SELECT 1 --', "`", "``", "\\", "\\'", "{{ 1 + 1 }}", "{% raw %}", "${HOME}", "$(id)", "`id`",
    "%s%s%n", "<script>alert(1)</script>", "../../etc/passwd", "/etc/passwd", "C:\\x", "file:///etc/passwd", "a" * 100_000,
    "null", "NULL", "NaN", "-0", "1e999", "9" * 400, "0x1F", "2026-02-30", "9999-12-31 23:59:59.999999", "__class__",
    "${jndi:ldap://x}", "\r\n", "\u2028", "*/", "/*", "--", "|>", "]]>", "\ud7ff", "\U0010ffff", "select", "from", "__lockgate",
)  # fmt: skip
WORDS = ["from", "where", "select", "extend", "set", "drop", "rename", "as", "join", "left", "inner", "semi", "anti", "cross", "many", "on", "using", "aggregate", "group", "by", "distinct", "order", "asc", "desc", "nulls", "first", "last", "limit", "offset", "union", "all", "intersect", "except", "pivot", "unpivot", "unnest", "for", "in", "and", "or", "not", "is", "null", "like", "between", "case", "when", "then", "else", "end", "cast", "try_cast", "over", "partition", "rows", "range", "unbounded", "preceding", "following", "current", "row", "source", "model", "export", "job", "schedule", "policy", "waive", "param", "function", "read", "columns", "key", "check", "test", "given", "expect", "values", "with", "materialize", "view", "table", "incremental", "snapshot", "cursor", "lookback", "merge", "references", "fresh", "within", "label", "description", "owner", "tags", "count", "sum", "avg", "min", "max", "row_number", "coalesce", "date_trunc", "true", "false", "date", "timestamp", "interval", "rollup", "cube", "grouping", "sets", "(", ")", "{", "}", "[", "]", ",", ".", ":", "=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "//", "%", "||", "->", "|>", ";", "'", '"', "`", "1", "1.5", "1e3", "'x'", "x", "y", "z", "a.b"]


@cache
def specs() -> tuple[str, ...]:
    """The project's own specs."""
    paths = sorted([*ROOT.glob("examples/**/*.gate"), *ROOT.glob("tests/**/*.gate")])
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in paths]
    return tuple(text for text in texts if len(text) < 20_000)


def random_bytes(source: random.Random) -> str:
    """Bytes of any value, read as a file is read."""
    data = source.randbytes(source.choice((1, 10, 100, 1000)))
    return data.decode("utf-8", errors="surrogateescape" if source.random() < 0.1 else "replace")


def mutated(source: random.Random) -> str:
    """A real spec with tokens lost, doubled, moved or replaced."""
    tokens = TOKEN.findall(source.choice(specs()))
    if len(tokens) > 400:
        start = source.randrange(len(tokens) - 300)
        tokens = tokens[:60] + tokens[start : start + 300]
    for _ in range(source.choice((1, 1, 2, 3, 10))):
        at = source.randrange(len(tokens))
        match source.randrange(5):
            case 0:
                del tokens[at]
            case 1:
                tokens.insert(at, tokens[at])
            case 2:
                other = source.randrange(len(tokens))
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 3:
                tokens[at] = source.choice(WORDS)
            case _:
                tokens.insert(at, " " + source.choice(WORDS) + " ")
        if not tokens:
            break
    return "".join(tokens)


def naughty(source: random.Random) -> str:
    """A real spec with a hostile text in the place of a string, a name or a number."""
    tokens = TOKEN.findall(source.choice(specs()))
    places = [index for index, token in enumerate(tokens) if token[0] in "'`" or token[0].isalnum()]
    for _ in range(source.choice((1, 2, 5))):
        if not places:
            break
        at = source.choice(places)
        text = source.choice(NAUGHTY)
        if tokens[at].startswith("'"):
            tokens[at] = "'" + text.replace("'", "''") + "'" if source.random() < 0.8 else "'" + text
        elif source.random() < 0.5:
            tokens[at] = "`" + text.replace("`", "") + "`"
        else:
            tokens[at] = text
    return "".join(tokens)


def words(source: random.Random) -> str:
    """The language's words in any order."""
    return " ".join(source.choice(WORDS) for _ in range(source.choice((3, 10, 40, 200))))


def deep(source: random.Random) -> str:
    """One construct inside itself, up to 100,000 times."""
    depth = source.choice((50, 99, 100, 101, 150, 500, 5_000, 100_000))
    head = "source s { read csv 's.csv' columns (x bigint not null, b boolean) key (x) }\nmodel m { from s "
    left, middle, right = source.choice(
        (
            ("(", "x", ")"), ("- ", "x", ""), ("not ", "b", ""), ("abs(", "x", ")"), ("x + ", "x", ""), ("b and ", "b", ""),
            ("case when b then ", "x", " else x end"), ("array(", "x", ")"), ("", "x", "[1]"), ("", "x", ".f"), ("", "x", " -> 'k'"),
            ("x || ", "x", ""), ("cast(", "x", " as bigint)"), ("coalesce(x, ", "x", ")"), ("x in (", "x", ")"), ("x / ", "x", ""),
            ("x between x and ", "x", ""), ("sum(", "x", ") over ()"),
        )
    )  # fmt: skip
    if source.random() < 0.25:
        queries = "from (" * depth + "from s" + ") as q" * depth
        return "source s { read csv 's.csv' columns (x bigint) }\nmodel m { " + queries + " }"
    expr = left * depth + middle + right * depth
    return f"{head}|> extend {expr} as y }}" if source.random() < 0.8 else f"{head}|> where {expr}"


def large(source: random.Random) -> str:
    """Files of a megabyte, selects of 10,000 columns, pipelines of many steps."""
    head = "source s { read csv 's.csv' columns (x bigint not null, y bigint) key (x) }\n"
    match source.randrange(8):
        case 0:
            columns = ", ".join(f"x + {index} as c{index}" for index in range(10_000))
            return f"{head}model m {{ from s |> select {columns} }}"
        case 1:
            columns = ", ".join(f"c{index} bigint" for index in range(10_000))
            return f"source w {{ read csv 'w.csv' columns ({columns}) }}\nmodel m {{ from w |> extend c1 + 1 as d |> where d > 1 }}"
        case 2:
            return (
                head
                + "model m { from s "
                + "|> where x > 1 " * source.choice((400, 499, 500, 501, 5_000))
                + "}"
            )
        case 3:
            return head + "model m { from s " + "|> set x = x + x " * source.choice((50, 400)) + "}"
        case 4:
            return "-- " + "x" * 1_000_000 + "\n" + head
        case 5:
            return head + f"model m {{ from s |> where x in ({', '.join(map(str, range(50_000)))}) }}"
        case 6:
            functions = "".join(
                f"function f{n}(a double) double = f{n - 1}(f{n - 1}(a))\n" for n in range(1, 40)
            )
            return (
                "function f0(a double) double = a + a\n"
                + functions
                + head
                + "model m { from s |> extend f39(1e0) as z }"
            )
        case _:
            bindings = "".join(
                f"with b{n} as (from b{n - 1} as l |> join many b{n - 1} as r on l.x = r.x |> select l.x, r.y) "
                for n in range(1, 60)
            )
            return head + f"model m {{ with b0 as (from s) {bindings} from b59 }}"


KINDS: tuple[tuple[float, Callable[[random.Random], str]], ...] = (
    (0.15, random_bytes),
    (0.40, mutated),
    (0.20, naughty),
    (0.10, words),
    (0.1455, derive),
    (0.004, deep),
    (0.0005, large),
)


def make(seed: int) -> tuple[str, str]:
    """The kind and the text of an input."""
    source = random.Random(seed)
    at = source.random()
    for share, kind in KINDS:
        if at < share:
            return kind.__name__, kind(source)
        at -= share
    return "mutated", mutated(source)
