# PSA Sync on one machine. `make help` lists the targets.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

RECORDS ?= 2000
ONCE ?=
SEEDS ?= 20
PYTEST_ARGS ?=
# Most of a test's time is waiting for servers, so three workers share two cores well.
WORKERS ?= 3

BIN := .venv/bin
LOCAL := $(BIN)/python -m psasync_local
SOURCES := shared services deploy clients docs tests
SEEDED := tests/chaos $(shell grep -rl tests.support.sampling tests/e2e tests/integration)

# Every service starts in a process of its own: compiling its modules each time is a tenth of that.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run up down status logs test test-fast screenshots browser chaos lint bench bench-peers fast-mongo docs lock clean venv

help: ## this list
	@echo "PSA Sync. Targets:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: venv ## everything, with a demo sync; Ctrl-C stops it (RECORDS=20000 for more, ONCE=1 to exit after the story)
	@exec $(LOCAL) run --records $(RECORDS) $(if $(ONCE),--once)

up: venv ## start servers and services in the background
	@$(LOCAL) up

down: ## stop what `up` started
	@if [ -x $(BIN)/python ]; then $(LOCAL) down; else echo "nothing is running"; fi

status: venv ## what is running, where, and is it ready
	@$(LOCAL) status || true

logs: venv ## follow the logs (NAME=executor for one of them)
	@exec $(LOCAL) logs $(NAME)

test: ## lint, types and all tests, the fast ones first
	@$(MAKE) -j2 lint browser
	@$(BIN)/pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder --maxfail=5 $(PYTEST_ARGS)

test-fast: lint ## lint, types and the unit tests: no servers
	@$(BIN)/pytest tests/unit $(PYTEST_ARGS)

screenshots: venv browser ## pictures of every page of the console, into .run/screenshots
	@$(BIN)/python -m tests.browser.screenshots

browser: ## a Chromium for the tests of the pages, where it can be installed (root, on Debian)
	@deploy/local/chromium.sh

chaos: venv ## what `make test` takes a sample of, whole: kills at seeded points (SEEDS=20: how many seeds), schemas
	@PSASYNC_CHAOS_SEEDS=$(SEEDS) $(BIN)/pytest $(SEEDED) --timeout=0 $(PYTEST_ARGS)

lint: venv ## ruff, formatting, strict types
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/mypy

bench: venv ## measure this product: results in tests/bench/RESULTS.md
	@PSASYNC_LOCAL_MONGO=fast exec $(BIN)/python -m tests.bench --write

bench-peers: venv ## measure it beside other products, as far as they can be had here
	@PSASYNC_LOCAL_MONGO=fast $(BIN)/python -m tests.bench --only fanout --write
	@PSASYNC_LOCAL_MONGO=fast exec $(BIN)/python -m tests.bench.peers --write

fast-mongo: venv ## build the fast Rust MongoDB-protocol server once (cargo, about eight minutes)
	@$(LOCAL) fast-mongo

docs: venv ## regenerate the generated documents (AsyncAPI, OpenAPI)
	@$(BIN)/python docs/generate.py

lock: venv ## renew the requirements*.lock files (the only target that uses uv)
	@deploy/local/lock.sh

clean: ## stop everything and remove state, caches and the virtual environment
	@if [ -x $(BIN)/python ]; then $(LOCAL) clean; fi
	@rm -rf .venv .run .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

venv:
	@deploy/local/venv.sh
