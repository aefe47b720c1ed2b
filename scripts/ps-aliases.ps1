# The everyday commands as PowerShell functions: platform-dev, platform-test, ... They are those of the Makefile, without make.
# Load them into this session with `. scripts/ps-aliases.ps1`, or into every one with scripts/install-ps-aliases.ps1.
# Each function's comment is what platform-help shows. Arguments are passed on as they are: platform-seed --scale 100

$script:PlatformRoot = Split-Path -Parent $PSScriptRoot
$script:PlatformAliases = $PSCommandPath

# Runs a program in the clone, wherever you are.
function Invoke-InPlatform {
    $program = $args[0]
    # A list also when it is one: a single text would be taken apart into its letters.
    $rest = @($args | Select-Object -Skip 1)
    Push-Location $script:PlatformRoot
    try { & $program @rest } finally { Pop-Location }
}

# The same with an environment variable, which is as before afterwards: Invoke-WithSetting Platform__Form process dotnet test
function Invoke-WithSetting {
    $name, $value, $rest = $args
    $before = [Environment]::GetEnvironmentVariable($name)
    Set-Item "Env:$name" "$value"
    try { Invoke-InPlatform @rest }
    finally {
        # Empty is not the same as not set.
        if ($null -eq $before) { Remove-Item "Env:$name" -ErrorAction SilentlyContinue } else { Set-Item "Env:$name" $before }
    }
}

# Asks the running clone for something.
function Invoke-PlatformVerb {
    # Files that are named are meant from where you are.
    Invoke-WithSetting PLATFORM_DIRECTORY "$PWD" dotnet run --project AppHost --verbosity quiet --no-launch-profile '--' @args
}

# Show this list
function platform-help {
    $text = $null
    foreach ($line in Get-Content $script:PlatformAliases) {
        if ($line -match '^##@ (.*)') { Write-Host "`n$($Matches[1])" }
        elseif ($line -match '^# (.*)') { $text = $Matches[1] }
        elseif ($line -match '^function (platform-[a-z-]+)') { Write-Host ('  {0,-24} {1}' -f $Matches[1], $text) }
    }
}

##@ Run

# Start everything, and restart a service when its files change
function platform-dev { Invoke-WithSetting Platform__Watch true dotnet run --project AppHost '--' @args }

# The same with PostgreSQL, Redis and storage as containers
function platform-dev-docker { Invoke-WithSetting Platform__Watch true dotnet run --project AppHost '--' --Platform:Form=container @args }

# Print the running clone's database URL
function platform-psql-url { Invoke-PlatformVerb psql-url @args }

# Check what a start needs, with a remedy for each problem
function platform-doctor { Invoke-PlatformVerb doctor @args }

# Show the services' logs
function platform-logs { Invoke-PlatformVerb logs @args }

# Write all dashboards as one HTML page
function platform-dashboards { Invoke-PlatformVerb dashboards @args }

# Show each resource's state and health; fails when one is not well
function platform-health { Invoke-PlatformVerb health @args }

# Start one resource after what it needs
function platform-start { Invoke-PlatformVerb start @args }

# Stop one resource
function platform-stop { Invoke-PlatformVerb stop @args }

# Restart one resource
function platform-restart { Invoke-PlatformVerb restart @args }

##@ Data

# Apply pending migrations, running or not
function platform-migrate { Invoke-PlatformVerb migrate @args }

# Put test data into the database, running or not
function platform-seed { Invoke-PlatformVerb seed @args }

# Empty Redis, running or not, carts included
function platform-flush-cache { Invoke-PlatformVerb flush-cache @args }

# Copy the data of all stores, running or not
function platform-snapshot { Invoke-PlatformVerb snapshot @args }

# Put a snapshot's data in the place of all stores' data
function platform-restore { Invoke-PlatformVerb restore @args }

# List the snapshots
function platform-snapshots { Invoke-PlatformVerb snapshots @args }

# Delete a snapshot
function platform-snapshot-delete { Invoke-PlatformVerb snapshot-delete @args }

# Write a snapshot to one file, for a colleague
function platform-snapshot-export { Invoke-PlatformVerb snapshot-export @args }

# Make a snapshot of such a file
function platform-snapshot-import { Invoke-PlatformVerb snapshot-import @args }

