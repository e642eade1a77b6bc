"""The example plugin, installed as anyone would install it, and used through every face of lockgate."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.plugin.support import ROOT, answer, install, lockgate, python

SPEC = """source shop.orders {
  description 'One row an order | placed'
  read csv 'orders.csv' (header = true)
  columns (
    order_id  bigint  not null description 'What `orders` calls it',
    amount    decimal(12, 2)
  )
}

model mart.orders {
  from shop.orders
}

model stage.orders {
  from shop.orders
}

model mart.owned {
  owner 'finance-data'
  from shop.orders
}
"""
PAGE = """# project

## shop.orders

One row an order \\| placed

| column | type | may be NULL | |
| --- | --- | --- | --- |
| order\\_id | bigint | no | What \\`orders\\` calls it |
| amount | decimal(12, 2) | yes |  |

## mart.orders

| column | type | may be NULL | |
| --- | --- | --- | --- |
| order\\_id | bigint | no |  |
| amount | decimal(12, 2) | yes |  |
"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example plugin installed in it."""
    into = tmp_path_factory.mktemp("packages")
    # A copy, because a build may leave files behind.
    source = shutil.copytree(ROOT / "examples" / "plugin", tmp_path_factory.mktemp("source") / "plugin")
    install(source, into)
    return into


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "shop.gate"
    path.write_text(SPEC, encoding="utf-8")
    return path


def test_the_pass_and_the_target_are_listed(packages: Path) -> None:
    passes = {item["name"]: item for item in answer("passes", packages=packages)["passes"]}
    assert passes["require-owner"]["kind"] == "check"
    assert passes["require-owner"]["origin"] == "lockgate-example-plugin"
    assert passes["require-owner"]["options"] == [{"name": "layer", "type": "str", "default": "mart"}]
    targets = [item["name"] for item in answer("targets", packages=packages)["targets"]]
    assert targets == ["data-dictionary", "sql"] or {"data-dictionary", "sql"} < set(targets)


def test_the_check_reports_by_itself(packages: Path, spec: Path) -> None:
    found = answer("check", spec, packages=packages)
    assert found["ok"] is True
    ours = [item for item in found["diagnostics"] if item["name"] == "missing-owner"]
    assert [(item["code"], item["severity"], item["message"]) for item in ours] == [
        ("EX0001", "warning", "`mart.orders` has no owner")
    ]
    assert ours[0]["span"]["start"]["line"] == 10


def test_the_check_is_rendered_as_any_other(packages: Path, spec: Path) -> None:
    done = lockgate("check", spec, packages=packages)
    assert done.returncode == 0
    assert "`mart.orders` has no owner" in done.stdout + done.stderr
    assert "say who answers for it" in done.stdout + done.stderr


def test_the_pass_runs_with_options_in_a_pipeline(packages: Path, spec: Path) -> None:
    found = answer("ir", spec, "--passes", "require-owner{layer=stage},fold-constants", packages=packages)
    assert found["pipeline"] == "require-owner{layer=stage},fold-constants"
    assert [(item["name"], item["changed"]) for item in found["passes"]] == [
        ("require-owner", False),
        ("fold-constants", False),
    ]


def test_the_target_writes_its_file(packages: Path, spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = lockgate("compile", spec, "--target", "data-dictionary", "--out", out, packages=packages)
    assert done.returncode == 0, done.stderr
    page = (out / "data-dictionary.md").read_text(encoding="utf-8")
    assert page.partition("\n\n## mart.owned")[0] + "\n" == PAGE


def test_the_target_from_python(packages: Path, spec: Path) -> None:
    code = "import lockgate, sys; print(lockgate.compile(sys.argv[1], target='data-dictionary')['data-dictionary.md'])"
    done = python("-c", code, spec, packages=packages)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(PAGE)


def test_without_the_plugin_there_is_neither(tmp_path: Path, spec: Path) -> None:
    done = lockgate("compile", spec, "--target", "data-dictionary", packages=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert [item["name"] for item in answer("check", spec, packages=tmp_path)["diagnostics"]] == []


def test_no_plugin_costs_no_metadata(tmp_path: Path, spec: Path) -> None:
    code = (
        "import sys; from lockgate.cli.main import main; assert main(['check', sys.argv[1]]) == 0; "
        "sys.exit('importlib.metadata' in sys.modules)"
    )
    done = python("-c", code, spec, packages=tmp_path)
    assert done.returncode == 0, done.stderr
