# Everything a newcomer or a developer types. `make` alone lists it.
SHELL := /bin/bash
PY := .venv/bin/python
PHASE ?= voting
UV ?= uv

.DEFAULT_GOAL := help
.PHONY: help setup run test elections faults check demo migrate bench lock clean dev-setup oracle-setup bench-setup

help: ## List what can be typed after `make`
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Build the environment in .venv and the styles and scripts in static/build
	@tools/setup.sh app

run: setup ## Start the site on 127.0.0.1:8000 (HOST=… and PORT=… change it); Ctrl-C stops it
	@exec $(PY) main.py run

test: dev-setup ## Run every test on SQLite and, where it can be reached, on PostgreSQL (ARGS="-k ideas" chooses some)
	@tools/test.sh $(ARGS)

elections: oracle-setup ## Count every shared real election by every rule and compare with what others computed
	@$(PY) -m pytest -q tests/elections/every_election.py tests/elections/against_pabutools.py $(ARGS)

faults: dev-setup ## Break what a vote stands on (processes, disk, database, record) and look what is lost: 20 minutes
	@tools/faults.sh $(ARGS)

check: dev-setup ## Look for mistakes without running the site: ruff, mypy --strict, guard tests
	@tools/check.sh

demo: setup ## Load the sample neighbourhoods as they stand in a phase: PHASE=ideas, review, voting or result
	@$(PY) main.py demo --phase $(PHASE)

migrate: setup ## Bring the tables of the database up to date
	@$(PY) main.py migrate

bench: bench-setup ## Measure the busiest pages against the same pages written plainly in Django
	@$(PY) -m benchmarks $(ARGS)

lock: ## Write the hash-locked requirements anew from requirements/*.in (needs uv)
	@UV="$(UV)" tools/lock.sh

clean: ## Remove everything that was built; the database and uploads in data/ stay
	@rm -rf .venv node_modules static/build .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

dev-setup:
	@tools/setup.sh dev

oracle-setup:
	@tools/setup.sh oracle

bench-setup:
	@tools/setup.sh bench
