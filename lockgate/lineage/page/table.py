"""The lineage as a table: each column with how it is computed and from what."""

from __future__ import annotations

from html import escape
from typing import Any


def table(facts: dict[str, Any]) -> str:
    """A table element, one body a dataset."""
    lines = [
        "<table><thead><tr><th>Column</th><th>Type</th><th>How</th><th>Expression</th><th>From</th></tr></thead>"
    ]
    for item in facts["datasets"]:
        about = f"<small>{escape(item['about'])}</small>" if item["about"] else ""
        lines.append(
            f'<tbody><tr class="ds"><th colspan="5" scope="rowgroup">{escape(item["name"])}{about}</th></tr>'
        )
        for column in facts["columns"][item["first"] : item["first"] + item["count"]]:
            lines.append(_row(facts, column))
        lines.append("</tbody>")
    return "\n".join([*lines, "</table>"])


def leaks(facts: dict[str, Any]) -> str:
    """A list of the leaks, each with its path."""
    lines = []
    for item in facts["leaks"]:
        way = " → ".join(
            _name(facts, int(name[1:])) if name[0] == "c" else facts["datasets"][int(name[1:])]["name"]
            for name in item["path"]
        )
        lines.append(
            f"<li><small>{escape(item['level'])}</small>{escape(item['said'])}<br>{escape(way)}</li>"
        )
    return f'<h2>Leaks</h2><ul class="list leaks">{"".join(lines)}</ul>' if lines else ""


def _row(facts: dict[str, Any], column: dict[str, Any]) -> str:
    labels = "".join(f' <span class="badge">{escape(name)}</span>' for name in column["labels"])
    steps = "<br>".join(
        escape(text if len(column["steps"]) == 1 else f"{name} = {text}") for name, _, text in column["steps"]
    )
    sources = "<br>".join(escape(_name(facts, number)) for number, _ in column["from"])
    kind = escape(column["type"]) + ("" if column["null"] else " not null")
    return (
        f"<tr><td>{escape(column['name'])}{labels}</td><td>{kind}</td><td>{escape(column['kind'])}</td>"
        f"<td><code>{steps}</code></td><td>{sources}</td></tr>"
    )


def _name(facts: dict[str, Any], number: int) -> str:
    column = facts["columns"][number]
    return f"{facts['datasets'][column['dataset']]['name']}.{column['name']}"
