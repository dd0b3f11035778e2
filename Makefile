# `make` alone lists the verbs. What they make lies in .venv, build, dist, the caches, .demo and .bench; `make clean` removes it.
PYTHON ?= python3
PEERS := gammu smstools mosquitto chromium ghostscript sox libsox-fmt-mp3 poppler-utils swaks libspandsp2 efax
UNPACKED := mgetty-fax
# which conflicts with them, and whose daemons nobody wants started
UNPACKED_LONG := hylafax-server hylafax-client iaxmodem
PIP := .venv/bin/python -m pip install -qq --disable-pip-version-check -c constraints.txt
# three for each core: the tests wait for modems more than they compute
PYTEST := .venv/bin/python -m pytest -n $(shell expr 3 '*' $$(nproc)) --maxprocesses 12 --dist worksteal
# what is compiled is kept, the tests with pytest's asserts in them too: a quarter of the time that a worker takes to begin
unexport PYTHONDONTWRITEBYTECODE
# Debian keeps daemons where only root's PATH looks
export PATH := $(PATH):/usr/sbin:/sbin

.DELETE_ON_ERROR:
.PHONY: help demo run test test-long bench lint types format wheel peers clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: .venv/ready ## the box on simulated modems; prints its address and the administrator's first password (ARGS="--gsm 4")
	@exec .venv/bin/modembox demo $(ARGS)

run: .venv/ready ## the box on the modems it finds (ARGS="--modem URL --listen HOST:PORT --data DIR")
	@exec .venv/bin/modembox run $(ARGS)

test: .venv/collected peers ## all tests but the long ones, with gammu, smstools, mosquitto and Chromium as peers (ARGS="-k tpdu")
	@$(PYTEST) -m 'not long' $(ARGS)

test-long: .venv/ready-to-test ## the long tests: crashes by the hundred, HylaFAX at the far end, the wheel, a Debian 13 root
	@.ci/packages $(PEERS) mmdebstrap uidmap debian-archive-keyring
	@.ci/unpack $(UNPACKED) $(UNPACKED_LONG)
	@$(PYTEST) -m long --hypothesis-profile long -o faulthandler_timeout=7200 $(ARGS)

bench: .venv/ready-to-test ## measure the box, and gammu-smsd, smstools and HylaFAX beside it, on the same simulated modems
	@.ci/packages $(PEERS) gammu-smsd libdbd-sqlite3
	@.ci/unpack $(UNPACKED_LONG)
	@PYTHONPATH=. .venv/bin/python tests/bench/run.py $(BENCH_ARGS)

lint: .venv/ready-to-test ## ruff, its formatting, and who may import whom
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/lint-imports

types: .venv/ready-to-test ## mypy --strict over both packages
	@.venv/bin/mypy --strict -p appliance -p drivers

format: .venv/ready-to-test ## let ruff format and mend what it can
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

wheel: .venv/ready-to-test ## a wheel, in dist/
	@.venv/bin/python -m build --wheel

peers: .venv/bin/pip ## the independent programs that the tests drive, as Debian packages
	@.ci/packages $(PEERS)
	@.ci/unpack $(UNPACKED)

clean: ## remove all that these verbs made
	rm -rf .venv build dist *.egg-info .demo .bench .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find appliance drivers webui tests -name __pycache__ -prune -exec rm -rf {} +

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Modem Box needs Python 3.11 or newer; name yours: make PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/packages python3-venv
	$(PYTHON) -m venv .venv

.venv/ready: .venv/bin/pip pyproject.toml constraints.txt
	$(PIP) -e .
	@touch $@

.venv/ready-to-test: .venv/bin/pip pyproject.toml constraints.txt
	$(PIP) -e '.[dev]'
	@touch .venv/ready $@

# compiles the tests once, where each worker would do it for itself
.venv/collected: .venv/ready-to-test
	@.venv/bin/python -m pytest -p no:xdist --collect-only >$@ 2>&1 || { cat $@; exit 1; }
