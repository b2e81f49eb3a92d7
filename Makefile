# The front door. Every recipe works from a fresh clone; nothing is installed outside this folder
# but Chromium for the browser tests, where it is missing and apt can bring it.
export UV_PYTHON_DOWNLOADS ?= never
UV := $(shell command -v uv || echo .tools/uv/bin/uv)
PYTHON := .venv/bin/python
# workers take tests from each other, so that none is left with the long ones
PYTEST := $(PYTHON) -m pytest -q -n auto --dist worksteal

# Python's development mode, without the checks of memory that take a third of the time
STRICT := PYTHONDEVMODE=1 PYTHONMALLOC=default

BUNDLE := src/dj_google_calendar/static/dj_google_calendar/bundle/page.js

.PHONY: demo js install lint types test coverage test-fast browser simulate killer docs bench
.DEFAULT_GOAL := demo

demo: $(filter .tools/%,$(UV)) js ## a running site with demo accounts
	@$(UV) sync --frozen --quiet --inexact --no-default-groups --group example
	@exec $(PYTHON) example/demo.py

js: $(BUNDLE) ## the bundle of the calendar page

$(BUNDLE): $(wildcard frontend/src/*) frontend/build.mjs frontend/package-lock.json
	@sh frontend/build.sh

install: $(filter .tools/%,$(UV)) ## all tools for work on the code
	@$(UV) sync --frozen --quiet

.tools/uv/bin/uv:
	@python3 -m venv .tools/uv && .tools/uv/bin/pip install --quiet --disable-pip-version-check uv

lint: install ## format, rules, house
	$(PYTHON) -m ruff format --check . && $(PYTHON) -m ruff check .
	.venv/bin/lint-imports --no-logo
	git ls-files '*.html' | xargs .venv/bin/djade --target-version 5.2 --check

types: install
	$(PYTHON) -m mypy

test: lint types js browser ## everything CI runs
	$(STRICT) $(PYTEST) -m "not slow"
	$(PYTEST) -m slow
	$(PYTHON) -m tests.servers.postgresql $(PYTEST) -m "not own_database" tests/engine

coverage: install js browser ## which branches the tests take; it takes as long again
	$(STRICT) $(PYTEST) -m "not slow" --cov --cov-report=term

test-fast: install ## what needs no browser and little time
	$(PYTEST) -m "not browser and not slow"

browser: install
	@sh tests/browser/install.sh

N ?= 2000
simulate: install ## histories of trouble for the engine: make simulate N=100000
	$(PYTHON) -m tests.simulation -n $(N)

KILLS ?= 200
killer: install ## workers killed at random points, on both databases: make killer KILLS=1000
	$(PYTHON) -m tests.killer --kills $(KILLS) --database sqlite
	$(PYTHON) -m tests.killer --kills $(KILLS) --database postgresql
	for each in sqlite postgresql celery; do \
	  $(PYTHON) -m tests.killer --writes --kills $(KILLS) --database $$each || exit 1; done

docs: install ## what is made from code and tests
	$(PYTHON) -m tests.emulator.coverage_page
	$(PYTHON) -m tests.house.operations_page

bench: install ## every figure, beside its goal
	$(PYTHON) benchmarks/run.py
