# The front door. Every recipe works from a fresh clone; nothing is installed outside this folder
# but Chromium for the browser tests, where it is missing and apt can bring it.
export UV_PYTHON_DOWNLOADS ?= never
UV := $(shell command -v uv || echo .tools/uv/bin/uv)
PYTHON := .venv/bin/python

.PHONY: demo install lint types test test-fast bench
.DEFAULT_GOAL := demo

demo: $(filter .tools/%,$(UV)) ## a running site with demo accounts
	@$(UV) sync --frozen --quiet --inexact --no-default-groups --group example
	@exec $(PYTHON) example/demo.py

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

test: lint types browser ## everything CI runs
	PYTHONDEVMODE=1 $(PYTHON) -m pytest -q -n auto --cov --cov-report=term

test-fast: install ## what needs no browser and little time
	$(PYTHON) -m pytest -q -n auto -m "not browser and not slow"

browser: install
	@sh tests/browser/install.sh

bench: install ## every figure, beside its goal
	$(PYTHON) benchmarks/run.py
