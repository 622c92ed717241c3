/** One backup program of macOS. */
export interface MacBackup {
  readonly name: string;
  /** Bundle identifiers of its applications. */
  readonly apps: RegExp;
  /** Labels of its jobs of launchd. */
  readonly jobs: RegExp;
}

/**
 * Backup programs by the identifiers that their makers' installers for macOS use. Names are those of Linux and Windows where they
 * have the program too. Their jobs are kept by themselves, where they cannot be seen from files of the system.
 */
export const macBackups: readonly MacBackup[] = [
  { name: 'Acronis', apps: /^com\.acronis\./i, jobs: /^(?:com\.)?acronis[._]/i },
  { name: 'Arq', apps: /^com\.(?:haystacksoftware\.arq|arqbackup|haystacksoftware\.Arq7)/i, jobs: /^com\.(?:haystacksoftware|arqbackup)\./i },
  { name: 'Backblaze', apps: /^com\.backblaze\./i, jobs: /^com\.backblaze\./i },
  { name: 'Bacula', apps: /^org\.bacula\./i, jobs: /^org\.bacula\.|^com\.baculasystems\./i },
  { name: 'Carbon Copy Cloner', apps: /^com\.bombich\.ccc/i, jobs: /^com\.bombich\.ccc/i },
  { name: 'Carbonite', apps: /^com\.carbonite\./i, jobs: /^com\.carbonite\./i },
  { name: 'ChronoSync', apps: /^com\.econtechnologies\.(?:chronosync|backgrounder\.chronosync)/i, jobs: /^com\.econtechnologies\./i },
  { name: 'Cove', apps: /^com\.(?:iaso|mxb|solarwindsmsp)\./i, jobs: /^com\.(?:iaso|mxb|solarwindsmsp|n-able\.backup)\./i },
  { name: 'CrashPlan', apps: /^com\.(?:crashplan|code42)\./i, jobs: /^com\.(?:crashplan|code42)\./i },
  { name: 'Druva', apps: /^com\.druva\./i, jobs: /^(?:com\.)?(?:druva\.)?insync|^com\.druva\./i },
  { name: 'Duplicati', apps: /^com\.duplicati\./i, jobs: /^com\.duplicati\./i },
  { name: 'IDrive', apps: /^com\.(?:prosoftnet|idrive)\./i, jobs: /^com\.(?:prosoftnet|idrive)\./i },
  { name: 'MSP360', apps: /^com\.(?:cloudberry|msp360|cbb)\./i, jobs: /^com\.(?:cloudberry|msp360|cbb|mspbackups)/i },
  { name: 'Retrospect', apps: /^com\.retrospect\./i, jobs: /^com\.retrospect\./i },
  { name: 'SuperDuper!', apps: /^com\.blacey\.SuperDuper/i, jobs: /^com\.(?:blacey|shirtpocket)/i },
  { name: 'Synology Active Backup', apps: /^com\.synology\.(?:activebackup|abb)/i, jobs: /^com\.synology\.(?:activebackup|abb)/i },
  { name: 'Synology Drive', apps: /^com\.synology\.(?:clouddrive|synologydrive|cloudstation)/i, jobs: /^com\.synology\.(?:clouddrive|synologydrive|cloudstation)/i },
  { name: 'Veeam', apps: /^com\.veeam\./i, jobs: /^com\.veeam\./i },
  { name: 'Vorta', apps: /^com\.borgbase\./i, jobs: /^com\.borgbase\./i },
];
