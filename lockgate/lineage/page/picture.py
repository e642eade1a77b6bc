"""The picture without a script: cards in layers from left to right, their columns, and the edges between them."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import Any

from lockgate.lineage.page.geometry import GEOMETRY, GLYPHS

Facts = dict[str, Any]
Box = tuple[float, float, float]
"""Left, top, height."""


def picture(facts: Facts) -> str:
    """An SVG element; a large project shows datasets only."""
    open_cards = not facts["big"]
    boxes, width, height = _boxes(facts, open_cards)
    edges = _column_edges(facts, boxes) if open_cards else _dataset_edges(facts, boxes)
    leaking = frozenset(item for leak in facts["leaks"] for item in leak["path"])
    cards = [_card(facts, index, boxes[index], open_cards, leaking) for index in range(len(boxes))]
    return "\n".join(
        [
            f'<svg id="picture" viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}" height="{_n(height)}" '
            'role="group" aria-label="lineage">',
            '<g class="edges">',
            *edges,
            *_leak_edges(facts, boxes, open_cards),
            "</g>",
            '<g class="cards">',
            *cards,
            "</g>",
            "</svg>",
        ]
    )


def _boxes(facts: Facts, open_cards: bool) -> tuple[list[Box], float, float]:
    sizes = GEOMETRY
    datasets = facts["datasets"]
    heights = [_height(item, open_cards) for item in datasets]
    layers: dict[int, float] = {}
    for item, height in zip(datasets, heights, strict=True):
        layers[item["layer"]] = layers.get(item["layer"], -sizes["gap_y"]) + height + sizes["gap_y"]
    tallest = max(layers.values(), default=0)
    tops = {layer: sizes["margin"] + (tallest - height) / 2 for layer, height in layers.items()}
    boxes: list[Box] = []
    for item, height in zip(datasets, heights, strict=True):
        left = sizes["margin"] + item["layer"] * (sizes["width"] + sizes["gap_x"])
        boxes.append((left, tops[item["layer"]], height))
        tops[item["layer"]] += height + sizes["gap_y"]
    count = len(layers)
    width = 2 * sizes["margin"] + count * sizes["width"] + max(count - 1, 0) * sizes["gap_x"]
    return boxes, width, tallest + 2 * sizes["margin"]


def _height(item: Facts, open_card: bool) -> float:
    rows = item["count"] * GEOMETRY["row"] + GEOMETRY["foot"] if open_card and item["count"] else 0
    return GEOMETRY["head"] + rows


def _card(facts: Facts, index: int, box: Box, open_card: bool, leaking: frozenset[str]) -> str:
    item = facts["datasets"][index]
    left, top, height = box
    sizes = GEOMETRY
    columns = f"{item['count']} column{'' if item['count'] == 1 else 's'}"
    said = " · ".join(filter(None, (item["kind"], item["more"], columns)))
    marks = item["kind"] + _leaks(f"d{index}", leaking)
    lines = [
        f'<g class="card {marks}" id="d{index}" transform="translate({_n(left)} {_n(top)})">',
        f"<title>{escape(item['name'])}</title>",
        f'<rect class="box" width="{sizes["width"]}" height="{_n(height)}" rx="10"/>',
        f'<rect class="mark" x="14" y="13" width="4" height="{sizes["head"] - 26}" rx="2"/>',
        f'<text class="name" x="28" y="21">{escape(fit(item["name"], (sizes["width"] - 44) / 7.6))}</text>',
        f'<text class="kind" x="28" y="37">{escape(said)}</text>',
    ]
    if open_card:
        lines += [
            _row(
                facts,
                number,
                place,
                (" key" if number in item["key"] else "") + _leaks(f"c{number}", leaking),
            )
            for place, number in enumerate(range(item["first"], item["first"] + item["count"]))
        ]
    return "\n".join([*lines, "</g>"])


def _leaks(name: str, leaking: frozenset[str]) -> str:
    return " leak" if name in leaking else ""


def _row(facts: Facts, number: int, place: int, marks: str) -> str:
    column = facts["columns"][number]
    sizes = GEOMETRY
    top = sizes["head"] + place * sizes["row"]
    kind = fit(column["type"], 16)
    badge = fit(", ".join(column["labels"]), 12) if column["labels"] else ""
    badge_width = len(badge) * 5.8 + 12 if badge else 0
    room = (sizes["width"] - 52 - len(kind) * sizes["small"] - (badge_width + 6 if badge else 0)) / sizes[
        "letter"
    ]
    name = fit(column["name"], room)
    title = f"{column['name']} {column['type']}{'' if column['null'] else ' not null'}"
    pill = ""
    if badge:
        left = 34 + len(name) * sizes["letter"] + 6
        pill = (
            f'<rect class="pill" x="{_n(left)}" y="5" width="{_n(badge_width)}" height="14" rx="7"/>'
            f'<text class="label" x="{_n(left + badge_width / 2)}" y="15.5">{escape(badge)}</text>'
        )
    return (
        f'<g class="col{marks}" id="c{number}" transform="translate(0 {_n(top)})">'
        f"<title>{escape(title)}</title>"
        f'<rect class="hit" x="6" width="{sizes["width"] - 12}" height="{sizes["row"]}" rx="5"/>'
        f'<text class="glyph k-{column["kind"]}" x="21" y="16">{GLYPHS[column["kind"]]}</text>'
        f'<text class="cname" x="34" y="16">{escape(name)}</text>{pill}'
        f'<text class="type" x="{sizes["width"] - 14}" y="16">{escape(kind)}</text></g>'
    )


def _column_edges(facts: Facts, boxes: list[Box]) -> list[str]:
    lines = []
    for number, column in enumerate(facts["columns"]):
        for start, kind in column["from"]:
            way = _curve(_row_point(facts, boxes, start, True), _row_point(facts, boxes, number, False))
            lines.append(f'<path class="edge k-{kind}" data-from="c{start}" data-to="c{number}" d="{way}"/>')
    return lines + [
        _dataset_edge(boxes, start, index, "edge decides")
        for index, item in enumerate(facts["datasets"])
        for start in item["reads"]
        if not _gives(facts, start, index)
    ]


def _dataset_edges(facts: Facts, boxes: list[Box]) -> list[str]:
    return [
        _dataset_edge(boxes, start, index, "edge" if _gives(facts, start, index) else "edge decides")
        for index, item in enumerate(facts["datasets"])
        for start in item["reads"]
    ]


def _dataset_edge(boxes: list[Box], start: int, end: int, kind: str) -> str:
    middle = GEOMETRY["head"] / 2
    way = _curve(
        (boxes[start][0] + GEOMETRY["width"], boxes[start][1] + middle),
        (boxes[end][0], boxes[end][1] + middle),
    )
    return f'<path class="{kind}" data-from="d{start}" data-to="d{end}" d="{way}"/>'


def _leak_edges(facts: Facts, boxes: list[Box], open_cards: bool) -> list[str]:
    """The paths of leaks over the other edges, each step once; dotted where a value only decides."""
    pairs = dict.fromkeys(pair for leak in facts["leaks"] for pair in pairwise(leak["path"]))
    lines = []
    for start, end in pairs:
        way = _curve(
            _point(facts, boxes, start, True, open_cards), _point(facts, boxes, end, False, open_cards)
        )
        kind = "edge leak" if _is_value(facts, start, end) else "edge decides leak"
        lines.append(f'<path class="{kind}" data-from="{start}" data-to="{end}" d="{way}"/>')
    return lines


def _is_value(facts: Facts, start: str, end: str) -> bool:
    return end[0] == "c" and any(
        start == f"c{number}" for number, _ in facts["columns"][int(end[1:])]["from"]
    )


def _point(facts: Facts, boxes: list[Box], name: str, right: bool, open_cards: bool) -> tuple[float, float]:
    number = int(name[1:])
    if name[0] == "c" and open_cards:
        return _row_point(facts, boxes, number, right)
    left, top, _ = boxes[facts["columns"][number]["dataset"] if name[0] == "c" else number]
    return (left + GEOMETRY["width"] if right else left), top + GEOMETRY["head"] / 2


def _gives(facts: Facts, start: int, end: int) -> bool:
    """Whether a value of one dataset flows into the other; if not, it only decides rows."""
    item = facts["datasets"][end]
    columns = facts["columns"][item["first"] : item["first"] + item["count"]]
    return any(
        facts["columns"][number]["dataset"] == start for column in columns for number, _ in column["from"]
    )


def _row_point(facts: Facts, boxes: list[Box], number: int, right: bool) -> tuple[float, float]:
    dataset = facts["columns"][number]["dataset"]
    left, top, _ = boxes[dataset]
    place = number - facts["datasets"][dataset]["first"]
    y = top + GEOMETRY["head"] + (place + 0.5) * GEOMETRY["row"]
    return (left + GEOMETRY["width"] if right else left), y


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    """From left to right; over the cards of layers between, where it would run straight behind them."""
    bend = max(40, abs(end[0] - start[0]) / 2)
    over = round((end[0] - start[0] - GEOMETRY["gap_x"]) / (GEOMETRY["width"] + GEOMETRY["gap_x"]))
    lift = min(240, 70 + 30 * over) if over > 0 and abs(end[1] - start[1]) < GEOMETRY["head"] else 0
    if lift > start[1]:
        lift = -lift
    return (
        f"M{_n(start[0])} {_n(start[1])}C{_n(start[0] + bend)} {_n(start[1] - lift)} "
        f"{_n(end[0] - bend)} {_n(end[1] - lift)} {_n(end[0])} {_n(end[1])}"
    )


def fit(text: str, letters: float) -> str:
    """The text, or its head and an ellipsis."""
    most = max(int(letters), 2)
    return text if len(text) <= most else text[: most - 1] + "…"


def _n(value: float) -> str:
    """A number as short as it can be, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")
