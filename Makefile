# The front door. `make` builds build/release/bedside; `make help` says what else there is.
SHELL        := /bin/bash
PREFIX       ?= /usr/local
DESTDIR      ?=
JOBS         ?= $(shell nproc)
FUZZ_SECONDS ?= 60

export CMAKE_BUILD_PARALLEL_LEVEL ?= $(JOBS)
export CTEST_PARALLEL_LEVEL       ?= $(JOBS)

.DEFAULT_GOAL := all
.PHONY: help all setup demo test asan fuzz interop bench lint format man install clean

help: ## Say what the targets are
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

all: build/release/build.ninja ## Build build/release/bedside (sets the machine up first if needed)
	@cmake --build --preset release

# Configuring is what needs everything to be there; after it, a build does not look again.
build/%/build.ninja: CMakeLists.txt CMakePresets.json $(wildcard cmake/*.cmake) scripts/setup.sh
	@scripts/setup.sh build test $(if $(filter asan,$*),sanitize)
	@cmake --preset $* >build.log 2>&1 || { cat build.log; rm -f build.log; exit 1; }
	@rm -f build.log
	@touch $@

setup: ## Install what a build and the tests need (says what, before it does it)
	@scripts/setup.sh build test

demo: all ## Walk the bundled samples from files to a report, in build/demo
	@scripts/demo.sh

test: all ## Run the release tests (no network, no PyPI)
	@ctest --preset release

asan: build/asan/build.ninja ## Run the tests under ASan and UBSan (three that walk the samples once more left out)
	@cmake --build --preset asan
	@ctest --preset asan

fuzz: build/asan/build.ninja ## Fuzz every parser for FUZZ_SECONDS (60) each
	@cmake --build --preset asan
	@JOBS=$(JOBS) scripts/fuzz.sh $(FUZZ_SECONDS)

interop: all ## Hold the corpus against its real readers (PyPI, in a venv of its own; FULL=1 for all)
	@scripts/interop.sh

bench: all ## Measure speed and memory against DuckDB and datasets (BIG=1 for 8 GiB as well)
	@bench/run.sh

lint: all ## Check formatting, clang-tidy, rooms, generated tables, scripts
	@scripts/setup.sh build test lint
	@JOBS=$(JOBS) scripts/lint.sh

format: ## Bring the C sources into the house's format
	@scripts/setup.sh lint
	@git ls-files -z '*.c' '*.h' | xargs -0 clang-format-14 -i

man: all ## Write the manual pages into build/release/man
	@cmake --build --preset release --target man

install: all ## Install into PREFIX (/usr/local); DESTDIR for packagers
	@cmake --install build/release --prefix "$(PREFIX)" >/dev/null
	@echo "installed: $(DESTDIR)$(PREFIX)/bin/bedside"

clean: ## Remove what was built (keeps .cache)
	rm -rf build
