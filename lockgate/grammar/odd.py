"""What the lexer meets and the grammar has no terminal for: each is reported, with what to write instead."""

from __future__ import annotations

import re

from lockgate.diagnostics import Edit, Fix, SuspiciousCharacter, SyntaxProblem
from lockgate.grammar.actions.builder import Builder
from lockgate.grammar.characters import SUSPICIOUS, WORDISH, plain
from lockgate.grammar.tables import TERMINALS
from lockgate.source import Span

NAME, QUOTED_NAME, STRING = (TERMINALS.index(name) for name in ("NAME", "QUOTED_NAME", "STRING"))
AND, NOT = TERMINALS.index("AND"), TERMINALS.index("NOT")

WORD = re.compile(rf"[A-Za-z0-9_]*+{WORDISH}(?:\w|{WORDISH})*+")
_REST_OF_LINE = re.compile(r"[^\n]*?(?=[ \t\r]*(?:\n|\Z))")
_BLANK = re.compile(r"[ \t\r]*+(?:\n|\Z)")
_CURLY = re.compile(
    "[\u2018\u2019\u201a\u201b][^\u2018\u2019\n]*\u2019|[\u201c\u201d\u201e][^\u201c\u201d\n]*[\u201c\u201d]"
)
_NUMBER_TAIL = re.compile(r"\w+")
_SPACES = re.compile(r"[^\S \t\r\n]+")

Found = tuple[int | None, int]
"""The kind of token to read it as (None for none) and where reading goes on."""


def report(b: Builder, start: int, end: int, message: str, help: str, edit: str | None = None) -> None:
    """A syntax error; with `edit`, the text that says the same as the grammar wants it."""
    span = Span(b.path, start, end)
    fixes = (
        ()
        if edit is None
        else (
            Fix(
                f"write `{' '.join(edit.split())}`" if edit.strip() else "remove it",
                (Edit(span, edit),),
                "safe",
            ),
        )
    )
    b.problems.append(SyntaxProblem(span=span, message=message, help=help, fixes=fixes))


def word(b: Builder, start: int, end: int) -> str | None:
    """A word with letters outside ASCII: what it should have been, None when it is invisible altogether."""
    written = b.text[start:end]
    visible = SUSPICIOUS.sub("", written)
    if not visible:
        return None
    meant = plain(written)
    if visible.isascii() or (meant.isascii() and meant.isidentifier()):
        b.respelled[start] = meant
        if not visible.isascii():
            odd = next(character for character in visible if not character.isascii())
            span = Span(b.path, start, end)
            b.problems.append(
                SuspiciousCharacter(
                    span=span,
                    message=f"`{visible}` has a letter (U+{ord(odd):04X}) that only looks like one of `{meant}`",
                    help=f"write `{meant}` in plain letters, or put the name in backticks if it is meant so",
                    expected=(meant,),
                    fixes=(Fix(f"use `{meant}`", (Edit(span, meant),)),),
                )
            )
        return meant
    b.respelled[start] = f"`{visible}`"
    span = Span(b.path, start, end)
    b.problems.append(
        SyntaxProblem(
            span=span,
            message=f"`{visible}` has letters outside A-Z, which a bare name has not",
            help="put the name in backticks",
            fixes=(Fix("add backticks", (Edit(span, f"`{written}`"),), "safe"),),
        )
    )
    return ""


def after_number(b: Builder, start: int, end: int) -> int:
    """A number that runs into a word, `3x`: where the word ends."""
    tail = _NUMBER_TAIL.match(b.text, end)
    assert tail is not None
    written = b.text[start : tail.end()]
    number = b.text[start:end]
    report(
        b, start, tail.end(), f"`{written}` is neither a number nor a name",
        f"put a space behind `{number}`, or the name in backticks",
    )  # fmt: skip
    return tail.end()


