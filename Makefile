# Two commands matter: `make run` answers, `make test` proves. `make help` lists the rest.
# Another Python: make PYTHON=python3.12 VENV=.venv-3.12 test

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# run: the region (a bundled name or a folder) and further options of `hubs optimize`
REGION ?= khabarovsk
ARGS ?=
# test: further options of pytest, for example PYTEST_ARGS="tests/region -x"
PYTEST_ARGS ?=
# lock: UPGRADE=--upgrade takes newer versions, without it only what pyproject.toml asks for changes
UPGRADE ?=
# bench: options of bench.prove, for example BENCH="--cases base\ 500 --peers patterns HiGHS"
BENCH ?= --quick

PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCK := $(abspath .venv-lock)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --quiet $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: run test cover lint wheel bench lock clean help

run: $(VENV)/.run ## set up, then place the hubs (REGION=khabarovsk, ARGS="--budget 300")
# Exit code 4 is a good plan too: the time limit came before the gap asked for.
	$(BIN)/hubs optimize $(REGION) $(ARGS) || test $$? -eq 4

test: $(VENV)/.dev ## set up for development, then all tests (PYTEST_ARGS=...)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

cover: $(VENV)/.dev ## all tests with coverage, which takes half as long again
	$(BIN)/python -m pytest --cov $(PYTEST_ARGS)

lint: $(VENV)/.dev ## style and types: ruff check, ruff format, mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict optimizer

wheel: $(VENV)/.dev ## build sdist and wheel, install the wheel alone, run it far from the checkout
	rm -rf dist .venv-wheel
	$(BIN)/python -m build --no-isolation
	$(BIN)/python -m venv .venv-wheel
	.venv-wheel/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	.venv-wheel/bin/python -m pip install --quiet --no-deps dist/*.whl
	hubs="$$PWD/.venv-wheel/bin/hubs" && away="$$(mktemp -d)" && cd "$$away" \
		&& { "$$hubs" optimize khabarovsk --time-limit 10 --out out || test $$? -eq 4; } \
		&& test -s out/plan.json && test -s out/map.html && ls out/*.csv && rm -rf "$$away"

bench: $(VENV)/.dev ## beside named peers (BENCH="--quick"; INSTANCES=DIR adds the location problems); writes bench/out
	$(BIN)/python -m bench.prove $(BENCH)
ifdef INSTANCES
	$(BIN)/python -m bench.locate_median --instances $(INSTANCES) --quick
	$(BIN)/python -m bench.locate_cover --instances $(INSTANCES) --quick
	$(BIN)/python -m bench.locate_capacitated --instances $(INSTANCES) --quick --sets cap,delmaire
endif

lock: ## write both lock files anew from pyproject.toml (UPGRADE=--upgrade for newer versions)
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --upgrade uv
	$(LOCK) --group build --output-file requirements.lock
	$(LOCK) --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean: ## remove environments, builds, caches and what runs wrote
	rm -rf .venv .venv-* build dist *.egg-info maps/out .coverage .coverage.* htmlcov
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "Python's venv is missing (Debian: apt install python3-venv)" >&2; exit 1; }

# The stamps make the second call quick. The dev lock contains the whole of the other one.
$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.run
