# `make demo` and `make test` are the two commands to know. Each sets up what it needs first,
# on a machine with only Python 3.11 or newer (with venv), make and git; a second run of that costs nothing.

PYTHON ?= python3
UV_RANGE := uv>=0.13,<0.14
UV := .tools/bin/uv

# Use the Python that is here: fetching another one would be slower and is not ours to decide.
export UV_PYTHON_DOWNLOADS ?= never

CATALOGUES := $(wildcard src/countersign/site/locale/*/LC_MESSAGES/*.po)
BUILD_INPUTS := pyproject.toml uv.lock build_assets.py scripts/catalogue.py package.json package-lock.json $(CATALOGUES)
USER_READY := .venv/.ready-to-use
DEVELOPER_READY := .venv/.ready-to-develop
BUILT := src/countersign/site/static/uswds/VERSION $(CATALOGUES:.po=.mo)

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-fresh test test-long test-live shots messages lint format clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DEVELOPER_READY) ## install everything for development into .venv

demo: $(USER_READY) ## serve the demonstration department on this machine
	@.venv/bin/countersign demo

demo-fresh: $(USER_READY) ## the same, from the beginning
	@.venv/bin/countersign demo --fresh

test: $(DEVELOPER_READY) ## every check, on SQLite and PostgreSQL
	@.venv/bin/python scripts/test.py

test-long: $(DEVELOPER_READY) ## the same at full counts, then every measurement in bench/
	@.venv/bin/python scripts/test.py --long

test-live: $(DEVELOPER_READY) ## the connectors against real servers on this machine (npm, a compiler, 1 GB, minutes the first time)
	@.venv/bin/python scripts/live.py

shots: $(DEVELOPER_READY) ## photograph every page into shots/
	@.venv/bin/python scripts/shots.py

messages: $(DEVELOPER_READY) ## collect what the pages say for translation, and say what is missing (needs gettext)
	@.venv/bin/python scripts/messages.py

lint: $(DEVELOPER_READY) ## only the checks that read the code
	@.venv/bin/python scripts/test.py --static

format: $(DEVELOPER_READY) ## rewrite code and templates in the house format
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .
	@if find src -name '*.html' | grep -q .; then .venv/bin/djlint src --reformat --quiet || true; fi

clean: ## remove everything that these targets made, but no data
	rm -rf .tools .venv build dist shots src/countersign/site/static/uswds
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -f $(CATALOGUES:.po=.mo)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@echo "Setting up in this folder; this happens once."
	@$(PYTHON) -m venv .tools \
	  || { echo "Python's venv module is needed (on Debian and Ubuntu: the package python3-venv)"; exit 1; }
	@.tools/bin/python -m pip install --quiet '$(UV_RANGE)'

.venv: | $(UV)
	@$(UV) venv --quiet --python .tools/bin/python .venv

# Assets and compiled translations are built with the package. Where uv remembers a build of this folder and what it
# built was deleted since, it would not build again by itself.
define install
@$(UV) sync --locked --inexact --quiet $(1)
@ls $(BUILT) >/dev/null 2>&1 || $(UV) sync --locked --inexact --quiet $(1) --refresh-package countersign --reinstall-package countersign
endef

$(USER_READY): $(BUILD_INPUTS) | .venv
	$(call install,--no-dev)
	@touch $@

$(DEVELOPER_READY): $(BUILD_INPUTS) | .venv
	$(call install,)
	@touch $@ $(USER_READY)
