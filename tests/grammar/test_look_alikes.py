"""Characters that deceive are found wherever they stand, and names that look like others; honest names are not."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lockgate
from lockgate.grammar.characters import LOOKALIKES
from lockgate.grammar.look_alikes import skeleton

MODEL = """\
model mart.orders {{
  description '{text}'
  -- {comment}
  from values (1, '{value}') as v (id, `{name}`)
}}
"""
# Signs of numbers and verses in Arabic, Syriac and Kaithi: of the category of controls, and seen.
SEEN = {0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
HIDDEN = [
    chr(code)
    for code in range(0x110000)
    if unicodedata.category(chr(code)) == "Cf" and code not in SEEN and not 0xE0000 <= code <= 0xE007F
]


def found(text: str) -> list[tuple[str, str]]:
    """Names of what is reported, with the text at each place."""
    result = lockgate.check_text(text, path="a.gate")
    return [(item.name, text[item.span.start : item.span.end]) for item in result.diagnostics]


@pytest.mark.parametrize("place", ["text", "comment", "value", "name"])
@pytest.mark.parametrize(
    "character", ["\u202e", "\u2066", "\u200b", "\u200f", "\u00ad", "\ufeff", "\U000e0041"]
)
def test_a_hidden_character_is_found_where_it_stands(place: str, character: str) -> None:
    parts = {"text": "all", "comment": "all", "value": "a", "name": "status"} | {place: f"a{character}b"}
    assert found(MODEL.format(**parts)) == [("suspicious-character", character)]


@given(st.sampled_from(HIDDEN))
def test_no_control_of_formats_hides(character: str) -> None:
    assert ("suspicious-character", character) in found(f"-- a{character}b\n")


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz_"), min_size=2, max_size=12), st.data())
def test_a_letter_of_another_script_is_found_with_the_name_that_was_meant(
    name: str, data: st.DataObject
) -> None:
    twins = [
        (i, odd) for i, letter in enumerate(name) for odd, plain in LOOKALIKES.items() if plain == letter
    ]
    if not twins or not any(letter.isalpha() for letter in name[1:]):
        return
    place, odd = data.draw(st.sampled_from(twins))
    written = name[:place] + odd + name[place + 1 :]
    if not any(letter.isalpha() and letter.isascii() for letter in written):
        return
    text = f"model m {{ from values (1) as v (`{written}`) }}\n"
    assert ("suspicious-character", f"`{written}`") in found(text)
    assert skeleton(written) == skeleton(name)


@pytest.mark.parametrize(
    "name",
    [
        "Größe",
        "año",
        "Δt",
        "µm",
        "m²",
        "ÄÖÜ",
        "заказы",
        "сор",
        "注文",
        "주문",
        "الطلبات",
        "naïve rate",
        "nº",
        "x→y",
        "日本 2",
    ],
)
def test_an_honest_name_is_none(name: str) -> None:
    assert found(f"model m {{ from values (1) as v (`{name}`) }}\n") == []


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("\u0441op", "cop"),
        ("\u0441\u043e\u0440", "cop"),
        ("\uff43\uff4f\uff50", "cop"),
        ("\U0001d41cop", "cop"),
        ("Gro\u0308ße", "Größe"),
        ("order\u00a0id", "order id"),
    ],
)
def test_a_name_that_looks_like_another_has_a_fix_that_writes_it(name: str, plain: str) -> None:
    text = f"model m {{ from values (1) as v (`{plain}`) }}\nmodel n {{ from values (1) as v (`{name}`) }}\n"
    result = lockgate.check_text(text, path="a.gate")
    (item,) = result.diagnostics
    assert (item.name, text[item.span.start : item.span.end]) == ("suspicious-character", f"`{name}`")
    (edit,) = item.fixes[0].edits
    mended = text[: edit.span.start] + edit.text + text[edit.span.end :]
    assert found(mended) == []


def test_the_other_name_may_stand_in_another_file(tmp_path: Path) -> None:
    root = tmp_path
    (root / "a.gate").write_text("model `сору` { from values (1) as v (x) }\n", encoding="utf-8")
    assert lockgate.check(root).diagnostics == ()
    (root / "b.gate").write_text("model copy { from values (1) as v (x) }\n", encoding="utf-8")
    (item,) = lockgate.check(root).diagnostics
    assert (item.name, item.span.file) == ("suspicious-character", "a.gate")
    assert [other.span.file for other in item.related if other.span] == ["b.gate"]
