"""Whatever the text, parsing and formatting give diagnostics and syntax: no exception, no hang, bounded memory."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.grammar import syntax as s
from lockgate.grammar.formatter import format_text
from lockgate.grammar.lexer import MAX_PROBLEMS
from lockgate.grammar.parser import MAX_SIZE, Parsed
from lockgate.grammar.tables import SIGNS, WORDS
from tests.grammar.support import parsed

ROOT = Path(__file__).parents[2]
MANY = 100_000
_TOKEN = re.compile(r"\s+|'[^'\n]*'|\w+|.", re.S)


def within(operator: str) -> str:
    return f"model a {{\n  from x\n  |> where {operator}\n  |> select y\n}}\nmodel last {{ from z }}\n"


NESTED = {
    "parentheses": within("(" * MANY + "a" + ")" * MANY),
    "open parentheses": within("(" * MANY),
    "sums": within("a" + " + a" * MANY),
    "conjunctions": within("a" + " and a" * MANY),
    "negations": within("not " * MANY + "a"),
    "minuses": within("- " * MANY + "a"),
    "indexes": within("a" + "[1]" * MANY),
    "open indexes": within("a[" * MANY),
    "fields": within("(a)" + ".b" * MANY),
    "arrows": within("a" + " -> 'x'" * MANY),
    "cases": within("case when a then " * 50_000 + "1" + " end" * 50_000),
    "open cases": within("case " * MANY),
    "calls": within("f(" * MANY + "a" + ")" * MANY),
    "queries": within("x in " + "(from " * MANY),
    "subqueries": within("(from x |> where " * 20_000 + "a" + ")" * 20_000),
    "steps": within("a " + "|> where a " * MANY),
    "types": "param a " + "array<" * MANY + "int" + ">" * MANY + " = 1\nmodel last { from z }\n",
    "commas": within("," * MANY),
    "from": "model a { " + "from (" * MANY + "\n}\nmodel last { from z }\n",
    "joins": within("a |> join " + "(from x |> join " * 20_000),
}  # fmt: skip

LONG = {
    "a path": within("a" + ".b" * 30_000),
    "a list": within("a in (" + ", ".join(["1"] * 30_000) + ")"),
    "digits": within("1" * MANY),
    "a limit": within("a |> limit " + "9" * MANY),
    "a type": f"param a decimal({'9' * 10_000}) = 1",
    "ten thousand items": within(
        "1 |> select " + ", ".join(f"c{number} as d{number}" for number in range(10_000))
    ),
    "columns": "source a { columns (" + ", ".join(f"c{number} int" for number in range(20_000)) + ") }",
    "a rule": "policy p {" + "deny x " * 10_000 + "}",
    "comments": "-- x\n" * 30_000,
    "spaces": " " * 1_000_000,
}

BROKEN = {
    "blocks in blocks": "model a {" * MANY,
    "opening braces": "{" * MANY,
    "closing braces": "}" * MANY,
    "closing parentheses": ")" * MANY,
    "pipes": "|> " * MANY,
    "semicolons": ";" * MANY,
    "invisible": "\u200b" * MANY,
    "letters": "é " * MANY,
    "open strings": "'\n" * MANY,
    "open names": "`\n" * MANY,
    "quotes": "'" * (MANY + 1),
    "bad statements": "model a {\n" + " foo bar\n" * MANY + "}",
    "bad declarations": "foo bar\n" * MANY,
    "bad operators": "model a { from x\n" + "|> foo\n" * MANY + "}",
    "bad columns": "source a { columns (\n" + "a int not,\n" * 20_000 + ") }",
    "nothing": "\0" * MANY,
    "returns": "\r" * MANY,
    "a keyword": "model " * MANY,
    "froms": "from " * MANY,
    "names": "a " * MANY,
    "brackets of all kinds": "([{)]}" * MANY,
    "too large": "a " * MAX_SIZE,
}


def check(text: str) -> Parsed:
    result = parsed(text)
    assert len(result.diagnostics) <= MAX_PROBLEMS
    assert list(result.diagnostics) == sorted(result.diagnostics, key=lambda problem: problem.sort_key)
    for problem in result.diagnostics:
        spans = [problem.span, *(other.span for other in problem.related if other.span is not None)]
        spans += [edit.span for fix in problem.fixes for edit in fix.edits]
        assert all(0 <= span.start <= span.end <= len(text) for span in spans)
        assert len(problem.message) < 500
        assert problem.message
    return result


@pytest.mark.parametrize("name", NESTED)
def test_nesting_is_refused_once_and_the_rest_is_read(name: str) -> None:
    result = check(NESTED[name])
    assert 1 <= len(result.diagnostics) <= 2
    last = result.file.declarations[-1]
    assert isinstance(last, s.Block) and last.name.text == "last"
    assert format_text(NESTED[name]) == NESTED[name]


@pytest.mark.parametrize("name", LONG)
def test_long_is_not_deep(name: str) -> None:
    assert check(LONG[name]).diagnostics == ()
    assert parsed(format_text(LONG[name])).diagnostics == ()


@pytest.mark.parametrize("name", BROKEN)
def test_broken(name: str) -> None:
    assert check(BROKEN[name]).diagnostics != ()


def test_a_megabyte_needs_little_memory_and_time() -> None:
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (30, 30))\n"
        "from lockgate.grammar.parser import parse\n"
        "from lockgate.source import SourceFile\n"
        "for text in sys.stdin.read().split('\\f'):\n"
        "    print(len(parse(SourceFile('a', text)).diagnostics))\n"
    )
    spec = (ROOT / "examples/flights/models/punctuality.gate").read_text(encoding="utf-8")
    whole = spec * (1_000_000 // len(spec))
    texts = [whole, whole.replace("|>", ">"), whole.replace("'", ""), "(" * 1_000_000]
    done = subprocess.run(
        [sys.executable, "-c", code],
        input="\f".join(texts),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.split()[0] == "0"
    assert all(int(count) > 0 for count in done.stdout.split()[1:])


SPECS = [
    path.read_text(encoding="utf-8")
    for path in sorted([*ROOT.glob("examples/**/*.gate"), *ROOT.glob("tests/tpch/project/*.gate")])
]
PIECES = [
    *WORDS, *SIGNS, "'x'", '"y"', "'", "`", "`q`", "1", "1.5", "1e0", "x", "\n", "\n\n", "-- c\n", "\u202e", "\u200b",
    "\x00", "é", "ѕ", "\r", "\r\n", ";", "&&", "!", "#", "$", "==", "::", "/*", "*/", "\ufeff", "‘a’", "\u00a0", "3x",
]  # fmt: skip


def mutated(random: Random) -> str:
    """A stretch of a real text with a few tokens removed, put in, exchanged or doubled; or tokens at random."""
    if random.random() < 0.7:
        tokens = _TOKEN.findall(random.choice(SPECS))
        at = random.randrange(len(tokens))
        tokens = tokens[max(0, at - random.randrange(400)) : at + random.randrange(400)]
    else:
        tokens = [random.choice(PIECES) + random.choice(["", " ", "\n"]) for _ in range(random.randrange(80))]
    for _ in range(random.randint(1, 5)):
        if not tokens:
            break
        at = random.randrange(len(tokens))
        match random.randrange(4):
            case 0:
                del tokens[at]
            case 1:
                tokens.insert(at, random.choice(PIECES))
            case 2:
                tokens[at] = random.choice(PIECES)
            case _:
                tokens[at:at] = tokens[at : at + random.randrange(20)]
    return "".join(tokens)


@pytest.mark.parametrize("share", range(4))
def test_mutations_of_real_texts(share: int) -> None:
    for seed in range(share * 500, (share + 1) * 500):
        text = mutated(Random(seed))
        if not check(text).diagnostics:
            assert parsed(format_text(text)).diagnostics == ()


@given(st.binary(max_size=400))
def test_bytes(content: bytes) -> None:
    check(content.decode("latin-1"))
    check(content.decode("utf-8", "replace"))


PLACES = (
    "model a {{ description '{}' }}",
    "model `{}` {{ from x }}",
    "-- {}\nparam a int = 1",
    "{}",
    "model a {{ from {} }}",
)


@given(st.text(max_size=60))
def test_any_text_in_a_string_a_name_a_comment_and_bare(text: str) -> None:
    for place in PLACES:
        check(place.format(text))