# Remove the data of all stores, not the snapshots, after asking
function platform-reset { Invoke-PlatformVerb reset @args }

# Fail when the database and the model differ, or migrations conflict
function platform-db-check { Invoke-PlatformVerb db-check @args }

##@ Test

# Run all tests
function platform-test { Invoke-InPlatform dotnet test Platform.sln @args }

# Run all tests with every service as a process, whatever container engine there is
function platform-test-local { Invoke-WithSetting Platform__Form process dotnet test Platform.sln @args }

# Run the tests with every service as a container; builds images where none can be pulled
function platform-test-docker {
    Invoke-InPlatform bash Tests/images/build.sh
    if ($LASTEXITCODE -eq 0) { Invoke-WithSetting Platform__Form container dotnet test Tests/Platform.Tests @args }
    if ($LASTEXITCODE -eq 0) { Invoke-InPlatform dotnet test Tests/Hosting.Tests --filter 'FullyQualifiedName~Containers|FullyQualifiedName~Integrations' @args }
}

# Run all tests, those that take minutes included
function platform-test-long { Invoke-WithSetting PLATFORM_LONG_TESTS 1 dotnet test Platform.sln @args }

# Install what the machine lacks, build, run all tests, count them
function platform-ci { Invoke-InPlatform bash .ci/run @args }

##@ Workplace

# Check the prerequisites, install what is missing after asking, fetch the tools
function platform-setup { Invoke-InPlatform "$script:PlatformRoot/scripts/dev-setup.ps1" @args }

# Fetch every tool that processes need (a start does it by itself)
function platform-tools { Invoke-InPlatform dotnet run --project tools '--' fetch @args }

# Print a tool's path
function platform-tool { Invoke-InPlatform dotnet run --project tools --verbosity quiet '--' path @args }

# Write docs/configuration.md and the .env templates from the settings
function platform-config-docs { Invoke-InPlatform dotnet run --project Api --no-launch-profile '--' configuration .. @args }

# Delete what builds made; data, secrets and logs in .platform/ stay
function platform-clean { Remove-Item -Recurse -Force -ErrorAction SilentlyContinue "$script:PlatformRoot/artifacts" }

##@ Measure

# Measure starting and stopping against the budgets, and read the plans of the hot queries at a million products
function platform-bench {
    Invoke-InPlatform dotnet run --project bench/Startup --configuration Release '--' @args
    if ($LASTEXITCODE -eq 0) { Invoke-InPlatform dotnet run --project bench/Load --configuration Release '--' --only plans }
}

# Compare backing services as processes and as containers
function platform-bench-forms { Invoke-InPlatform dotnet run --project bench/Startup --configuration Release '--' forms @args }

# Measure the aspire CLI's verbs on a running environment
function platform-bench-cli { Invoke-InPlatform dotnet run --project bench/Startup --configuration Release '--' cli @args }

# Measure from an edit of the API until it is healthy with it
function platform-bench-edit {
    Invoke-InPlatform dotnet build AppHost --nologo --verbosity quiet
    if ($LASTEXITCODE -eq 0) { Invoke-InPlatform bash bench/edit-to-healthy.sh @args }
}

# Measure the memory of each further copy
function platform-bench-copies {
    Invoke-InPlatform dotnet build AppHost --nologo --verbosity quiet
    if ($LASTEXITCODE -eq 0) { Invoke-InPlatform bash bench/memory-per-copy.sh @args }
}

# Load the shop with requests
function platform-bench-load { Invoke-InPlatform dotnet run --project bench/Load --configuration Release '--' @args }

# Measure snapshots and restores of the seeded shop
function platform-bench-snapshots { Invoke-InPlatform dotnet run --project bench/Startup --configuration Release '--' snapshots @args }

# Measure shipping log lines
function platform-bench-logs { Invoke-InPlatform dotnet run --project bench/LogShipper --configuration Release '--' @args }

# Measure what monitoring costs
function platform-bench-monitoring { Invoke-InPlatform dotnet run --project bench/Startup --configuration Release '--' monitoring @args }

# Measure the object store
function platform-bench-storage { Invoke-InPlatform dotnet run --project bench/ObjectStore --configuration Release '--' @args }
