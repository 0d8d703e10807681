# Two commands do everything: `make site` and `make test`.

PYTHON ?= python3
VENV := .venv
READY := $(VENV)/ready
BIN := $(VENV)/bin
IDENTITY := $(VENV)/demo-identity
PYTEST_FLAGS ?= -n 2 --dist worksteal

.PHONY: site test lint quick bench slow serve practice example lock clean

## Install, check, score, build and verify the example office's site
site: export KAOHE_IDENTITY := $(IDENTITY)
site: $(READY) $(IDENTITY)
	$(BIN)/kaohe check
	$(BIN)/kaohe score 2025
	$(BIN)/kaohe build
	$(BIN)/kaohe verify site --internal --root "$$(cat records/root)"
	@echo "→ $(CURDIR)/site/index.html" | sed "s|$(CURDIR)/||"

## Everything that must hold
test: $(READY) lint
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

## The tests that take no more than a moment
quick: $(READY)
	$(BIN)/python -m pytest $(PYTEST_FLAGS) -m "not slow and not peers"

## Long campaigns, for a person who has time: many more seeded mutations and random cases
slow: $(READY)
	KAOHE_LONG=1 $(BIN)/python -m pytest $(PYTEST_FLAGS) tests/audit tests/site tests/scoring tests/intake tests/leakgate \
		tests/disclosure tests/faults tests/integration

## Measurements as ratios, side by side in one run
bench: $(READY)
	$(BIN)/python -m tests.bench.run

## Preview on this machine; rebuilds on change
serve: export KAOHE_IDENTITY := $(IDENTITY)
serve: $(READY) $(IDENTITY)
	$(BIN)/kaohe serve

## A copy of the example in which the decision is still to be drafted, signed and published
practice: $(READY)
	rm -rf practice
	$(BIN)/python -m tests.example.regenerate --out practice --until report

## Make the example's ledger again from its YAML records
example: $(READY)
	$(BIN)/python -m tests.example.regenerate

## Resolve the dependencies anew: hashes, no addresses
lock: $(READY)
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --universal \
		--python-version 3.11 --extra dev pyproject.toml -o requirements.lock

## What opens the example's sealed records: made from a public label, like all its keys
$(IDENTITY): | $(READY)
	$(BIN)/kaohe -q keys demo demo-office --out $(IDENTITY)

clean:
	rm -rf $(VENV) site practice scratch .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $(READY)
