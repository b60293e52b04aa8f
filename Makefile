# make demo   the whole system on this machine, with the demo catalogue in it
# make test   the tests that need nothing but Python
# make bench-search   what searches find and how long they take, into docs/search.md
# Each makes `.venv` the first time and whenever what is to be installed has changed.

PYTHON = python3
PORT = 8700
PYTEST_ARGS =
BENCH_ARGS =

STARTED := $(shell date +%s)
INSTALLED = .venv/.installed

.PHONY: demo test bench-search

demo: $(INSTALLED)-embedded
	@CREDENZA_MAKE_STARTED=$(STARTED) exec .venv/bin/credenza demo --port $(PORT)

test: $(INSTALLED)-dev
	.venv/bin/python -m pytest --ignore tests/browser -m "not milvus_server and not shell and not train" $(PYTEST_ARGS)

bench-search: $(INSTALLED)-bench
	.venv/bin/python -m tests.benchmarks.search $(BENCH_ARGS)

$(INSTALLED)-embedded: EXTRAS = cpu,embedded
$(INSTALLED)-dev: EXTRAS = cpu,embedded,dev,parquet,studio
$(INSTALLED)-bench: EXTRAS = cpu,embedded,dev,ci,train

$(INSTALLED)-embedded $(INSTALLED)-dev $(INSTALLED)-bench: pyproject.toml constraints.txt
	@command -v "$(PYTHON)" >/dev/null || \
	  { echo "There is no $(PYTHON) here; name Python 3.11 or newer: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is too old; Python 3.11 or newer is needed: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "$(PYTHON) lacks its venv module (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@echo "Installing into .venv..."
	@"$(PYTHON)" -m venv .venv
	@.venv/bin/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]' || \
	  { echo "Installing failed, as said above; the same command goes on from here." >&2; exit 1; }
	@touch $(INSTALLED)-embedded $@
