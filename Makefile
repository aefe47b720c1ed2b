# Each target's text after ## is what `make help` shows, under the heading that the last ##@ line gives. scripts/ps-aliases.ps1 has
# the same commands for PowerShell; a test says what to add there.
.DEFAULT_GOAL := help
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' $(firstword $(MAKEFILE_LIST)))

# What is asked of the running clone goes to the AppHost's program: its name and arguments follow.
ASK ?= dotnet run --project AppHost --verbosity quiet --no-launch-profile --

# dotnet run changes the folder; files that are named are meant from here.
export PLATFORM_DIRECTORY := $(CURDIR)

help: ## Show this list
	@awk -F ':.*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { gsub(/[$$][$$]/, "$$", $$2); printf "  %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

##@ Run

dev: ## Start everything, and restart a service when its files change: dashboard on port 18888, API on port 8080
	Platform__Watch=true dotnet run --project AppHost

dev-docker: ## The same with PostgreSQL, Redis and storage as containers: needs Docker or Podman
	Platform__Watch=true dotnet run --project AppHost -- --Platform:Form=container

psql-url: ## Print the running clone's database URL: psql "$$(make -s psql-url)"
	@$(ASK) psql-url

doctor: ## Check what a start needs, with a remedy for each problem
	@$(ASK) doctor

logs: ## Show the services' logs: make logs SERVICE=api LEVEL=warning CORRELATION=id TAIL=50 FOLLOW=1
	@$(ASK) logs $(if $(SERVICE),--service '$(SERVICE)') $(if $(LEVEL),--level '$(LEVEL)') $(if $(CORRELATION),--correlation '$(CORRELATION)') $(if $(TAIL),--tail '$(TAIL)') $(if $(FOLLOW),--follow)

dashboards: ## Write all dashboards as one HTML page: make dashboards MINUTES=30 FILE=dashboards.html
	@$(ASK) dashboards $(if $(MINUTES),--minutes '$(MINUTES)') $(if $(FILE),--file '$(FILE)')

health: ## Show each resource's state and health; fails when one is not well
	@$(ASK) health

start: ## Start one resource after what it needs: make start RESOURCE=storage
	$(if $(RESOURCE),,$(error RESOURCE is missing; for example: make start RESOURCE=storage))
	@$(ASK) start '$(RESOURCE)'

stop: ## Stop one resource: make stop RESOURCE=redis, with what needs it: DEPENDENTS=1
	$(if $(RESOURCE),,$(error RESOURCE is missing; for example: make stop RESOURCE=redis))
	@$(ASK) stop '$(RESOURCE)' $(if $(DEPENDENTS),--with-dependents)

restart: ## Restart one resource: make restart RESOURCE=api, with what needs it: DEPENDENTS=1
	$(if $(RESOURCE),,$(error RESOURCE is missing; for example: make restart RESOURCE=api))
	@$(ASK) restart '$(RESOURCE)' $(if $(DEPENDENTS),--with-dependents)

##@ Data

migrate: ## Apply pending migrations, running or not
	@$(ASK) migrate

seed: ## Put test data into the database, running or not: make seed SCALE=100
	@$(ASK) seed --scale '$(or $(SCALE),1)'

flush-cache: ## Empty Redis, running or not, carts included
	@$(ASK) flush-cache

snapshot: ## Copy the data of all stores, running or not: make snapshot NAME=x
	$(if $(NAME),,$(error NAME is missing; for example: make snapshot NAME=before-the-change))
	@$(ASK) snapshot '$(NAME)'

restore: ## Put a snapshot's data in the place of all stores' data: make restore NAME=x
	$(if $(NAME),,$(error NAME is missing; make snapshots lists them))
	@$(ASK) restore '$(NAME)'

snapshots: ## List the snapshots
	@$(ASK) snapshots

snapshot-delete: ## Delete a snapshot: make snapshot-delete NAME=x
	$(if $(NAME),,$(error NAME is missing; make snapshots lists them))
	@$(ASK) snapshot-delete '$(NAME)'

snapshot-export: ## Write a snapshot to one file, for a colleague: make snapshot-export NAME=x FILE=f
	$(if $(NAME),,$(error NAME is missing; make snapshots lists them))
	$(if $(FILE),,$(error FILE is missing; for example: make snapshot-export NAME=x FILE=x.snapshot.tar.gz))
	@$(ASK) snapshot-export '$(NAME)' '$(FILE)'

