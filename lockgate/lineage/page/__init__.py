"""Lineage as one self-contained HTML page: a picture and a table, and a script that brings them to life.

Nothing is loaded from elsewhere, and the content policy allows only the page's own style and script, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from importlib.resources import files
from typing import Any

from lockgate.diagnostics.display import safe
from lockgate.lineage.page.facts import facts
from lockgate.lineage.page.picture import picture
from lockgate.lineage.page.table import leaks, table
from lockgate.lineage.view import View


def page(view: View) -> str:
    """The whole document."""
    known = facts(view)
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    about = view.program.name if view.target is None else str(view.target)
    return _asset("page.html").format(
        policy=escape(policy),
        title=escape(safe(f"{about} · column lineage")),
        project=escape(known["project"]),
        about=escape(safe(_summary(view))),
        size="big" if known["big"] else "small",
        style=style,
        script=script,
        picture=picture(known),
        leak='<li><i class="leak"></i> leak</li>' if known["leaks"] else "",
        leaks=leaks(known),
        table=table(known),
        data=island(known),
    )


def island(value: Any) -> str:
    """JSON that can stand inside a script element: nothing in it ends the element or opens a comment."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _summary(view: View) -> str:
    columns = sum(len(item.schema) for item in view.datasets.values())
    said = f"{len(view.datasets):,} datasets, {columns:,} columns"
    if view.leaks:
        said += f", {len(view.leaks):,} leak{'' if len(view.leaks) == 1 else 's'}"
    return said if view.target is None else f"{said} around {view.target}"


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
