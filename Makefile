# Every target sets up .venv by itself; nothing here needs root, node or a board.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --retries 1
export PYTHONSAFEPATH = 1
unexport PYTHONDONTWRITEBYTECODE  # programs and tests are compiled once, not by every process anew

.PHONY: release lock demo sim test test-all torture bench pico rp2040js axe lint docs docs-site clean

demo: .venv/ready
	@$(BIN)/wattkey demo

# The handheld, a meter and a seller's desk as a page, at http://127.0.0.1:8645
sim: .venv/ready
	@$(BIN)/wattkey sim --page $(SIM)

test: .venv/ready
	@$(BIN)/pytest -q -rs -n 3 --dist worksteal

# Those too that take a minute or more on the emulated Pico, and long stories on every ground.
test-all: export WATTKEY_MINUTES = 1
test-all: test

torture: .venv/ready
	@$(BIN)/wattkey torture

bench: .venv/ready .venv/peers/ready
	@$(BIN)/wattkey bench

# The official CircuitPython in an emulated Pico: every figure, every power cut; ten minutes on two processors.
pico: .venv/ready rp2040js
	@$(BIN)/wattkey pico --json --write docs/performance.md --overwrite

# The emulator, from npm into the cache beside CircuitPython's UF2 and the boot ROM (docs/pico.md).
CACHE := $(or $(WATTKEY_CACHE),$(HOME)/.cache/wattkey)/node
rp2040js:
	@command -v npm >/dev/null || { echo "the emulated Pico needs node: on Debian, apt install nodejs npm"; exit 1; }
	@[ -e $(CACHE)/node_modules/rp2040js ] || npm install --silent --no-audit --no-fund --prefix $(CACHE) rp2040js@1.4.1

# What looks for pages that some people cannot use (axe-core, MPL 2.0): of the tests alone, so it is not kept here.
axe:
	@command -v npm >/dev/null || { echo "axe comes with npm: on Debian, apt install nodejs npm"; exit 1; }
	@[ -e $(CACHE)/node_modules/axe-core ] || npm install --silent --no-audit --no-fund --prefix $(CACHE) axe-core@4.14.1

lint: .venv/ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

docs: .venv/ready
	@$(BIN)/wattkey docs

# The site of docs/ in both languages, in build/site; every link is checked.
docs-site: .venv/ready
	@$(BIN)/python -c 'import mkdocs, material' 2>/dev/null || $(PIP) --editable '.[site]'
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet && echo "build/site/index.html"

# All that is given away, in build/release (docs/release.md). KEY=acme.pem signs the image.
release: .venv/ready
	@$(BIN)/python -P -m wattkey_host.drive.release build/release $(if $(KEY),--key $(KEY))

# The packages that a release brings, with the hashes of their files: again whenever pyproject.toml changes.
lock: .venv/ready
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
		--extra counter --extra postgresql --extra web pyproject.toml -o requirements.lock

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

# The marker "unfinished" becomes "ready" in the last step; a set-up that finds it was interrupted begins anew.
.venv/ready: pyproject.toml requirements-sim.txt
	@echo "Setting up .venv (once)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@if [ -e .venv/unfinished ]; then rm -rf .venv; fi
	@mkdir -p .venv && rm -f .venv/ready && touch .venv/unfinished
	@$(PYTHON) -m venv .venv >.venv/log 2>&1 || { cat .venv/log; \
	  echo "python has no venv: on Debian, apt install python3-venv"; exit 1; }
	@{ $(PIP) --editable '.[dev]' && $(PIP) --no-deps --requirement requirements-sim.txt; } || { \
	  echo "pip could not bring the packages (no network, or no such package index?); type make again when it can"; exit 1; }
	@$(BIN)/circuitpython_setboard raspberry_pi_pico >/dev/null
	@mkdir -p .venv/src && ln -sfn ../../host .venv/src/wattkey_host && ln -sfn ../../lab .venv/src/wattkey_lab
	@mv .venv/unfinished .venv/ready

# Other people's codecs, for the bench. Two of them share one module name, so each has a folder of its own.
.venv/peers/ready: .venv/ready
	@rm -rf .venv/peers
	@if $(PIP) --target .venv/peers/dlt645 dlt645==3.2.0 && \
	  $(PIP) --target .venv/peers/python-dlt645 --no-deps python-dlt645==0.1.4; then touch $@; \
	  else echo "pip could not bring the other codecs; the bench goes on without them"; fi
