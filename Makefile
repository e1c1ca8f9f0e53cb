# Everything runs from .venv, which `make setup` makes from the locked requirements. Nothing needs to be installed first
# but Python 3.11 and make: PostgreSQL and Redis are started in var/ unless DATABASE_URL and REDIS_URL name others.

PYTHON_HERE := .venv/bin/python
# For two cores: tests of processes that start, stop and are killed wait most of the time.
WORKERS ?= 3
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup demo dev test lint lint-style lint-types lint-contracts lint-templates fmt bench screenshots lock stop clean

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## Make .venv and see to the system's libraries
	@scripts/setup.sh

demo: setup ## Serve a site with history; REAL=path takes real histories, PORT=8000
	@$(PYTHON_HERE) manage.py demo --port "$(PORT)" $(if $(REAL),--real "$(REAL)")

dev: setup ## Serve while working: reloads on changes, worker and beat included
	@PORT="$(PORT)" scripts/dev.sh

# Compiled once, not by every process that a test starts: even where the environment would have nothing written.
test: setup ## Run every test, browser and reliability included; ARGS="-k name"
	env -u PYTHONDONTWRITEBYTECODE $(PYTHON_HERE) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -rs $(ARGS)

lint: lint-style lint-types lint-contracts lint-templates ## Check style, types, import contracts and templates

lint-style: setup
	.venv/bin/ruff check
	.venv/bin/ruff format --check

lint-types: setup
	.venv/bin/mypy

lint-contracts: setup
	.venv/bin/lint-imports

lint-templates: setup
	.venv/bin/djlint templates --quiet --check --lint

fmt: setup ## Let the tools rewrite what they can
	.venv/bin/ruff check --fix --quiet
	.venv/bin/ruff format --quiet
	.venv/bin/djlint templates --quiet --reformat

bench: setup ## Measure speed and quality; DATA= and SCORERS= name the sets
	@DATA="$(DATA)" SCORERS="$(SCORERS)" scripts/bench.sh

screenshots: setup ## Take a picture of every page into var/screenshots
	SCREENSHOTS=var/screenshots $(PYTHON_HERE) -m pytest -m browser tests/browser $(ARGS)

# The oldest supported patch release counts: some packages need more on 3.11.0 than on 3.11.9.
lock: setup ## Compile the requirements with hashes
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11.0 --generate-hashes --no-header requirements.in -o requirements.txt
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11.0 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt

stop: ## Stop the private PostgreSQL and Redis, if a kill left them running
	@$(PYTHON_HERE) -m conductatlas.embedded stop "$(or $(VAR_DIR),var)" durable
	@$(PYTHON_HERE) -m conductatlas.embedded stop "$(or $(VAR_DIR),var)" throwaway

clean: ## Remove caches; the archive in var/ stays
	@find . -path ./.venv -prune -o -path ./var -prune -o -name __pycache__ -type d -exec rm -rf {} +
	@rm -rf .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis staticfiles var/cache var/screenshots
