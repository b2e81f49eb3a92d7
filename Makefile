# The front door. Every recipe works from a fresh clone; nothing is installed outside this folder.
export UV_PYTHON_DOWNLOADS ?= never
UV := $(shell command -v uv || echo .tools/uv/bin/uv)
RUN := $(UV) run --frozen --quiet

.PHONY: install lint types test
install: $(filter .tools/%,$(UV))
	@$(UV) sync --frozen --quiet

.tools/uv/bin/uv:
	@python3 -m venv .tools/uv && .tools/uv/bin/pip install --quiet --disable-pip-version-check uv

lint: install
	$(RUN) ruff format --check . && $(RUN) ruff check .

types: install
	$(RUN) mypy

test: install
	$(RUN) pytest