def odd(b: Builder, start: int) -> Found:
    """Reads what begins at `start`, which is no token."""
    text = b.text
    character = text[start]
    if character in "'\"`":
        return _unclosed(b, start)
    if character in "\u2018\u2019\u201a\u201b\u201c\u201d\u201e":
        return _curly(b, start)
    if text.startswith("/*", start):
        return None, _comment(b, start)
    if text.startswith("&&", start):
        report(b, start, start + 2, "`&&` is no operator here", "write `and`", "and")
        b.respelled[start] = "and"
        return AND, start + 2
    if character == "!":
        report(b, start, start + 1, "`!` is no operator here", "write `not`", "not ")
        b.respelled[start] = "not"
        return NOT, start + 1
    if character == "#":
        end = _line_end(text, start)
        report(b, start, start + 1, "`#` begins nothing here", "a comment begins with `--`", "--")
        return None, end
    if character == ";":
        report(b, start, start + 1, "statements need no `;`", "remove it", "")
        return None, start + 1
    space = _SPACES.match(text, start)
    if space is not None and not SUSPICIOUS.match(character) and not _is_control(character):
        span = Span(b.path, start, space.end())
        b.problems.append(
            SuspiciousCharacter(
                span=span,
                message=f"a space that is none of the usual ones (U+{ord(character):04X})",
                help="write a plain space",
                fixes=(Fix("write a plain space", (Edit(span, " "),), "safe"),),
            )
        )
        return None, space.end()
    if _is_control(character) or SUSPICIOUS.match(character):
        return None, start + 1  # reported with all of their kind
    helps = {
        "^": "for powers there is `power(a, b)`",
        "$": "a param is written by its name alone",
        "@": "a param is written by its name alone",
        "|": "the pipe is `|>`, strings are joined by `||`",
        "&": "write `and`",
        "~": "write `regexp_like(x, '…')`",
        "?": "write `case when … then … else … end`",
    }
    report(b, start, start + 1, f"`{character}` has no place in this language", helps.get(character, ""))
    return None, start + 1


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f"


def _comment(b: Builder, start: int) -> int:
    """A comment as in C: where it ends; one that is not closed ends with its line."""
    text = b.text
    close = text.find("*/", start + 2)
    if close < 0:
        report(
            b, start, start + 2, "`/*` begins no comment", "a comment begins with `--` and ends with its line"
        )
        return _line_end(text, start)
    end = close + 2
    lines = [f"-- {line.strip()}".rstrip() for line in text[start + 2 : close].strip().split("\n")]
    last = _BLANK.match(text, end) is not None
    report(
        b, start, end, "`/*` begins no comment", "a comment begins with `--` and ends with its line",
        "\n".join(lines) + ("" if last else "\n"),
    )  # fmt: skip
    return end


def _line_end(text: str, start: int) -> int:
    match = _REST_OF_LINE.match(text, start)
    assert match is not None
    return match.end()


def _unclosed(b: Builder, start: int) -> Found:
    quote = b.text[start]
    if quote == "`" and b.text.startswith("``", start):
        report(b, start, start + 2, "a name in backticks is not empty", "write the name between them")
        b.respelled[start] = "``"
        return QUOTED_NAME, start + 2
    end = _line_end(b.text, start)
    what = "name in backticks" if quote == "`" else "string"
    b.problems.append(
        SyntaxProblem(
            span=Span(b.path, start, end),
            message=f"this {what} is not closed before the end of the line",
            help=f"close it with `{quote}`" if quote != "`" else "close it with a backtick",
            expected=(quote,),
        )
    )
    b.open_strings.add(start)
    return (QUOTED_NAME if quote == "`" else STRING), end


def _curly(b: Builder, start: int) -> Found:
    match = _CURLY.match(b.text, start)
    if match is None:
        report(b, start, start + 1, "a typographic quote begins no string", "write `'`")
        return None, start + 1
    content = match[0][1:-1]
    plain_text = "'" + content.replace("'", "''") + "'"
    report(
        b,
        start,
        match.end(),
        "typographic quotes are no quotes of a string",
        f"write {plain_text}",
        plain_text,
    )
    b.respelled[start] = plain_text
    return STRING, match.end()
