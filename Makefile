# Everything that is typed in this project. `make` alone says what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export PATH := $(PATH):$(HOME)/.cargo/bin

# Passed on to the program: make demo ARGS="--listen 0.0.0.0:8080"
ARGS ?=
RELEASE := target/release/cardamom

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: build ## a running shop with demonstration goods, in ./data/demo (ARGS= for more flags)
	$(RELEASE) serve --demo --data data/demo $(ARGS)

.PHONY: build
build: ## the release binary, with the console in it
	scripts/setup build
	$(MAKE) --no-print-directory console
	cargo build --release -p server

.PHONY: test
test: ## everything: units, both engines, the browser
	scripts/setup test
	$(MAKE) --no-print-directory console
	cd console && npm test
	# Most tests wait most of the time: more of them at once than there are processors.
	RUST_TEST_THREADS=$${RUST_TEST_THREADS:-4} CARDAMOM_TEST_FSYNC=off scripts/with-postgres cargo xtask test
	@echo "make test: everything passed"

.PHONY: console
console: console/dist/index.html ## what merchants and operators work with, built into console/dist

# Anew only when something of it changed.
console/dist/index.html: console/node_modules/.package-lock.json console/index.html console/vite.config.ts console/tsconfig.json \
  $(shell find console/src console/public console/scripts -type f 2>/dev/null)
	cd console && npm run build
	@touch $@

console/node_modules/.package-lock.json: console/package.json console/package-lock.json
	cd console && npm ci --no-audit --no-fund
	@touch $@

.PHONY: console-types
console-types: console/node_modules/.package-lock.json ## the types of the console's client, from the server's own document
	cargo build -p server
	cd console && node scripts/types.mjs

.PHONY: guide
guide: e2e/node_modules/.package-lock.json console ## the pictures of docs/guide, from a platform's real first day
	cargo build -p server
	cd e2e && CARDAMOM_GUIDE=1 npx --no-install playwright test console.spec

.PHONY: e2e
e2e: e2e/node_modules/.package-lock.json console ## the browser against the real binary (ARGS= to Playwright)
	cargo test --workspace --no-run
	cd console && node scripts/types.mjs --check
	cd e2e && npx --no-install playwright test $(ARGS)

e2e/node_modules/.package-lock.json: e2e/package.json e2e/package-lock.json
	cd e2e && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
	@touch $@

.PHONY: check
check: fmt tidy ## format, clippy, tidy
	cargo clippy --workspace --all-targets -- -D warnings

.PHONY: fmt
fmt:
	cargo fmt --all --check

.PHONY: tidy
tidy:
	cargo run -q -p xtask -- tidy

.PHONY: bench
bench: build ## orders per second on SQLite and PostgreSQL, durable (ARGS= to the bench)
	scripts/setup test
	$(RELEASE) bench orders $(ARGS)
	CARDAMOM_TEST_FSYNC=on scripts/with-postgres \
	  bash -c 'DATABASE_URL=$$CARDAMOM_TEST_POSTGRES exec $(RELEASE) bench orders $(ARGS)'

.PHONY: torture
torture: build ## kill, pause, starve and flood the real program, some 30 minutes (ARGS="--rounds 10" for less)
	scripts/setup test
	cargo build --release -p torture
	target/release/torture all --binary $(RELEASE) $(ARGS)

.PHONY: audit
audit: ## prove the books of ./data/demo, or of the shop named by ARGS="--data DIR"
	cargo build --release -p server
	$(RELEASE) audit $(or $(ARGS),--data data/demo)

.PHONY: contract
contract: ## the API against its own document, by a second opinion (needs Python)
	scripts/schemathesis

.PHONY: deny
deny: ## licences and advisories of what we depend on (needs cargo-deny)
	cargo deny check

.PHONY: clean
clean: ## remove what was built; shops in ./data stay
	cargo clean
	rm -rf e2e/node_modules e2e/test-results e2e/screenshots console/node_modules console/dist
