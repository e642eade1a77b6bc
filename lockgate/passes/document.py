"""The page `docs/passes.md`, made from the passes: `python -m lockgate.passes.document > docs/passes.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from lockgate.passes.compiler_pass import Option, Pass
from lockgate.passes.pipeline import Pipeline
from lockgate.passes.registry import all_passes

HEAD = """\
# Passes

What happens to a program between resolving and emitting. This page is written by
`python -m lockgate.passes.document`; `lockgate passes` lists the same, plugins included.

A pass is of one of four kinds, and lockgate holds it to the rules of its kind: `lower` may change anything, `check`
reports and changes nothing, `enforce` carries out policy and may report, `optimise` keeps the names, order and types of
what every model gives (and no column may be NULL that could not be before). The verifier runs after each pass that
changed something. A pipeline is text, such as `fold-constants,push-filters{limit=50}`: `lockgate ir --passes` runs it,
`--after` stops behind a pass, `--time` says how long each took. `docs/passes-in-ten-minutes.md` shows how to write one.

Optimising passes never bring an error about: an expression that may fail is never evaluated on a row that it did not
see before. What they leave out (a column that nothing needs, a row that a later filter drops) is not evaluated, and so
cannot fail any more; `fold-constants` leaves out nothing that may fail.
"""


def page(passes: tuple[Pass, ...]) -> str:
    """The Markdown of the built-in passes."""
    lines = [HEAD, f"The default pipeline is `{Pipeline.default()}`.", ""]
    for item in passes:
        lines += _section(item)
    return "\n".join(lines).rstrip() + "\n"


def _section(item: Pass) -> Iterator[str]:
    yield from (f"## {item.name}", "", f"*{item.kind}*, {_after(item)}", "", item.doc, "")
    if item.options:
        yield from ("| option | type | default |", "| --- | --- | --- |")
        yield from (
            f"| `{option.name}` | {option.type.__name__} | `{_default(option)}` |" for option in item.options
        )
        yield ""
    yield from (_story(item), "")


def _after(item: Pass) -> str:
    return "after " + ", ".join(f"`{name}`" for name in item.after) if item.after else "at any time"


def _default(option: Option) -> str:
    return str(option.default).lower() if isinstance(option.default, bool) else str(option.default)


def _story(item: Pass) -> str:
    """What the module says of its pass, behind the line that the pass says itself; examples become code."""
    told = (sys.modules[item.function.__module__].__doc__ or "").strip().split("\n\n")[1:]
    return "\n\n".join(_code(part) if part.startswith("    ") else " ".join(part.split()) for part in told)


def _code(part: str) -> str:
    return "```text\n" + "\n".join(line[4:] for line in part.split("\n")) + "\n```"


if __name__ == "__main__":
    print(page(all_passes()), end="")
