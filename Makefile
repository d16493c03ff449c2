# Two commands: `make demo` makes a film, `make test` passes every test. Both set up what they need, in .venv.

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python
FRONT_END := js/build.mjs js/package.json js/package-lock.json $(shell find js/src -type f 2>/dev/null)

.PHONY: help demo lab test test-peers check format bench watch clean
.DELETE_ON_ERROR:

help:
	@echo "make demo    set up, then turn sample photos into first-film.mp4 by running notebooks/01_first_film.ipynb"
	@echo "make lab     open the notebooks in JupyterLab"
	@echo "make test    set up, then run every test (Python, kernel, front end, browser, packaging)"
	@echo "make test-peers  test the chat wire against the real agent server from PyPI, in an environment of its own"
	@echo "make check   formats, lint, types, import direction, for both languages"
	@echo "make bench   print the figures"
	@echo "make watch   rebuild the front end on every change; notebooks reload it by themselves"

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "Python 3.10 or newer is needed; found $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Making .venv"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --upgrade pip
	@touch $@

# Editable, so that what is tested is what is edited; the build hook makes the front end on the way.
.venv/.installed: .venv/.made pyproject.toml js/build_hook.py $(FRONT_END)
	@echo "Installing the package and building its front end (a minute the first time)"
	@$(BIN)/pip install --quiet --editable . --group demo
	@touch $@

.venv/.tools: .venv/.installed
	@echo "Installing what the checks and the tests need"
	@$(BIN)/pip install --quiet --group dev
	@$(RUN) js/build_hook.py ci
	@touch $@

demo: .venv/.installed
	@$(RUN) notebooks/run.py notebooks/01_first_film.ipynb
	@echo "Open it yourself:  make lab"

lab: .venv/.installed
	@$(BIN)/jupyter lab notebooks/01_first_film.ipynb

test: .venv/.tools
	@$(RUN) tests/run.py

# The agent server brings fifty packages: they never meet ours.
.venv/peers/.installed: .venv/.made tests/peers/requirements.txt
	@echo "Installing the agent server into .venv/peers"
	@$(PYTHON) -m venv .venv/peers
	@.venv/peers/bin/pip install --quiet --upgrade pip
	@.venv/peers/bin/pip install --quiet --requirement tests/peers/requirements.txt
	@touch $@

test-peers: .venv/.tools .venv/peers/.installed
	@$(RUN) -m pytest tests/peers/check_agent_server.py

check: .venv/.tools
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(RUN) js/build_hook.py run check

format: .venv/.tools
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(RUN) js/build_hook.py run format

bench: .venv/.tools
	@$(RUN) tests/bench/run.py

watch: .venv/.tools
	@echo "In the notebook's environment set ANYWIDGET_HMR=1 before the kernel starts."
	$(RUN) js/build_hook.py run watch

clean:
	rm -rf .venv js/node_modules i2v_widgets/static dist build first-film.mp4
