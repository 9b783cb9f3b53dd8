# The portal's commands. `make help` lists them; nothing but make and Python 3.11 or newer is needed.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
RUN := $(VENV)/bin/python
MANAGE := $(RUN) manage.py
UV := $(VENV)/bin/uv
UV_VERSION := 0.13.9
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The first Python that is new enough and can make virtual environments.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo "$$p"; break; }; done)

# uv checks the same hashes in a tenth of the time; where it is missing or cannot reach the index
# (it reads no pip.conf), pip does the work.
define install
	$(UV) pip install -q --python $(RUN) --require-hashes $(1) 2>/dev/null \
	|| $(RUN) -m pip install -q --require-hashes $(1)
endef

.PHONY: help
help:  ## this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

.PHONY: setup
setup: $(VENV)/.runtime  ## make .venv with what the portal needs to run

.PHONY: setup-dev
setup-dev: $(VENV)/.dev  ## the same with what tests and checks need

$(VENV)/.made:
	@[ -n "$(PYTHON)" ] || { echo "No Python 3.11 or newer with venv was found. On Debian: apt-get install python3-venv; or make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(RUN) -m pip install -q uv==$(UV_VERSION) 2>/dev/null || true
	@touch $@

$(VENV)/.runtime: requirements.txt | $(VENV)/.made
	@echo "Installing what the portal needs ..."
	@$(call install,-r requirements.txt)
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing what the tests need ..."
	@$(call install,-r requirements-dev.txt)
	@touch $@

.PHONY: lock
lock: | $(VENV)/.made  ## pin the packages of requirements*.in (make lock ARGS=--upgrade for newer ones)
	@for name in requirements requirements-dev; do \
		cp $$name.txt $$name.pins; \
		$(UV) pip compile -q --no-header --no-strip-extras --python-version 3.11 --generate-hashes $(ARGS) -o $$name.pins $$name.in; \
		{ echo "# Written by 'make lock' from $$name.in: every direct package and why it is here, then all of them pinned."; \
		  echo "#"; grep -E '^[A-Za-z]' $$name.in | sed 's/^/#   /'; echo; cat $$name.pins; \
		} > $$name.new; mv $$name.new $$name.txt; rm $$name.pins; done

# --- The portal ---

ifdef PORT
export PORTAL_BASE_URL := http://localhost:$(PORT)
endif

.PHONY: prepare
prepare: setup
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_programme
	@$(MANAGE) sync_schedule

.PHONY: run
run: prepare  ## the portal with a demo book on http://localhost:8000 (make run PORT=8001 for another)
	@$(MANAGE) seed_demo --if-empty
	@exec $(MANAGE) supervise

# --- Checks ---

.PHONY: test
test: setup-dev  ## all tests (make test ARGS='-k stages' for some of them)
	@.ci/provide
	@$(RUN) -m pytest -n auto $(ARGS)

.PHONY: lint
lint: setup-dev  ## style and simple mistakes
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

.PHONY: bench
bench: setup-dev  ## measure the portal beside its yardsticks, into docs/performance.md
	@.ci/provide
	@$(RUN) -m benchmarks $(ARGS)

.PHONY: clean
clean:  ## remove what make made, but not the data in var/
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis htmlcov .coverage
	@find . -name __pycache__ -prune -exec rm -rf {} +
