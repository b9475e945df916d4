# Every target sets up .venv by itself; nothing here needs root, node or a board.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONSAFEPATH = 1

.PHONY: demo test bench lint docs clean

demo: .venv/ready
	@$(BIN)/wattkey demo

test: .venv/ready
	@$(BIN)/pytest -q -n 2

bench: .venv/ready
	@$(BIN)/wattkey bench

lint: .venv/ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

clean:
	rm -rf .venv

.venv/ready: pyproject.toml requirements-sim.txt
	@echo "Setting up .venv (once)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --requirement requirements-sim.txt
	@touch $@
