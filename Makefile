# SPDX-License-Identifier: EUPL-1.2
# Every target sets itself up: a virtual environment in .venv with locked, hashed requirements. Nothing else is needed
# but Python 3.11 or later with its venv module (and, for the tests of vectors and API rules, Node).

SHELL := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help demo test lint bench bench-large hammer soak serve smoke clean

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/.run-ready
DEV := $(BIN)/.dev-ready
BENCH := $(BIN)/.bench-ready
DEMO_DIR ?= var/demo
# One order of the tests, so that a red run can be run again; `make soak` and SEED=… take others.
SEED ?= 470786632
PYTEST_ARGS ?= -n 2 --dist loadfile --no-loadscope-reorder --randomly-seed=$(SEED)
SOAK_SECONDS ?= 600
STORM_ARGS ?= --runs 110
FUZZ_SECONDS ?= 60
CLOCK_SECONDS ?= 120

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

demo: $(RUN) ## Run the whole story on the embedded default (PERSONEN=gba-v.csv for other persons)
	KNOOPPUNT_OMGEVING=demo $(BIN)/knooppunt demo --uit $(DEMO_DIR) $(if $(PERSONEN),--personen $(PERSONEN))

test: $(DEV) ## Run all tests, on SQLite and on a real PostgreSQL
	$(BIN)/python -m tests.run $(PYTEST_ARGS)

lint: $(DEV) ## Style, types and import laws
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(BENCH) ## Measure the speed claims beside floor and peers; writes var/bench.json
	$(BIN)/python -m bench

bench-large: $(BENCH) ## The rows that have a larger form, 10^7 lines, each beside floor or peer; writes var/bench-groot.json
	$(BIN)/python -m bench --groot $(BENCH_ARGS)

hammer: $(DEV) ## Kill writers of one log at random, 200 times per database, and verify (HAMMER_ARGS="--runs 20 --seed 1")
	$(BIN)/python -m tests.audit.hammer $(HAMMER_ARGS)

soak: $(DEV) ## Ten minutes of load per log, 220 storms, a minute of fuzzing per parser (SOAK_SECONDS, STORM_ARGS, FUZZ_SECONDS, CLOCK_SECONDS)
	$(BIN)/python -m tests.audit.hammer --soak $(SOAK_SECONDS)
	$(BIN)/python -m tests.chaos $(STORM_ARGS)
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)
	$(BIN)/python -m tests.server.bestaan_klok --seconds $(CLOCK_SECONDS) > /dev/null
	SOAK=1 $(BIN)/python -m pytest -q tests/end_to_end/test_demo.py tests/end_to_end/test_bundel.py tests/end_to_end/test_grote_bijlage.py

serve: $(RUN) ## Serve a demo backbone on http://127.0.0.1:8080
	KNOOPPUNT_OMGEVING=demo $(BIN)/knooppunt serve

clean: ## Remove the environment and everything that was made
	rm -rf .venv var

.venv/pyvenv.cfg:
	$(PYTHON) -m venv .venv

$(RUN): .venv/pyvenv.cfg requirements/run.txt pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

$(DEV): $(RUN) requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(BENCH): $(DEV) requirements/bench.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@
