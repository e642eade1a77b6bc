"""The commands and their arguments. Only the parser of the command that is called is built."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from attrs import frozen

from lockgate.diagnostics.suggest import nearest


class Misuse(Exception):
    """The command line was wrong, or asked for help."""

    def __init__(self, message: str, usage: str, word: str = "", asked_for_help: bool = False) -> None:
        near = nearest(word, COMMANDS, 1) if word else ()
        super().__init__(message + (f"; did you mean `{near[0]}`?" if near else ""))
        self.usage = usage
        self.asked_for_help = asked_for_help


class _Parser(argparse.ArgumentParser):
    """Raises Misuse where argparse would end the process."""

    def error(self, message: str) -> NoReturn:
        raise Misuse(message, self.format_usage())

    def print_help(self, file: object = None) -> None:
        raise Misuse("", self.format_help(), asked_for_help=True)


@frozen(slots=True)
class Command:
    """`module` is the file below `commands`; `add` declares the arguments."""

    module: str
    summary: str
    add: Callable[[argparse.ArgumentParser], None]


def parser_for(name: str) -> argparse.ArgumentParser:
    """The parser of one command."""
    command = COMMANDS[name]
    parser = _Parser(prog=f"lockgate {name}", description=command.summary, allow_abbrev=False)
    command.add(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def overview() -> str:
    """What `lockgate --help` shows."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(
        [
            "usage: lockgate COMMAND [PATH] ...",
            "",
            "PATH is a project folder (default: here) or a single .gate file.",
            "",
            *lines,
            "",
            "`lockgate COMMAND --help` shows a command's options. Every command takes --json.",
            "Exit codes: 0 fine; 1 the project has errors; 2 wrong use; 3 a bug in lockgate.",
        ]
    )


# -- pieces that several commands share


def _path(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path", nargs="?", type=Path, default=None, metavar="PATH", help="a project folder or .gate file"
    )


def _params(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--param", action="append", default=[], metavar="NAME=VALUE", help="set a param; may be repeated"
    )


def _allow(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--allow", action="append", default=[], metavar="NAME",
        help="take this judgement, such as fanout-join, as a note; may be repeated",
    )  # fmt: skip


def _engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine", choices=("duckdb", "postgres", "spark"), help="instead of the environment's"
    )


def _check(parser: argparse.ArgumentParser) -> None:
    _path(parser)
    parser.add_argument(
        "--untrusted", action="extend", nargs="+", type=Path, default=[], metavar="FILE",
        help="files that may declare models but no sources, functions, params or policies",
    )  # fmt: skip
    parser.add_argument(
        "--connected", action="store_true", help="compare declared sources with what lies there"
    )
    parser.add_argument(
        "--run-date", metavar="D", help="the day waivers are held against, YYYY-MM-DD (default: today in UTC)"
    )
    _params(parser)
    _allow(parser)


def _fmt(parser: argparse.ArgumentParser) -> None:
    _path(parser)
    parser.add_argument("--check", action="store_true", help="only say which files would change")


def _fix(parser: argparse.ArgumentParser) -> None:
    _path(parser)
    parser.add_argument("--unsafe", action="store_true", help="apply fixes that may change the meaning too")


def _explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", nargs="?", metavar="CODE|NAME", help="LG0201, or unknown-column")
    parser.add_argument("--all", action="store_true", help="all pages, as one Markdown document")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write all pages here, as Markdown files")


def _compile(parser: argparse.ArgumentParser) -> None:
    _path(parser)
    parser.add_argument("--target", required=True, metavar="NAME", help="`lockgate targets` lists them")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write the files here instead of printing them"
    )
    parser.add_argument("--dialect", default="duckdb", metavar="D", help="of SQL (default: duckdb)")
    _params(parser)
    _allow(parser)


def _run(parser: argparse.ArgumentParser) -> None:
    _path(parser)
    parser.add_argument("--env", metavar="NAME", help="an environment of lockgate.toml")
    _engine(parser)
    parser.add_argument(
        "--select", metavar="EXPR", help="only these models, such as `mart.*` or `+mart.daily`"
    )
    parser.add_argument(
        "--database", metavar="FILE", help="the database file to build into, or the folder of Spark's tables"
    )
    parser.add_argument("--run-date", metavar="D", help="the run's date, YYYY-MM-DD (default: today in UTC)")
    parser.add_argument("--full-refresh", action="store_true", help="build incremental models from all rows")
    _params(parser)
    _allow(parser)


def _test(parser: argparse.ArgumentParser) -> None:
    _path(parser)
    _params(parser)
    _allow(parser)


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL")
    _path(parser)
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="rows (default: 20)")
    parser.add_argument("--env", metavar="NAME", help="an environment of lockgate.toml")
    _engine(parser)
    parser.add_argument("--database", metavar="FILE", help="read what was built here, where it was")
    parser.add_argument("--run-date", metavar="D", help="the run's date, YYYY-MM-DD (default: today in UTC)")
    _params(parser)
    _allow(parser)


def _lineage(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        metavar="COLUMN|MODEL",
        help="mart.daily.revenue, or mart.daily (default: '*', all)",
    )
    _path(parser)
    parser.add_argument("--format", choices=("html", "json", "mermaid", "text"), default="text")
    _params(parser)


def _ir(parser: argparse.ArgumentParser) -> None:
    _path(parser)
    parser.add_argument("--after", metavar="PASS", help="stop behind this pass")
    parser.add_argument("--passes", metavar="PIPELINE", help="such as `fold,push-filters{limit=50}`")
    parser.add_argument("--time", action="store_true", help="say how long each pass took")
    _params(parser)


def _init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", type=Path, metavar="DIR", help="where to put the project")


def _source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("add",))
    parser.add_argument("files", nargs="+", metavar="FILE", help="parquet, csv or json files")
    parser.add_argument(
        "--project", type=Path, default=Path(), metavar="PATH", help="the project (default: here)"
    )
    parser.add_argument(
        "--schema", default="raw", metavar="NAME", help="first part of the names (default: raw)"
    )


def _none(parser: argparse.ArgumentParser) -> None:
    del parser


COMMANDS = {
    "init": Command("init", "make a new project that runs", _init),
    "check": Command("check", "find mistakes, without running anything", _check),
    "fmt": Command("fmt", "bring the files into the one layout", _fmt),
    "fix": Command("fix", "apply the fixes that diagnostics carry", _fix),
    "explain": Command("explain", "show the page of a diagnostic", _explain),
    "compile": Command("compile_", "write a target's files", _compile),
    "run": Command("run", "build the models, check them, publish them", _run),
    "test": Command("test", "run the test blocks, touching no real data", _test),
    "show": Command("show", "show the first rows of a model", _show),
    "lineage": Command("lineage", "show where a column comes from and goes", _lineage),
    "ir": Command("ir", "show the program between passes", _ir),
    "source": Command("source", "write source declarations for data files", _source),
    "passes": Command("passes", "list the passes", _none),
    "targets": Command("targets", "list the targets", _none),
    "functions": Command("functions", "list the functions of the language", _none),
}
