"""`lockgate explain`: the page of a diagnostic."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from lockgate.cli.files import write_below
from lockgate.cli.output import Terminal, count
from lockgate.diagnostics import CATALOGUE
from lockgate.diagnostics.explain import Page, find, page
from lockgate.diagnostics.suggest import nearest
from lockgate.session import UsageError


def run(options: Namespace, terminal: Terminal) -> int:
    """Print one page; all of them with `--all`; without a name, the list."""
    if options.key is None:
        return _list(options, terminal)
    if options.all or options.out is not None:
        raise UsageError("--all and --out take no name: they are about all pages")
    kind = find(options.key)
    if kind is None:
        near = nearest(options.key, [name for item in CATALOGUE for name in (item.name, item.code)])
        hint = f"; did you mean `{near[0]}`?" if near else "; `lockgate explain` lists them"
        raise UsageError(f"there is no diagnostic `{options.key}`{hint}")
    from lockgate.session.pages import whole_page

    if terminal.json:
        terminal.write_json(_to_json(whole_page(kind)))
    else:
        terminal.print(whole_page(kind).text)
    return 0


def _list(options: Namespace, terminal: Terminal) -> int:
    if options.out is not None:
        return _write(options.out, terminal)
    if options.all or terminal.json:
        from lockgate.session.pages import all_pages

        pages = all_pages()
    else:
        pages = [page(kind) for kind in CATALOGUE]
    if terminal.json:
        terminal.write_json({"ok": True, "diagnostics": [_to_json(item) for item in pages]})
    elif options.all:
        terminal.payload("\n".join(item.markdown for item in pages))
    else:
        for item in pages:
            mark = "a" if item.kind.overridable else " "
            head = f"{item.kind.code}  {item.kind.usual:<7}  {mark}  {item.kind.name:<26}"
            terminal.print(f"{head} {item.summary}")
        terminal.say("a: `--allow NAME` makes it a note")
    return 0


def _write(folder: Path, terminal: Terminal) -> int:
    from lockgate.session.pages import files

    written = sorted(files())
    write_below(folder, files())
    if terminal.json:
        terminal.write_json({"ok": True, "files": written})
    else:
        terminal.say(f"wrote {count(len(written), 'file')} below {folder}")
    return 0


def _to_json(item: Page) -> dict[str, object]:
    return {
        "ok": True,
        "code": item.kind.code,
        "name": item.kind.name,
        "severity": item.kind.usual,
        "overridable": item.kind.overridable,
        "summary": item.summary,
        "page": item.markdown,
        "wrong": [block.text for block in item.wrong],
        "right": [block.text for block in item.right],
    }
