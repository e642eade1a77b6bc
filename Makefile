# One command for each thing a contributor does. Needs Python 3.11 or newer, make and a package registry.

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
UV_VERSION := 0.13.9
FLIGHTS := examples/flights
PYTEST_ARGS ?= -n 2 --dist loadfile

export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy

.DEFAULT_GOAL := help
.PHONY: help demo docs test lint bench fuzz fuzz-engines conformance fmt lock dev clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "lockgate needs Python 3.11 or newer; say where it is: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

dev: $(UV) ## install everything that a contributor needs into .venv
	$(UV) sync --quiet --frozen --group test --group data

# Adds to what is in .venv, so that a demo in a contributor's clone takes no tool away.
demo: $(UV) ## check, build and test examples/flights on real data, and draw its lineage
	$(UV) sync --quiet --frozen --inexact --group data
	$(BIN)/python $(FLIGHTS)/fetch_data.py
	$(BIN)/lockgate check $(FLIGHTS)
	$(BIN)/lockgate run $(FLIGHTS)
	$(BIN)/lockgate test $(FLIGHTS)
	@mkdir -p $(FLIGHTS)/out
	$(BIN)/lockgate lineage mart.carrier_month $(FLIGHTS) --format html > $(FLIGHTS)/out/lineage.html
	@echo "lineage page: $(FLIGHTS)/out/lineage.html"

lint: dev ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/mypy --strict

test: lint ## lint, then all tests
	$(BIN)/pytest $(PYTEST_ARGS)

bench: dev ## speed: the compiler, and its SQL against the reference
	$(BIN)/python -m tests.bench

fuzz: dev ## 200,000 hostile inputs
	$(BIN)/python -m tests.fuzz

fuzz-engines: dev ## 5,000 generated pipelines: DuckDB and PostgreSQL (300 on Spark) against the interpreter
	$(BIN)/python -m tests.engine_fuzz

conformance: dev ## every function on every engine; writes docs/portability.md
	$(BIN)/python -m tests.conformance

docs: ## write the pages that are made from the code
	rm -f docs/diagnostics/*.md
	$(BIN)/lockgate explain --out docs/diagnostics
	$(BIN)/python -m lockgate.ir.functions.document > docs/functions.md
	$(BIN)/python -m lockgate.passes.document > docs/passes.md

fmt: dev ## one layout for the code
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

lock: $(UV) ## bring uv.lock up to date with pyproject.toml
	$(UV) lock

clean: ## remove what was built, but neither .venv nor fetched data
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find lockgate tests examples -name __pycache__ -type d -prune -exec rm -rf {} +
