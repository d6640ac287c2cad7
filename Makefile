# Everything that is done to this project, one word each: `make` alone lists the words.
# Targets never write to or delete from data/raw/.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test soak lint format publish lab setup lock clean

BIN := .venv/bin

# The first Python on this machine that is new enough. Choose another with `make run PYTHON=...`.
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	"$$python" -c '$(IS_NEW_ENOUGH)' >/dev/null 2>&1 \
	&& exec "$$python" -c 'import sys; print(sys.executable)'; done)

# uv does the same as pip, faster; it is used where it is there and works.
UV ?= $(shell uv --version >/dev/null 2>&1 && echo uv)

help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup  ## build the database from data/raw/, run the notebooks, write reports/ and its site
	@echo "Reading the plans in data/raw/ ..."
	@$(BIN)/plananalysis run $(ARGS)

test: setup .venv/.older  ## run every test, and the notebooks against their committed results
	@echo "Testing ..."
	@$(BIN)/python -m pytest -n 2 --dist loadfile --junitxml=reports/tests.xml tests --nbval notebooks
	@echo "Every test passed. Results, test by test: reports/tests.xml."

soak: setup  ## kill builds at fifty random moments (minutes; `make test` kills at six)
	@PLANANALYSIS_KILLS=50 $(BIN)/python -m pytest tests/test_faults.py

lint: setup  ## check style and types
	@echo "Checking style ..."
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "Checking types ..."
	@$(BIN)/mypy

format: setup  ## put code and notebooks in the project's style
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

publish: setup  ## write anew what the documents and notebooks quote from the plans in data/raw/
	@$(BIN)/python -m plananalysis.publishing.documents

lab: setup  ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab notebooks

setup: .venv/.project  ## make .venv with the pinned packages (the others do this by themselves)

# Bytecode is compiled now, once, and not by each notebook's kernel as it starts.
.venv/.pins: requirements.lock.txt
	@test -n "$(PYTHON)" || { \
		echo "plananalysis needs Python 3.11 or newer, and none was found." >&2; \
		echo "Install it, or name it: make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c '$(IS_NEW_ENOUGH)' || { \
		echo "$(PYTHON) is older than Python 3.11, or is not Python." >&2; exit 1; }
	@rm -rf .venv
ifneq ($(UV),)
	@echo "Installing the pinned packages into .venv with uv (some seconds) ..."
	@"$(UV)" venv --quiet --python "$(PYTHON)" .venv
	@"$(UV)" pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode $<
else
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments: its venv module is not installed." >&2; \
		echo "On Debian and Ubuntu: sudo apt install python3-venv. Or install uv." >&2; exit 1; }
	@echo "Installing the pinned packages into .venv with pip (about a minute) ..."
	@"$(PYTHON)" -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--compile --requirement $<
endif
	@touch $@

# Installed as a link to src/, by the pinned build tool: nothing is fetched here.
.venv/.project: .venv/.pins pyproject.toml
ifneq ($(UV),)
	@"$(UV)" pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --offline --editable .
else
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		--no-index --editable .
endif
	@touch $@
	@echo "Installed."

# A DuckDB that is older than ours, with which a test opens the database as R and DBeaver would.
.venv/.older: .venv/.pins tests/older-client.lock.txt
ifneq ($(UV),)
	@"$(UV)" pip install --quiet --python $(BIN)/python --no-deps --require-hashes \
		--target .venv/older --requirement tests/older-client.lock.txt
else
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--target .venv/older --upgrade --requirement tests/older-client.lock.txt
endif
	@touch $@

lock:  ## choose the newest packages and pin them (needs uv; then mend environment.yml)
	uv pip compile --universal --fork-strategy fewest --generate-hashes --no-header --upgrade --quiet \
		pyproject.toml --extra dev --output-file requirements.lock.txt
	@echo "requirements.lock.txt is written. Run make test: it names what environment.yml must follow."

clean:  ## remove what was made: .venv, the database, reports, caches (never data/raw/)
	@rm -rf .venv reports dist build site .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find data/curated -mindepth 1 ! -name DICTIONARY.md -delete 2>/dev/null || true
	@find src tests notebooks benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	@echo "Clean. The plans in data/raw/ are untouched."
