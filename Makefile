# Needs Python 3.11+ with pip and venv, git and make. Everything is installed into .venv.
PYTHON ?= python3
VENV := .venv
EXTRAS ?= dev
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: run test check torture bench simulate pictures walk clean

run: $(VENV)/run
	@$(BIN)/quizapp $(ARGS)

test: $(VENV)/dev
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/quizapp bank check

torture: $(VENV)/dev
	$(BIN)/python tools/torture.py $(ARGS)

bench: $(VENV)/dev
	$(BIN)/python tools/bench $(ARGS)

simulate: $(VENV)/dev
	$(BIN)/python tools/simulate.py

pictures: $(VENV)/dev
	$(BIN)/python tools/pictures.py
	$(BIN)/python tools/drawings.py

walk: $(VENV)/dev
	$(BIN)/python tools/walk.py make run

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# Pip compiles what it installs, but not what it only points to.
COMPILE := $(BIN)/python -m compileall -q quizapp migrations

$(VENV)/run: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e .
	@$(COMPILE)
	@touch $@

$(VENV)/dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e '.[$(EXTRAS)]'
	@$(COMPILE)
	@touch $@ $(VENV)/run

clean:
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache
