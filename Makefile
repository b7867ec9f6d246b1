# The whole interface of the project. Every target makes .venv by itself from the pinned constraints.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

BENCHMARKS := cold saved_queries mechanisms sums recovery leaning reasoning exports validation imports serve
.PHONY: demo serve test lint types answers docs web wheel bench bench-scale clean $(BENCHMARKS:%=bench-%)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "msc-graph needs Python 3.11 or newer; say which with: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	PIP_CONSTRAINT=$(CURDIR)/constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	$(BIN)/python -m compileall -q msc_graph
	touch $(READY)

SHOW := $(BIN)/msc-graph
demo: $(READY)
	@printf '\n=== What is in the graph ===\n'
	@$(SHOW) info
	@printf '\n=== One published mechanism, step by step ===\n'
	@$(SHOW) show C03
	@printf '\n=== All mechanisms together: how could miR-21-5p help an injured cornea? ===\n'
	@$(SHOW) paths miR-21-5p "corneal injury" -k 3
	@printf '\n=== What the article says of trial NCT04491240, and what the registry says ===\n'
	@$(SHOW) show S3-05
	@printf '\n=== Does the graph keep its own rules? ===\n'
	@$(SHOW) validate
	@printf '\n=== Files for Protege, Cytoscape, Gephi ===\n'
	@mkdir -p demo-output
	@$(SHOW) export demo-output/msc-graph.ttl
	@$(SHOW) export demo-output/msc-graph.graphml

	@printf '\n=== The same in a browser: make serve ===\n'

serve: $(READY)
	$(BIN)/msc-graph serve --open

# Many tests wait for processes that they start: one worker more than there are cores keeps these busy.
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
test: $(READY)
	$(BIN)/python -m compileall -q msc_graph
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

wheel: $(READY)
	$(BIN)/python -m build --wheel --outdir dist

answers: $(READY)
	$(BIN)/python -m tools.answers

docs: $(READY)
	$(BIN)/python -m tools.pages

web/node_modules: web/package-lock.json
	cd web && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

web: web/node_modules
	cd web && npm run --silent build

bench: $(BENCHMARKS:%=bench-%)

bench-scale: $(READY)
	$(BIN)/python -m benchmarks.scale $(SCALE)

$(BENCHMARKS:%=bench-%): bench-%: $(READY)
	$(BIN)/python -m benchmarks.$*

clean:
	rm -rf $(VENV) build dist demo-output
