# Everything a checkout needs: `make demo` to see it work, `make test` before every commit.
# Works with GNU make 4.3 or newer, git, and any Python from 3.11 on; nothing else is taken from the machine.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The first interpreter that runs and is new enough (a name on the path may be an empty shim).
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
CORES ?= $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
SOURCES := optimizer formulations tests

.PHONY: help demo venv test coverage lint test-long mutate bench lock format clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

demo: $(VENV)/project.stamp ## install what running needs, solve the Cambridge case, print where its report is
	$(BIN)/consolidate solve examples/cambridge_3c -o runs/demo --overwrite

venv: $(VENV)/dev.stamp ## install everything that developing needs into .venv

# A stamp newer than its file means that nothing has to be installed again. The development list holds the run-time
# list at the same versions, so one virtual environment serves both.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer, with its venv module, was not found: install it or set PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements.txt
	@touch $@

$(VENV)/project.stamp: pyproject.toml $(VENV)/run.stamp
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/project.stamp
	$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

test: lint ## lint, types and every test that is not marked `long`
	$(BIN)/python -m pytest -n $(CORES) -m "not long"

coverage: $(VENV)/dev.stamp ## the same tests, which lines they run (a third slower)
	$(BIN)/python -m pytest -n $(CORES) -m "not long" --cov --cov-report=term

lint: $(VENV)/dev.stamp ## lint, format, spelling and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/mypy --strict optimizer formulations

test-long: $(VENV)/dev.stamp ## the tests marked `long`
	$(BIN)/python -m pytest -n $(CORES) -m long

# What was tried before and has not changed is not tried again; `rm -r mutants` starts afresh. To look at one
# mutant: `.venv/bin/mutmut show NAME`.
MUTANTS ?=

mutate: $(VENV)/dev.stamp ## put small faults into the referee, ledger and number reader; list those no test sees
	$(BIN)/mutmut run --max-children $(CORES) $(MUTANTS)
	$(BIN)/mutmut results | { grep -v ': caught by type check$$' || true; }

bench: $(VENV)/dev.stamp ## measure build, solve, memory and the published instances
	$(BIN)/python -m tests.bench

format: $(VENV)/dev.stamp ## sort imports, apply safe fixes, format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

# One resolution for Python 3.11 to 3.14 on Linux, macOS and Windows. Versions already locked are kept; to renew
# them: `make lock LOCK_OPTIONS=--upgrade`. No index address and no path of the machine goes into the files.
LOCK_OPTIONS ?=
COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --annotation-style line --custom-compile-command "make lock" $(LOCK_OPTIONS)

lock: | $(BIN)/python ## work out the hash-locked requirements files again
	@test -x $(BIN)/uv || $(INSTALL) "$$(sed -nE 's/^(uv==[0-9.]+).*/\1/p' requirements-dev.txt)"
	$(COMPILE) --extra second-opinion --group build -o requirements.txt
	$(COMPILE) --extra second-opinion --extra cluster --extra sensitivity --group build --group dev -c requirements.txt -o requirements-dev.txt
	@! grep -nE '(https?|file)://' requirements*.txt

clean: ## remove everything that can be made again (runs/ is kept)
	rm -rf $(VENV) dist build htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +
