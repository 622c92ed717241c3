/**
 * What every script for PowerShell begins with: functions that read, and write answers as frames of ASCII.
 *
 * It runs in PowerShell 3 to 5.1, also in Constrained Language Mode: outside `$twFull` there are only commands,
 * properties, and methods of texts. PowerShell reads it from standard input as if it was typed, where an empty line ends
 * what was begun: so there is one between any two functions and none inside of one.
 *
 * A frame is `mark kind id length:body`. The mark is random, the body is JSON in ASCII and its length is counted, so that
 * nothing a computer says can begin or end a frame: `B` begun, `K` one entry of a list, `E` end of a list, `R` a result,
 * `F` failed. No text of an error is passed on, only its ids, which no language translates.
 */
export const prelude = String.raw`
$ErrorActionPreference = 'Stop'

$ProgressPreference = 'SilentlyContinue'

$WarningPreference = 'SilentlyContinue'

$env:PSModulePath = "$PSHOME\Modules"

$twFull = "$($ExecutionContext.SessionState.LanguageMode)" -eq 'FullLanguage'

$twHives = @{}

if ($twFull) {
  $twHives = @{
    HKEY_LOCAL_MACHINE = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
    HKEY_USERS = [Microsoft.Win32.RegistryKey]::OpenBaseKey('Users', 'Registry64')
  }
}

function twFrame([string]$kind, [int]$id, [string]$body) {
  Write-Host ('{0} {1} {2} {3}:{4}' -f $twMark, $kind, $id, $body.Length, $body)
}

function twText([string]$text) {
  $out = $text.Replace('\', '\\').Replace('"', '\"')
  while ($out -cmatch '[^ -~]') {
    $out = $out.Replace($Matches[0], ('\u{0:x4}' -f [int][char]$Matches[0]))
  }
  '"' + $out + '"'
}

function twWhole($number) {
  if ($number -gt 9007199254740991 -or $number -lt -9007199254740991) {
    return '"' + "$number" + '"'
  }
  "$number"
}

function twInstant([datetime]$local) {
  $at = $local.ToUniversalTime()
  '"{0:D4}-{1:D2}-{2:D2}T{3:D2}:{4:D2}:{5:D2}.{6:D3}Z"' -f $at.Year, $at.Month, $at.Day, $at.Hour, $at.Minute, $at.Second, $at.Millisecond
}

function twMember([string]$name, $value, [int]$depth) {
  (twText $name) + ':' + (twJson $value ($depth + 1))
}

function twJson($value, [int]$depth) {
  if ($null -eq $value) { return 'null' }
  if ($value -is [string] -or $value -is [char] -or $value -is [guid] -or $value -is [version] -or $value -is [uri]) { return (twText "$value") }
  if ($value -is [bool]) { return "$value".ToLowerInvariant() }
  if ($value -is [System.Enum]) { return (twWhole ([long]$value)) }
  if ($value -is [int] -or $value -is [uint32] -or $value -is [long] -or $value -is [uint64]) { return (twWhole $value) }
  if ($value -is [byte] -or $value -is [sbyte] -or $value -is [int16] -or $value -is [uint16]) { return "$value" }
  if ($value -is [datetime]) { return (twInstant $value) }
  if ($value -is [timespan]) { return (twJson $value.TotalSeconds $depth) }
  if ($value -is [double] -or $value -is [single] -or $value -is [decimal]) {
    if ("$value" -cmatch '^-?[0-9]') { return "$value" }
    return 'null'
  }
  if ($value -is [byte[]] -or $value -is [uint16[]]) { return '[' + ($value -join ',') + ']' }
  if ($depth -gt 5) { return (twText "$value") }
  if ($value -is [System.Collections.IDictionary]) {
    $members = foreach ($key in $value.Keys) { twMember "$key" $value[$key] $depth }
    return '{' + ($members -join ',') + '}'
  }
  if ($value -is [System.Collections.IEnumerable]) {
    $items = foreach ($item in $value) { twJson $item ($depth + 1) }
    return '[' + ($items -join ',') + ']'
  }
  if ($value -is [ciminstance]) {
    $members = foreach ($property in $value.CimInstanceProperties) { twMember $property.Name $property.Value $depth }
    return '{' + ($members -join ',') + '}'
  }
  if ($value -is [System.Management.Automation.PSCustomObject]) {
    $members = foreach ($property in $value.PSObject.Properties) { twMember $property.Name $property.Value $depth }
    return '{' + ($members -join ',') + '}'
  }
  twText "$value"
}

function twWhy($record) {
  $cause = $record.Exception
  while ($null -ne $cause.InnerException) { $cause = $cause.InnerException }
  $id = twText "$($record.FullyQualifiedErrorId)"
  $category = twText "$($record.CategoryInfo.Category)"
  $kind = twText "$($record.CategoryInfo.Reason)"
  '{"id":' + $id + ',"category":' + $category + ',"kind":' + $kind + ',"code":' + (twWhole ([long]$cause.HResult)) + '}'
}

function twSubkeys([string]$hive, [string]$at) {
  if (-not $twFull) { return (Get-ChildItem -LiteralPath "Registry::$hive\$at" -Name) }
  $key = $twHives[$hive].OpenSubKey($at)
  if ($null -eq $key) { return }
  try { $key.GetSubKeyNames() } finally { $key.Close() }
}

function twValue($value) {
  if ($value -is [string]) { return (twText $value) }
  if ($value -is [string[]]) { return (twJson $value 0) }
  if ($value -is [int] -and $value -lt 0) { return "$(4294967296 + $value)" }
  if ($value -is [long] -and $value -lt 0) { return '"' + "$(18446744073709551616d + $value)" + '"' }
  if ($value -is [int] -or $value -is [long]) { return (twWhole $value) }
  $digits = foreach ($byte in $value) { '{0:x2}' -f $byte }
  '{"hex":"' + ($digits -join '') + '"}'
}

function twOpenKey([string]$hive, [string]$at, $names) {
  $key = $twHives[$hive].OpenSubKey($at)
  if ($null -eq $key) { return }
  try {
    $all = @($key.GetValueNames())
    $wanted = $all
    if ($null -ne $names) { $wanted = @($names | Where-Object { $all -contains $_ }) }
    $members = foreach ($name in $wanted) {
      (twText $name) + ':' + (twValue ($key.GetValue($name, $null, 'DoNotExpandEnvironmentNames')))
    }
  } finally { $key.Close() }
  '{' + ($members -join ',') + '}'
}

function twItemKey([string]$hive, [string]$at, $names) {
  $all = @((Get-Item -LiteralPath "Registry::$hive\$at").Property)
  $wanted = @($all | ForEach-Object { if ($_ -eq '(default)') { '' } else { $_ } })
  if ($null -ne $names) { $wanted = @($names | Where-Object { $wanted -contains $_ }) }
  $values = Get-ItemProperty -LiteralPath "Registry::$hive\$at"
  $members = foreach ($name in $wanted) {
    $shown = $name
    if ($name -eq '') { $shown = '(default)' }
    (twText $name) + ':' + (twValue $values.$shown)
  }
  '{' + ($members -join ',') + '}'
}

function twKeysBelow([string]$hive, [string[]]$above, [string]$pattern) {
  foreach ($at in $above) {
    try {
      foreach ($name in (twSubkeys $hive $at)) {
        if ($name -like $pattern) { @{ path = "$at\$name".TrimStart('\') } }
      }
    } catch {
      if ("$($_.CategoryInfo.Category)" -ne 'ObjectNotFound') { @{ why = (twWhy $_) } }
    }
  }
}

function twRegistry([int]$id, [string]$hive, [string[]]$parts, $names, [int]$most) {
  twFrame 'B' $id ''
  $why = 'null'
  $paths = @('')
  foreach ($part in $parts) {
    if ($part.Contains('*')) {
      $found = @(twKeysBelow $hive $paths $part)
      $paths = @($found | ForEach-Object { $_.path } | Where-Object { $_ })
      foreach ($each in $found) { if ($each.why) { $why = $each.why } }
    } else {
      $paths = @($paths | ForEach-Object { "$_\$part".TrimStart('\') })
    }
  }
  foreach ($at in ($paths | Select-Object -First $most)) {
    try {
      if ($twFull) { $values = twOpenKey $hive $at $names } else { $values = twItemKey $hive $at $names }
      if ($values) { twFrame 'K' $id ('[' + (twText $at) + ',' + $values + ']') }
    } catch {
      if ("$($_.CategoryInfo.Category)" -ne 'ObjectNotFound') { twFrame 'K' $id ('[' + (twText $at) + ',null,' + (twWhy $_) + ']') }
    }
  }
  twFrame 'E' $id ('{"total":' + $paths.Count + ',"why":' + $why + '}')
}

function twInstances([string]$namespace, [string]$class, [string[]]$names, [string]$filter, [int]$seconds) {
  $ask = @{ Namespace = $namespace; ClassName = $class; OperationTimeoutSec = $seconds }
  if ($filter) { $ask = @{ Namespace = $namespace; ClassName = $class; OperationTimeoutSec = $seconds; Filter = $filter } }
  try {
    Get-CimInstance @ask -Property $names
  } catch {
    if ("$($_.FullyQualifiedErrorId)" -notlike 'HRESULT 0x80041017*') { throw }
    Get-CimInstance @ask
  }
}

function twCim([int]$id, [string]$namespace, [string]$class, [string[]]$names, [string]$filter, [int]$seconds) {
  twFrame 'B' $id ''
  try {
    $known = $null
    $items = foreach ($instance in (twInstances $namespace $class $names $filter $seconds)) {
      if ($null -eq $known) {
        $all = @($instance.CimInstanceProperties | ForEach-Object { $_.Name })
        $known = @($names | Where-Object { $all -contains $_ })
      }
      $members = foreach ($name in $known) { twMember $name $instance.$name 1 }
      '{' + ($members -join ',') + '}'
    }
    twFrame 'R' $id ('[' + ($items -join ',') + ']')
  } catch {
    twFrame 'F' $id (twWhy $_)
  }
}

function twRights([int]$id, [string[]]$paths) {
  twFrame 'B' $id ''
  foreach ($path in $paths) {
    try {
      twFrame 'K' $id ('[' + (twText $path) + ',' + (twText (Get-Acl -LiteralPath $path).Sddl) + ']')
    } catch {
      twFrame 'K' $id ('[' + (twText $path) + ',null,' + (twWhy $_) + ']')
    }
  }
  twFrame 'E' $id ('{"total":' + $paths.Count + ',"why":null}')
}
`;
