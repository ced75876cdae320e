# make run    the service in developer mode, on http://127.0.0.1:8000
# make test   every test but those of the next three
# make fixes  over 300 single faults put into flows, each found and each fix typed; 200 flows that are right
# make browser  the tests in a real browser: every page, at every size, by keyboard, without JavaScript
# make faults faults on purpose: kills, failing calls, malformed requests, 300 simulations
# make screenshots  every page, refusal and error as a picture, in each language, on phone and desktop, light and dark,
#             and at 320 px with text at 200 %: var/screenshots/index.html shows them side by side
# make pictures     the README's pictures again, in docs/images
# make check  style, types and the order of the layers
# make bench  what a step, a page and a procedure cost, in one table (docs/bench.md); ONLY="page step" some of it
#
# Needs Python 3.11 or newer (with venv), git and make; all else comes into .venv. A second run installs nothing.

PORT    ?= 8000
WORKERS ?= auto
TESTS   ?= tests
FIXES   := tests/language/faults tests/language/test_fixes.py tests/language/test_fixes_of_keys.py tests/language/test_right_flows.py
APART   := --ignore=tests/faults --ignore=tests/browser $(addprefix --ignore=,$(FIXES))

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install --constraint constraints.txt

# The first of these that runs, is new enough and can make a venv; PYTHON=… names one.
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3.14 python3 python)
ENOUGH  := import sys, venv, ensurepip; raise SystemExit(sys.version_info < (3, 11))

.PHONY: run test fixes browser faults check bench screenshots pictures wheel clean

run: .venv/run.stamp
	@exec $(BIN)/parcours serve --dev --port $(PORT)

test: .venv/test.stamp
	@$(BIN)/python -m tests.support.nginx
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS) $(if $(filter tests,$(TESTS)),$(APART))

fixes: .venv/test.stamp
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(FIXES)

browser: .venv/test.stamp
	@$(BIN)/python -m tests.support.chromium
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/browser

faults: .venv/test.stamp
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/faults

screenshots: .venv/test.stamp
	@$(BIN)/python -m tests.support.chromium
	$(BIN)/python -m tests.browser.screenshots

pictures: .venv/test.stamp
	@$(BIN)/python -m tests.support.chromium
	$(BIN)/python -m tests.browser.pictures

check: .venv/check.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/bench.stamp
	@$(BIN)/python -m bench $(addprefix --only ,$(ONLY))

wheel: .venv/run.stamp
	$(BIN)/python -m pip --quiet --disable-pip-version-check wheel --no-deps --wheel-dir dist .

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@for python in $(PYTHONS); do \
	  if $$python -c '$(ENOUGH)' >/dev/null 2>&1; then exec $$python -m venv .venv; fi; \
	done; \
	echo "Python 3.11 or newer, with venv, is needed. Found:" >&2; \
	for python in $(PYTHONS); do \
	  version=$$($$python --version 2>&1) && echo "  $$python: $$version" >&2; \
	done; \
	echo "On Debian and Ubuntu: sudo apt-get install python3 python3-venv" >&2; \
	echo "Another one is named so: make PYTHON=/path/to/python3 run" >&2; \
	exit 1

.venv/run.stamp: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing into .venv (once)…"
	@$(PIP) --editable .
	@touch $@

.venv/test.stamp: .venv/run.stamp
	@$(PIP) --editable '.[test]'
	@touch $@

.venv/check.stamp: .venv/run.stamp
	@$(PIP) --editable '.[check]'
	@touch $@

.venv/bench.stamp: .venv/run.stamp
	@$(PIP) --editable '.[bench]'
	@touch $@
