# Every command here works on a machine with Python 3.11+, Node 20.19+ and make, and nothing else.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PORT ?= $(or $(FIELDSEAL_PORT),8000)
DATA ?= $(or $(FIELDSEAL_DATA),data/demo)

help:  ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: .venv/ready pwa/node_modules/ready backend/static/index.html  ## make the environment and build the web app

.venv/ready: requirements/bootstrap.txt requirements/dev.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	cat requirements/bootstrap.txt requirements/dev.txt > .venv/all.txt
	$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python .venv/all.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

pwa/node_modules/ready: pwa/package-lock.json
	npm --prefix pwa ci --silent --no-audit --no-fund
	touch $@

backend/static/index.html: pwa/node_modules/ready $(shell find pwa/src pwa/public pwa/messages pwa/*.ts pwa/*.html pwa/*.json pwa/scripts -type f 2>/dev/null)
	npm --prefix pwa run --silent build
	touch $@

run: setup  ## serve the demo organisation at http://127.0.0.1:8000
	$(BIN)/fieldseal demo --data $(DATA) --port $(PORT)

test: setup lint types  ## run everything that must hold
	npm --prefix pwa run --silent test
	npm --prefix pwa run --silent size
	npm --prefix pwa run --silent test:browser
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

lint: setup  ## style, layers and limits
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-cache > .venv/layers.txt || (cat .venv/layers.txt; exit 1)

types: setup  ## strict types in both languages
	$(BIN)/basedpyright --level error
	npm --prefix pwa run --silent check

fmt: setup  ## format both languages
	$(BIN)/ruff format --quiet .
	$(BIN)/ruff check --quiet --fix .
	npm --prefix pwa run --silent format

vectors: setup  ## the shared cases, in both languages
	$(BIN)/fieldseal vectors tests/vectors/*.json
	$(BIN)/fieldseal vectors --engine typescript tests/vectors/{fold,operations,expressions,scores,fractions}.json

engines: setup  ## the journeys in Chromium, Firefox and WebKitGTK, and how to get these
	@echo "Firefox:   apt install firefox-esr             or FIELDSEAL_FIREFOX=PROGRAM"
	@echo "WebKitGTK: apt install webkit2gtk-driver xvfb  or FIELDSEAL_WEBKIT_DRIVER=PROGRAM FIELDSEAL_XVFB=PROGRAM"
	npm --prefix pwa run --silent test:engines

bench: setup  ## figures against bounds of the same run
	$(BIN)/python -m tests.beside_postgres $(BIN)/fieldseal bench W1 W1s W1t W2 W5 W10 --postgres

.PHONY: help setup run test lint types fmt vectors engines bench
