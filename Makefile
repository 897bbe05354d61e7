# Needs Python 3.11+ with pip and venv, git and make. Everything is installed into .venv.
PYTHON ?= python3
VENV := .venv
EXTRAS ?= dev
BIN := $(VENV)/bin
RUN := $(BIN)/python
# As many workers as tests/conftest.py says, and it names the files that one worker runs.
WORKERS ?= auto
PYTEST := $(RUN) -m pytest -n $(WORKERS)

.PHONY: run test quick quicktest static check versions torture bench simulate pictures walk clean ready ready-dev

run: ready
	@$(RUN) -m quizapp $(ARGS)

test: ready-dev
	$(PYTEST) $(ARGS)

# What reads the code without running it.
static: ready-dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -c 'from importlinter.cli import lint_imports_command as lint; lint()'

check: static
	$(RUN) tools/import_graph.py
	$(RUN) -m quizapp bank check

# What is worth running after every change: the checks, and the rooms without a screen.
QUICK := $(addprefix tests/,exam study bank store export test_settings.py test_docs.py)
QUICKTEST := $(RUN) -m pytest -n logical -m 'not slow and not terminal' $(QUICK)
quick: static
	$(QUICKTEST) $(ARGS)

quicktest: ready-dev
	$(QUICKTEST) $(ARGS)

# The quick tests on every supported Python that is here; ARGS=--all for all tests.
versions:
	$(PYTHON) tools/versions.py $(ARGS)

torture: ready-dev
	$(RUN) tools/torture.py $(ARGS)

bench: ready-dev
	$(RUN) tools/bench $(ARGS)

simulate: ready-dev
	$(RUN) tools/simulate.py

pictures: ready-dev
	$(RUN) tools/pictures.py
	$(RUN) tools/drawings.py

walk: ready-dev
	$(RUN) tools/walk.py make run

# .venv is checked by its own Python, which is quick; one that does not run, or finds something
# wrong, is repaired from outside. An interpreter asked for by name is the one that is used.
ASKED := $(if $(filter file default undefined,$(origin PYTHON)),,--python "$(PYTHON)")
ENVIRONMENT = tools/environment.py $(VENV) $(ASKED) --extras
ready ready-dev: INCLUDED = $(if $(filter ready-dev,$@),$(EXTRAS))

ready ready-dev:
	@$(RUN) $(ENVIRONMENT) "$(INCLUDED)" --verdict >/dev/null 2>&1 || \
	  $(PYTHON) $(ENVIRONMENT) "$(INCLUDED)"

clean:
	rm -rf $(VENV) $(VENV).before $(VENV)-* dist .mypy_cache .pytest_cache .ruff_cache
