# Saldo. Bare `make` lists the targets.
.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory

PYTHON := .venv/bin/python
LAUNCH := $(PYTHON) -m launcher
STAGES := $(PYTHON) scripts/stages.py
SCENARIO_OPTION = $(if $(SCENARIO),--scenario '$(SCENARIO)')
# CUSTOMER= (empty) is a visitor; no CUSTOMER at all is the default customer.
CUSTOMER_OPTION = $(if $(filter command,$(origin CUSTOMER)),--customer '$(CUSTOMER)')
CUSTOMER_NAMED = --customer '$(CUSTOMER)'
export RASA_TELEMETRY_ENABLED := false

.PHONY: help
help:  ## This list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-19s %s\n", $$1, $$2}' Makefile
	@echo "  Options: run REST=1 | run, shell SCENARIO=<file> | shell CUSTOMER=<name> (CUSTOMER= is a visitor)"
	@echo "           learn FILE=review/<date>.yml | export, forget CUSTOMER=<name>"

.PHONY: run shell train customers widget
run: .installed  ## Start the bot with its sandbox exchange; ctrl-C ends it
	@exec $(LAUNCH) run $(if $(filter 1,$(REST)),--rest) $(SCENARIO_OPTION)
shell: .installed  ## Chat in this terminal as a demo customer
	@exec $(LAUNCH) shell $(CUSTOMER_OPTION) $(SCENARIO_OPTION)
train: .installed  ## Train the model, if its data changed
	@exec $(LAUNCH) train
widget: .installed  ## Build the chat widget (make run does, too)
	@exec $(LAUNCH) widget
customers: .installed  ## List the demo customers
	@exec $(LAUNCH) customers $(SCENARIO_OPTION)

.PHONY: review learn retention export forget
review: .installed  ## List messages that were perhaps misunderstood, to be labelled
	@exec $(PYTHON) -m improve review
learn: .installed  ## Turn the labels of a list into training messages and tests
	@exec $(PYTHON) -m improve learn --file '$(FILE)'
retention: .installed  ## Erase conversations that are too old (`make run` does so daily)
	@exec $(PYTHON) -m kept retention
export: .installed  ## Print all that is kept of a customer's conversations, as JSON
	@exec $(PYTHON) -m kept export $(CUSTOMER_NAMED)
forget: .installed  ## Erase all that is kept of a customer's conversations
	@exec $(PYTHON) -m kept forget $(CUSTOMER_NAMED)

.PHONY: test lint test-unit test-widget test-contract test-next test-stories test-nlu
.PHONY: test-conversations test-browser bench bench-nlu
test: .installed-test  ## Everything, from clean: lint, unit, contract, stories, NLU, conversations, browser
	@exec $(STAGES)
lint: .installed-test  ## ruff, mypy, import-linter, and the checks of the words and the data
	@exec $(STAGES) lint format types imports words
test-unit: .installed-test  ## Unit and table tests
	@exec $(STAGES) unit
test-widget: .installed-test  ## The chat widget: types, size, unit tests
	@exec $(STAGES) widget
test-contract: .installed-test  ## The sandbox and the payloads against adapters and other clients
	@exec $(STAGES) contract
test-next: .installed-test  ## Core, adapters and sandbox on Python 3.12 or newer
	@exec $(STAGES) next
test-stories: .installed-test  ## Rasa's own checks: data validate, test core
	@exec $(STAGES) validate train stories
test-nlu: .installed-test  ## Understanding, per language, against its floor
	@exec $(STAGES) train nlu
test-conversations: .installed-test  ## Conversations over HTTP with the started bot
	@exec $(STAGES) train conversations
test-browser: .installed-test  ## The help centre's chat in Chromium; screenshots in results/browser
	@exec $(STAGES) train browser
bench: .installed-test  ## Time and memory (reported, not judged)
	@exec $(PYTHON) -m bench
bench-nlu: .installed-test  ## Understanding beside Rasa's own pipelines (DATA=<folder> of the public sets)
	@exec $(PYTHON) -m bench.nlu $(if $(DATA),--data '$(DATA)',--datasets own)

.PHONY: lock clean
lock:  ## Compile requirements/*.in into the hashed locks
	@scripts/lock.sh
clean:  ## Remove what was made here: environments, models, state, caches
	rm -rf .venv .venv-next .venv-clients .saldo .rasa models results widget/dist \
	  widget/node_modules .mypy_cache .ruff_cache \
	  .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: .installed .installed-test
.installed:
	@python3 scripts/bootstrap.py run
.installed-test:
	@python3 scripts/bootstrap.py test
