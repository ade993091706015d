# Every target that builds or tests first makes the machine ready (Scripts/setup.sh), which is quick when nothing is to do.
.DEFAULT_GOAL := help
.PHONY: help setup build install uninstall demo test bench lint

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Install what is missing: system libraries, Python environment, libtorch
	@Scripts/setup.sh

build: ## Build the tool, optimized: .build/release/barlow
	@Scripts/build.sh

install: ## Install the tool, so that it runs without this folder (PREFIX=/usr/local, DESTDIR=/stage for packages)
	@Scripts/install.sh

uninstall: ## Remove what `make install` has installed there (PREFIX=/usr/local)
	@Scripts/install.sh --remove

demo: ## Learn from Fashion-MNIST without labels and show the evidence (minutes)
	@Scripts/demo.sh $(ARGUMENTS)

test: ## Check the style, build, run the tests (ARGUMENTS="--filter NNTests" for some)
	@Scripts/test.sh $(ARGUMENTS)

bench: ## Measure side by side with PyTorch (ARGUMENTS="--only loss" for some)
	@Benchmarks/run.sh $(ARGUMENTS)

lint: ## Check the style of Swift, shell and Python sources
	@Scripts/setup.sh
	@Scripts/lint.sh
