"""`lockgate explain`: the page of a diagnostic."""

from __future__ import annotations

from argparse import Namespace

from lockgate.cli.output import Terminal
from lockgate.diagnostics import CATALOGUE
from lockgate.diagnostics.explain import Page, book, find, page
from lockgate.diagnostics.suggest import nearest
from lockgate.session import UsageError


def run(options: Namespace, terminal: Terminal) -> int:
    """Print one page; all of them with `--all`; without a name, the list."""
    if options.key is None:
        return _list(options.all, terminal)
    kind = find(options.key)
    if kind is None:
        near = nearest(options.key, [name for item in CATALOGUE for name in (item.name, item.code)])
        hint = f"; did you mean `{near[0]}`?" if near else "; `lockgate explain` lists them"
        raise UsageError(f"there is no diagnostic `{options.key}`{hint}")
    if terminal.json:
        terminal.write_json(_to_json(page(kind)))
    else:
        terminal.print(page(kind).text)
    return 0


def _list(whole: bool, terminal: Terminal) -> int:
    pages = [page(kind) for kind in sorted(CATALOGUE, key=lambda kind: kind.code)]
    if terminal.json:
        terminal.write_json({"ok": True, "diagnostics": [_to_json(item) for item in pages]})
    elif whole:
        terminal.print(book())
    else:
        for item in pages:
            terminal.print(f"{item.kind.code}  {item.kind.usual:<7}  {item.kind.name:<26} {item.summary}")
    return 0


def _to_json(item: Page) -> dict[str, object]:
    return {
        "ok": True,
        "code": item.kind.code,
        "name": item.kind.name,
        "severity": item.kind.usual,
        "summary": item.summary,
        "page": item.markdown,
        "wrong": [block.text for block in item.wrong],
        "right": [block.text for block in item.right],
    }