snapshot-import: ## Make a snapshot of such a file: make snapshot-import FILE=f [NAME=x]
	$(if $(FILE),,$(error FILE is missing; for example: make snapshot-import FILE=x.snapshot.tar.gz))
	@$(ASK) snapshot-import '$(FILE)' $(if $(NAME),'$(NAME)')

reset: ## Remove the data of all stores, not the snapshots, after asking: make reset FORCE=1 does not ask
	@$(ASK) reset $(if $(filter 1,$(FORCE)),--force)

db-check: ## Fail when the database and the model differ, or migrations conflict
	@$(ASK) db-check

##@ Test

test: ## Run all tests
	dotnet test Platform.sln

test-local: ## Run all tests with every service as a process, whatever container engine there is
	Platform__Form=process dotnet test Platform.sln

test-docker: ## Run the tests with every service as a container; builds images where none can be pulled
	Tests/images/build.sh
	Platform__Form=container dotnet test Tests/Platform.Tests
	dotnet test Tests/Hosting.Tests --filter "FullyQualifiedName~Containers|FullyQualifiedName~Integrations"

test-long: ## Run all tests, those that take minutes included
	PLATFORM_LONG_TESTS=1 dotnet test Platform.sln

ci: ## Install what the machine lacks, build, run all tests, count them
	.ci/run

##@ Workplace

setup: ## Check the prerequisites, install what is missing after asking, fetch the tools
	scripts/dev-setup.sh

tools: ## Fetch every tool that processes need (a start does it by itself)
	dotnet run --project tools -- fetch

tool: ## Print a tool's path: make -s tool NAME=promtool
	$(if $(NAME),,$(error NAME is missing; for example: make -s tool NAME=promtool))
	@dotnet run --project tools --verbosity quiet -- path '$(NAME)'

config-docs: ## Write docs/configuration.md and the .env templates from the settings
	dotnet run --project Api --no-launch-profile -- configuration ..

clean: ## Delete what builds made; data, secrets and logs in .platform/ stay
	rm -rf artifacts

##@ Measure

bench: ## Measure starting and stopping against the budgets, and read the plans of the hot queries at a million products: make bench RUNS=5
	dotnet run --project bench/Startup --configuration Release -- $(or $(RUNS),5)
	dotnet run --project bench/Load --configuration Release -- --only plans

bench-forms: ## Compare backing services as processes and as containers: make bench-forms RUNS=5
	dotnet run --project bench/Startup --configuration Release -- forms $(or $(RUNS),5)

bench-cli: ## Measure the aspire CLI's verbs on a running environment: make bench-cli RUNS=11
	dotnet run --project bench/Startup --configuration Release -- cli $(or $(RUNS),11)

bench-edit: ## Measure from an edit of the API until it is healthy with it: make bench-edit EDITS=7
	dotnet build AppHost --nologo --verbosity quiet
	bench/edit-to-healthy.sh $(or $(EDITS),7)

bench-copies: ## Measure the memory of each further copy: make bench-copies COPIES=3
	dotnet build AppHost --nologo --verbosity quiet
	bench/memory-per-copy.sh $(or $(COPIES),3)

bench-load: ## Load the shop with requests: make bench-load DURATION=10 SCALE=193 ONLY=search,checkout
	dotnet run --project bench/Load --configuration Release -- --seconds $(or $(DURATION),10) --scale $(or $(SCALE),193) $(if $(ONLY),--only $(ONLY))

bench-snapshots: ## Measure snapshots and restores of the seeded shop: make bench-snapshots RUNS=7
	dotnet run --project bench/Startup --configuration Release -- snapshots $(or $(RUNS),7)

bench-logs: ## Measure shipping log lines: make bench-logs LINES=100000
	dotnet run --project bench/LogShipper --configuration Release -- --lines $(or $(LINES),100000)

bench-monitoring: ## Measure what monitoring costs: make bench-monitoring RUNS=5
	dotnet run --project bench/Startup --configuration Release -- monitoring $(or $(RUNS),5)

bench-storage: ## Measure the object store
	dotnet run --project bench/ObjectStore --configuration Release
