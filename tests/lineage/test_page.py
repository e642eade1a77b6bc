"""The page: valid, self-contained, closed to injection, and every reference in it leads somewhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from lockgate.ir.program import Program
from lockgate.lineage import render
from tests.lineage.support import EVIL, hostile, many, shop

VOID = frozenset(("meta", "link", "br", "input", "img", "hr"))
# A page needs these and no others: what is not here came from a spec.
ATTRIBUTES = """
    aria-controls aria-expanded aria-label aria-live aria-pressed autocomplete charset class colspan content d
    data-from data-to height hidden href http-equiv id lang name placeholder rel role rx scope spellcheck tabindex
    title transform type viewbox width x y
"""
PROGRAMS: dict[str, Callable[[], Program]] = {"shop": shop, "hostile": hostile, "many": lambda: many(120)}


class Page(HTMLParser):
    """Reads a page, failing on a tag that is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": [], "title": []}
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)
        if tag in self.raw:
            self.raw[tag].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in self.raw:
            self.raw[self.open[-1]][-1] += data
        else:
            self.words.append(data)

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.tags if name in attributes]

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.raw["script"][0])
        return found


@pytest.fixture(params=sorted(PROGRAMS))
def page(request: pytest.FixtureRequest) -> Page:
    return Page(render(PROGRAMS[request.param](), None, "html"))


def test_only_expected_elements_and_attributes(page: Page) -> None:
    assert {name for _, attributes in page.tags for name in attributes} <= set(ATTRIBUTES.split())
    assert [tag for tag, _ in page.tags].count("script") == 2
    assert {tag for tag, _ in page.tags}.isdisjoint(
        {"img", "iframe", "object", "base", "form", "foreignobject", "a"}
    )


def test_nothing_is_loaded_from_elsewhere(page: Page) -> None:
    assert page.values("href") == ["data:,"]
    assert page.values("src") == []
    assert "url(" not in page.raw["style"][0]
    assert "@import" not in page.raw["style"][0]
    assert not re.search(
        r"https?:|fetch\(|XMLHttp|import\(|innerHTML|eval\(|document\.write", page.raw["script"][1]
    )


def test_the_policy_allows_this_style_and_script_only(page: Page) -> None:
    policy = next(
        found["content"] for _, found in page.tags if found.get("http-equiv") == "Content-Security-Policy"
    )
    assert "unsafe" not in policy
    for kind, text in (("style-src", page.raw["style"][0]), ("script-src", page.raw["script"][1])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}';" in policy


def test_ids_are_unique_and_every_edge_leads_to_one(page: Page) -> None:
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    ends = page.values("data-from") + page.values("data-to")
    assert ends
    assert set(ends) <= set(ids)


def test_what_the_script_reads_refers_to_what_is_there(page: Page) -> None:
    facts = page.facts
    columns, datasets = range(len(facts["columns"])), range(len(facts["datasets"]))
    for column in facts["columns"]:
        assert column["dataset"] in datasets
        assert all(number in columns for number, _ in column["from"])
        assert all(number in columns for _, _, numbers in column["decided"] for number in numbers)
    for item in facts["datasets"]:
        assert all(index in datasets for index in item["reads"])
        assert all(facts["datasets"][index]["layer"] < item["layer"] for index in item["reads"])
        assert all(number in columns for _, _, numbers in item["rows"] for number in numbers)
    assert all(number in columns for check in facts["checks"] for number in check["reads"])
    assert all(index in datasets for job in facts["jobs"] for index in job["after"])


def test_texts_of_a_spec_stay_texts() -> None:
    text = render(hostile(), None, "html")
    found = Page(text)
    assert "alert(1)</script>" not in text
    assert re.search(r"[\x00-\x09\x0b-\x1f\u202e\u2028]", text) is None
    said = "".join(found.words)
    assert EVIL[0] in said  # shown, and as a text
    assert any(item["about"] == EVIL[0] for item in found.facts["datasets"])


def test_the_picture_and_table_stand_without_a_script() -> None:
    found = Page(render(shop(), None, "html"))
    columns = {f"c{index}" for index in range(len(found.facts["columns"]))}
    assert columns <= set(found.values("id"))
    said = "".join(found.words)
    assert "total / orders" in said.replace("\n", " ")
    assert "pii.email" in said
    # The anti join gives no value, and is seen all the same.
    assert "edge decides" in found.values("class")


def test_a_large_project_starts_closed() -> None:
    found = Page(render(many(120), None, "html"))
    assert found.facts["big"] is True
    assert len(found.facts["datasets"]) == 121
    assert "c0" not in found.values("id")


def test_a_target_is_chosen_and_brings_its_surroundings_only() -> None:
    facts = Page(render(shop(), "stage.orders.contact", "html")).facts
    chosen = facts["columns"][int(facts["target"][1:])]
    assert (facts["target"][0], chosen["name"]) == ("c", "contact")
    facts = Page(render(shop(), "shop.staff", "html")).facts
    names = [item["name"] for item in facts["datasets"]]
    assert "shop.orders" not in names
    assert set(names) == {"shop.staff", "stage.orders", "mart.totals"}
    assert facts["datasets"][int(facts["target"][1:])]["name"] == "shop.staff"


def test_an_empty_project_has_a_page() -> None:
    assert Page(render(Program("empty"), None, "html")).facts["datasets"] == []
