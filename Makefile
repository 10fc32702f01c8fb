# `make` alone prints the verbs. Each sets itself up: Python 3.11 or newer, make and git are enough.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo lab test search check refresh docs pictures bench

help:
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1	\2/' | expand -t 16

setup: $(READY) ## make the environment, .venv, and nothing else
	@echo "Ready. '. .venv/bin/activate' enters it; 'userferry new acme users.csv' begins a migration of your own."

demo: $(READY) ## move the demo's 500 users into the embedded tenant and prove it
	@$(BIN)/userferry run params/demo.yml --again

lab: $(READY) ## open the notebooks in JupyterLab
	$(BIN)/userferry lab

test: $(READY) ## run every test: unit, contract, notebooks, the papermill chain, the browser where there is one
	$(BIN)/pytest -n 2 --dist loadscope
	@home=$$(mktemp -d); trap 'rm -rf "$$home"' EXIT; \
	USERFERRY_HOME="$$home" $(BIN)/pytest --nbval --nbval-current-env --nbval-cell-timeout 240 notebooks

search: $(READY) ## look for what breaks a law: other examples each time, and more where a test sets no number
	USERFERRY_LAWS=search $(BIN)/pytest -n 2 -m hypothesis

check: $(READY) ## lint, format, types, and the floors that imports must respect
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

refresh: $(READY) ## run the notebooks afresh and store their outputs, the same bytes each time
	$(BIN)/python -m userferry.chain.refresh

docs: $(READY) ## build the site into docs/_build, with the screenshots that are there
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build

pictures: $(READY) ## make those screenshots, where there is a browser
	USERFERRY_SCREENSHOTS=$(CURDIR)/docs/_pictures $(BIN)/pytest -q tests/browser/test_lab.py tests/browser/test_mapping.py tests/browser/test_conflicts.py

bench: $(READY) ## measure, as ratios within one run
	$(BIN)/python tests/benchmarks/run.py

$(READY): requirements.txt pyproject.toml
	@echo "Setting up .venv (once; about a minute)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Userferry needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(READY)
