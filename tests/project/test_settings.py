"""`lockgate.toml`: what it says is read, and everything wrong with it is said, with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.project import Config, Environment, Limits, SourceOverride
from lockgate.project.settings import read_config
from lockgate.source import SourceFile

GOOD = """
default_env = "prod"

[project]
name = "shop"
trusted = ["policies/", "./house"]

[env.dev]
database = "dev.duckdb"

[env.prod]
engine = "postgres"
url = "postgresql://me:${PASSWORD}@db.example/shop"

[env.prod.sources."shop.orders"]
read = "table"
location = "raw.orders"

[env.cluster]
engine = "spark"
master = "spark://host:7077"
database = "tables"
options = { "spark.sql.shuffle.partitions" = 8, "spark.ui.enabled" = false }

[env.connect]
engine = "spark"
remote = "sc://host:15002/;token=${TOKEN}"

[runtime]
memory = "2 GiB"
cpu = 600
wall = 900
"""


def problems(text: str) -> list[tuple[str, str]]:
    """What is wrong and the text that is marked."""
    source = SourceFile("lockgate.toml", text)
    _, found = read_config(source)
    assert all(item.name == "invalid-project" for item in found)
    return [(item.message, text[item.span.start : item.span.end]) for item in found]


def test_all_settings_are_read() -> None:
    config, found = read_config(SourceFile("lockgate.toml", GOOD))
    assert found == ()
    assert config == Config(
        name="shop",
        trusted=("house/", "policies/"),
        environments=(
            Environment(
                "cluster",
                engine="spark",
                master="spark://host:7077",
                database="tables",
                options=(("spark.sql.shuffle.partitions", "8"), ("spark.ui.enabled", "false")),
            ),
            Environment("connect", engine="spark", remote="sc://host:15002/;token=${TOKEN}"),
            Environment("dev", database="dev.duckdb"),
            Environment(
                "prod",
                engine="postgres",
                url="postgresql://me:${PASSWORD}@db.example/shop",
                sources=(SourceOverride("shop.orders", "table", "raw.orders"),),
            ),
        ),
        default_env="prod",
        limits=Limits(memory=2048, cpu=600, wall=900),
    )


def test_an_empty_file_gives_the_defaults() -> None:
    assert read_config(SourceFile("lockgate.toml", "")) == (Config(), ())


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("[project]\nnmae = 'x'\n", "no setting `nmae`", "nmae"),
        ("[projects]\nname = 'x'\n", "no setting `projects`", "projects"),
        ("[project]\nname = 3\n", "`name` is a string", "name"),
        ("project = 3\n", "`project` is a table", "project"),
        ("[env]\ndev = 3\n", "`dev` is a table", "dev"),
        ("[env.dev]\nengine = 'duck'\n", "no engine `duck`", "engine"),
        ("default_env = 'x'\n", "no environment `x`", "default_env"),
        ("[env.dev.sources.'a.b']\nread = 'xml'\n", "no format `xml`", "read"),
        ("[env.dev]\nurl = 'x://u:pw@h/d'\n", "plain text", "url"),
        ("[env.dev]\nurl = 'x://h/d?password=pw'\n", "plain text", "url"),
        ("[env.dev.spark]\n'my.password' = 'pw'\n", "plain text", "'my.password'"),
        ("[runtime]\ncpu = -1\n", "whole number", "cpu"),
        ("[runtime]\ncpu = true\n", "whole number", "cpu"),
        ("[runtime]\nmemory = '2 apples'\n", "MiB", "memory"),
        ("[project]\ntrusted = ['../x']\n", "not a folder below", "trusted"),
        ("[project]\ntrusted = 'policies'\n", "list of folders", "trusted"),
        ("[project\n", "not valid TOML", "\n"),
        ("a = [" + "[" * 5000, "not valid TOML", ""),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, message: str, marked: str) -> None:
    found = problems(text)
    assert len(found) == 1, found
    assert message in found[0][0]
    assert found[0][1] == marked


def test_several_mistakes_at_once() -> None:
    assert len(problems("a = 1\n[project]\nb = 2\nname = 3\n[runtime]\nwall = 'x'\n")) == 4


def test_a_wrong_list_of_trusted_folders_never_means_every_folder() -> None:
    config, _ = read_config(SourceFile("lockgate.toml", "[project]\ntrusted = ['/etc']\n"))
    assert not config.trusts("models/a.gate")


def test_a_folder_is_trusted_as_a_folder() -> None:
    config = Config(trusted=("policies/",))
    assert config.trusts("policies/a.gate")
    assert config.trusts("policies/deep/a.gate")
    assert not config.trusts("policies.gate")
    assert not config.trusts("models/policies/a.gate")


LINES = st.sampled_from(
    [
        *GOOD.splitlines(),
        "[[env]]", "env = 3", "[env.dev.sources]", "sources = 3", "spark = [1]", "'' = 1", "name = '\\u0000'",
        "trusted = [1, '']", "memory = 1e400", "d = 1979-05-27", '"a.b"."c d" = {}', "[env.'x y']", "[runtime.cpu]",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=12).map("\n".join) | st.text(max_size=60))
def test_any_text_gives_settings_and_mistakes_inside_the_text(text: str) -> None:
    config, found = read_config(SourceFile("lockgate.toml", text))
    assert isinstance(config, Config)
    assert all(0 <= item.span.start <= item.span.end <= len(text) for item in found)
