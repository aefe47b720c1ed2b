<#
.SYNOPSIS
Makes a Windows machine ready for this repository: checks what is needed, installs what is missing or says how, fetches the tools.
.DESCRIPTION
Run it as often as you like; what is there already stays as it is. Linux and macOS: scripts/dev-setup.sh.
Without a person to ask and without -Yes nothing is installed: the commands are printed, and the exit code is 1.
Works in Windows PowerShell 5.1 and PowerShell 7.
.PARAMETER Yes
Install what is missing without asking.
.PARAMETER NoFetch
Leave fetching the engine, PostgreSQL and Redis to the first start.
#>
[CmdletBinding()]
param(
    [switch] $Yes,
    [switch] $NoFetch
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Continue'
Set-Location (Split-Path -Parent $PSScriptRoot)
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$oldestNode = 20

# GNU make is wanted for `make help` and the rest; scripts/install-ps-aliases.ps1 gives the same commands without it.
$programs = @(
    @{ Name = 'dotnet'; Package = 'Microsoft.DotNet.SDK.10'; Required = $true }
    @{ Name = 'node'; Package = 'OpenJS.NodeJS.LTS'; Required = $true }
    @{ Name = 'npm'; Package = 'OpenJS.NodeJS.LTS'; Required = $true }
    @{ Name = 'git'; Package = 'Git.Git'; Required = $true }
    @{ Name = 'make'; Package = 'ezwinports.make'; Required = $false }
)

function Test-Program([string] $Name) {
    return $null -ne (Get-Command $Name -ErrorAction SilentlyContinue)
}

# The first line that a program prints. All of it is read: a program that is cut off leaves no exit code.
function Get-FirstLine([string] $Name, [string[]] $Arguments) {
    $lines = @(& $Name @Arguments 2>$null)
    if ($lines.Count -eq 0) {
        return ''
    }

    return [string] $lines[0]
}

# What was found, and what is wrong with it; both may be empty.
function Get-Condition([string] $Name) {
    if (-not (Test-Program $Name)) {
        return @{ Found = ''; Problem = 'missing' }
    }

    $found = Get-FirstLine $Name '--version'
    if ($Name -eq 'dotnet' -and $LASTEXITCODE -ne 0) {
        # In this folder it answers only when an installed SDK satisfies global.json.
        $installed = (& dotnet --list-sdks 2>$null) -join ' '
        return @{ Found = ''; Problem = "SDK 10 is missing; installed: $installed" }
    }

    if ($Name -eq 'node' -and $found -notmatch '^v(\d+)') {
        return @{ Found = ''; Problem = 'gives no version' }
    }

    if ($Name -eq 'node' -and [int] $Matches[1] -lt $oldestNode) {
        return @{ Found = ''; Problem = "$found is too old" }
    }

    return @{ Found = $found; Problem = '' }
}

function Write-Condition([string] $Level, [string] $Name, [string] $Text) {
    Write-Host ('{0,-8} {1,-8} {2}' -f $Level, $Name, $Text)
}

function Confirm-Install {
    if ($Yes) {
        return $true
    }

    if ([Console]::IsInputRedirected -or -not [Environment]::UserInteractive) {
        return $false
    }

    return (Read-Host '         Run it now? [y/N]') -match '^[yY]'
}

# A program that was just installed is on the PATH of new processes only. What this process has stays in front.
function Update-Path {
    $separator = [System.IO.Path]::PathSeparator
    $added = 'Machine', 'User' | ForEach-Object { "$([Environment]::GetEnvironmentVariable('PATH', $_))" -split $separator }
    $known = $env:PATH -split $separator
    $env:PATH = (@($known) + @($added | Where-Object { $_ -ne '' -and $known -notcontains $_ })) -join $separator
}

Write-Host 'Checking what this repository needs'
$missing = @()
foreach ($program in $programs) {
    $name = $program.Name
    $condition = Get-Condition $name
    if ($condition.Problem -eq '') {
        Write-Condition 'ok' $name $condition.Found
        continue
    }

    $level = if ($program.Required) { 'missing' } else { 'optional' }
    Write-Condition $level $name $condition.Problem
    Write-Condition '' '' "> winget install --exact --id $($program.Package)"
    if ((Test-Program 'winget') -and (Confirm-Install)) {
        & winget install --exact --id $program.Package --accept-package-agreements --accept-source-agreements
        Update-Path
        $condition = Get-Condition $name
        if ($condition.Problem -eq '') {
            Write-Condition 'ok' $name $condition.Found
            continue
        }

        Write-Condition $level $name "$($condition.Problem), also after that"
    }

    if ($program.Required) {
        $missing += $name
    }
}

$engine = ''
foreach ($candidate in 'docker', 'podman') {
    if ($engine -eq '' -and (Test-Program $candidate)) {
        $version = Get-FirstLine $candidate @('version', '--format', '{{.Server.Version}}')
        if ($LASTEXITCODE -eq 0 -and $version -ne '') {
            $engine = $candidate
            Write-Condition 'ok' $candidate $version
        }
    }
}

if ($engine -eq '') {
    Write-Condition 'optional' 'docker' 'no container engine answers; everything runs as a process'
}

if ($missing.Count -gt 0) {
    Write-Host ''
    Write-Host "Still missing: $($missing -join ' '). Install that, open a new terminal, and run scripts/dev-setup.ps1 again."
    exit 1
}

if (-not $NoFetch) {
    Write-Host ''
    Write-Host "Fetching the engine, PostgreSQL and Redis into the user's cache, where they are not there yet"
    & dotnet run --project tools --verbosity quiet '--' fetch engine postgres redis
    if ($LASTEXITCODE -ne 0) {
        Write-Host 'That did not succeed. It is tried again by the next start, or by: dotnet run --project tools -- fetch'
        exit 1
    }
}

Write-Host @'

Ready. Next:
  dotnet run --project AppHost             start everything; the dashboard's address is printed
  dotnet test Platform.sln                 run every test
  scripts/install-ps-aliases.ps1           the everyday commands as PowerShell functions
  dotnet run --project AppHost -- doctor   when something does not start
'@
