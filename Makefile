# What one can do here; `make help` lists it. Needs Python 3.11 or newer, make and git.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV ?= .venv
PORT ?= 8000
ARGS ?=
BIN := $(VENV)/bin
LOCAL := $(BIN)/python -m vpt_portal.local
# Production settings need their values, also to be checked.
SAMPLE := set -a; . docker/sample.env; set +a;

.DEFAULT_GOAL := help
.PHONY: help demo test check run bench format lock reset set-up-demo set-up-dev

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null \
		|| grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST)

demo: set-up-demo  ## run the demonstration (PORT=8000, MATRIX=file.xlsx for annex 1)
	@exec $(LOCAL) demo --port $(PORT) $(if $(MATRIX),--matrix "$(MATRIX)")

test: set-up-dev  ## run all tests on a real database and broker (ARGS="-k name")
	@exec $(LOCAL) exec --fast -- $(BIN)/python -m pytest $(ARGS)

check: set-up-dev  ## style, types, layers, templates, migrations, deployment, dependencies
	@exec $(LOCAL) exec --fast -- $(BIN)/python -m vpt_portal.local.checks

run: set-up-dev  ## the development server (PORT=8000), on the data of the demonstration
	@exec $(LOCAL) exec -- sh -c 'DATABASE_ROLE=owner $(BIN)/python manage.py migrate --no-input && \
		exec $(BIN)/python manage.py runserver $(PORT)'

bench: set-up-dev  ## measure speed against a floor of the same run
	@exec $(LOCAL) exec --fast -- $(BIN)/python -m pytest -m bench -s tests/bench $(ARGS)

format: set-up-dev  ## put code and templates in their form
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

lock: set-up-dev  ## pin all packages anew, with hashes (ARGS=--upgrade for newer ones)
	@$(BIN)/python -m vpt_portal.local.lock $(ARGS)

reset:  ## throw the data of demonstration and tests away
	@if [ -x $(BIN)/python ]; then exec $(LOCAL) reset; else rm -rf var; fi

set-up-demo:
	@exec "$(or $(PYTHON),python3)" vpt_portal/local/prepare.py demo --venv $(VENV)

set-up-dev:
	@exec "$(or $(PYTHON),python3)" vpt_portal/local/prepare.py dev --venv $(VENV)
