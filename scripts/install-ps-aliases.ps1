<#
.SYNOPSIS
Loads scripts/ps-aliases.ps1 (platform-dev, platform-test, ...) into every new PowerShell of this user.
.DESCRIPTION
Adds one line to the user's profile, for this clone, and takes out the one of another clone. Run it as often as you like.
.PARAMETER Uninstall
Takes the line out again.
#>
[CmdletBinding()]
param([switch] $Uninstall)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$mark = '# platform-aliases'
$line = ". '{0}' {1}" -f ((Join-Path $PSScriptRoot 'ps-aliases.ps1') -replace "'", "''"), $mark
$file = $PROFILE.CurrentUserAllHosts

$kept = @()
if (Test-Path $file) {
    $kept = @(Get-Content $file | Where-Object { -not $_.EndsWith($mark) })
}

if (-not $Uninstall) {
    $kept += $line
}

New-Item -ItemType Directory -Force -Path (Split-Path -Parent $file) | Out-Null
Set-Content -Path $file -Value $kept -Encoding UTF8
if ($Uninstall) {
    Write-Host "Taken out of $file; open shells keep the functions."
}
else {
    Write-Host "Added to $file. New shells have the functions; this one after: . '$file'. What there is: platform-help"
}
