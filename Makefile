# The commands of the project. `make` alone lists them; further arguments go into ARGS: make test ARGS="-k search"

PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11 python,$(shell command -v $(name) 2>/dev/null)))
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check bench install messages lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\): ## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

run: ## from nothing to a running site at http://127.0.0.1:8000/
test: ## install what the tests need and run them all
check: ## lint, types, layers, templates, migrations, translations
bench: ## the benchmarks
install: ## the virtual environment and the packages only
messages: ## bring the translation catalogues up to date with the source
lock: ## pin the packages anew after a change of pyproject.toml

run test check bench install messages lock:
	@if [ -z "$(PYTHON)" ]; then echo "advocates: This needs Python 3.11 or newer, and no Python was found." >&2; exit 1; fi
	@exec $(PYTHON) scripts/bootstrap.py $@ $(ARGS)

clean: ## remove the virtual environment and everything compiled, never the data
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage build
	@find advocates tests scripts benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	@rm -f advocates/locale/*/LC_MESSAGES/*.mo
