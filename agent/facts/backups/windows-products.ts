/** A backup program of Windows: its services, and how it names itself in the list of programs. */
export interface WindowsBackupProduct {
  readonly name: string;
  /** Names in lower case; one that ends in `*` begins so. */
  readonly services: readonly string[];
  readonly called: RegExp;
}

/**
 * Backup programs by the services and names that their makers' installers register; names are those of Linux where it has
 * the program too. Shadow copies and System Restore keep older states on the same disk and are no backup; OneDrive and
 * other synchronization passes on what is deleted and is none either.
 */
export const windowsBackupProducts: readonly WindowsBackupProduct[] = [
  { name: 'Acronis', services: ['mms', 'acronismanagedmachineservice*', 'acrsch2svc'], called: /^(?:acronis )?cyber protect(?:ion)? (?:agent|connect)|^acronis (?:backup|cyber|true image)/i },
  { name: 'AOMEI Backupper', services: ['aomei backupper*', 'backupper service'], called: /^aomei backupper/i },
  { name: 'Azure Backup', services: ['obengine'], called: /^microsoft azure recovery services agent/i },
  { name: 'Backblaze', services: ['bzserv'], called: /^backblaze\b/i },
  { name: 'Bacula', services: ['bacula-fd'], called: /^bacula\b/i },
  { name: 'Barracuda Backup', services: ['bbagent'], called: /^barracuda (?:backup|yosemite)/i },
  { name: 'Bareos', services: ['bareos-fd'], called: /^bareos\b/i },
  { name: 'Carbonite', services: ['carboniteservice'], called: /^carbonite\b/i },
  { name: 'Commvault', services: ['gxcvd(*'], called: /^commvault\b/i },
  { name: 'Cove', services: ['backup service controller'], called: /^(?:cove data protection|backup manager|n-able backup|solarwinds (?:msp )?backup)/i },
  { name: 'CrashPlan', services: ['crashplanservice', 'code42service'], called: /^(?:crashplan|code42)\b/i },
  { name: 'Datto', services: ['dattobackupagentservice', 'datto cloud continuity*', 'dattoprovider', 'datto windows agent*'], called: /^datto (?:windows agent|cloud continuity|workplace backup|endpoint backup)/i },
  { name: 'Druva', services: ['insyncservice*', 'druvainsync*'], called: /^druva\b/i },
  { name: 'Duplicati', services: ['duplicati'], called: /^duplicati\b/i },
  { name: 'EaseUS Todo Backup', services: ['easeus agent'], called: /^easeus todo backup/i },
  { name: 'IBM Storage Protect', services: ['tsm client scheduler*', 'tsm acceptor*'], called: /^ibm (?:storage protect|spectrum protect) client/i },
  { name: 'IDrive', services: ['idriveservice*', 'idrive*'], called: /^idrive\b/i },
  { name: 'Macrium Reflect', services: ['macriumservice'], called: /^macrium reflect|^macrium (?:agent|site)/i },
  { name: 'MSP360', services: ['online backup service', 'cloudberry*', 'msp360*'], called: /^(?:msp360|cloudberry) (?!remote)/i },
  { name: 'NAKIVO', services: ['nkv-bhsvc*', 'nkv-*'], called: /^nakivo\b/i },
  { name: 'NetBackup', services: ['netbackup*', 'bpcd'], called: /^(?:veritas )?netbackup\b/i },
  { name: 'NinjaOne Backup', services: ['lockhartsvc', 'ninjabackup*'], called: /^ninja(?:one)? (?:data protection|backup)|^lockhart/i },
  { name: 'Rubrik', services: ['rubrikbackupservice*', 'rubrik backup service'], called: /^rubrik\b/i },
  { name: 'StorageCraft', services: ['shadowprotectsvc', 'spxservice', 'stc_raw_agent'], called: /^(?:storagecraft|shadowprotect|arcserve)\b/i },
  { name: 'Synology Active Backup', services: ['synology active backup for business*', 'active backup for business*'], called: /^synology active backup/i },
  { name: 'Unitrends', services: ['wbps', 'unitrends*'], called: /^unitrends\b/i },
  { name: 'UrBackup', services: ['urbackupclientbackend'], called: /^urbackup\b/i },
  { name: 'Veeam', services: ['veeamendpointbackupsvc', 'veeambackupsvc'], called: /^veeam (?:agent|backup|endpoint)/i },
  { name: 'Veritas Backup Exec', services: ['backupexecagentaccelerator', 'backupexecjobengine'], called: /^(?:veritas|symantec) backup exec/i },
];
