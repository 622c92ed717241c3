/** One backup program: where its package or maker puts it, and by which words a job names it. */
export interface ProductKind {
  readonly name: string;
  readonly programs: readonly string[];
  /** Debian package that tells its version. */
  readonly package?: string;
  /** Commands that make a copy, as a cron job, unit or script would name them. */
  readonly commands: readonly string[];
  /** Its jobs are kept by a server or a service of its own, where they cannot be seen from files of the system. */
  readonly ownSchedule?: boolean;
}

/**
 * Backup programs of Debian, Ubuntu and the Red Hat family by their packages, those of vendors by the Linux pages of
 * their makers. Snapshots of the same file system (snapper, LVM) are no backup, so that their programs are not here.
 */
export const productKinds: readonly ProductKind[] = [
  { name: 'Acronis', programs: ['/usr/lib/Acronis/BackupAndRecovery/mms'], commands: ['acrocmd'], ownSchedule: true },
  {
    name: 'Amanda',
    programs: ['/usr/lib/amanda/amandad', '/usr/libexec/amanda/amandad', '/usr/sbin/amdump'],
    package: 'amanda-client',
    commands: ['amdump'],
    ownSchedule: true,
  },
  { name: 'Back In Time', programs: ['/usr/bin/backintime'], package: 'backintime-common', commands: ['backintime'], ownSchedule: true },
  {
    name: 'BackupPC',
    programs: ['/usr/share/backuppc/bin/BackupPC', '/usr/share/BackupPC/bin/BackupPC'],
    package: 'backuppc',
    commands: ['BackupPC_dump'],
    ownSchedule: true,
  },
  { name: 'Bacula', programs: ['/usr/sbin/bacula-fd'], package: 'bacula-fd', commands: [], ownSchedule: true },
  { name: 'Bareos', programs: ['/usr/sbin/bareos-fd'], package: 'bareos-filedaemon', commands: [], ownSchedule: true },
  { name: 'borg', programs: ['/usr/bin/borg', '/usr/local/bin/borg'], package: 'borgbackup', commands: ['borg', 'borgmatic', 'borg-create'] },
  { name: 'borgmatic', programs: ['/usr/bin/borgmatic', '/usr/local/bin/borgmatic'], package: 'borgmatic', commands: ['borgmatic'] },
  { name: 'BURP', programs: ['/usr/sbin/burp'], package: 'burp', commands: ['burp'] },
  { name: 'Commvault', programs: ['/opt/commvault/Base/cvd'], commands: [], ownSchedule: true },
  { name: 'Cove', programs: ['/opt/MXB/bin/BackupFP'], commands: [], ownSchedule: true },
  { name: 'CrashPlan', programs: ['/usr/local/crashplan/bin/CrashPlanEngine', '/usr/local/crashplan/bin/service.sh'], commands: [], ownSchedule: true },
  { name: 'Datto', programs: ['/usr/bin/dlad', '/usr/bin/dbdctl'], package: 'dlad', commands: [], ownSchedule: true },
  { name: 'Déjà Dup', programs: ['/usr/bin/deja-dup'], package: 'deja-dup', commands: ['deja-dup'], ownSchedule: true },
  { name: 'dirvish', programs: ['/usr/sbin/dirvish'], package: 'dirvish', commands: ['dirvish', 'dirvish-runall'] },
  { name: 'Duplicati', programs: ['/usr/bin/duplicati', '/usr/bin/duplicati-server'], package: 'duplicati', commands: ['duplicati-cli'], ownSchedule: true },
  { name: 'duplicity', programs: ['/usr/bin/duplicity'], package: 'duplicity', commands: ['duplicity', 'duply', 'backupninja'] },
  { name: 'IBM Storage Protect', programs: ['/opt/tivoli/tsm/client/ba/bin/dsmc'], commands: ['dsmc'], ownSchedule: true },
  { name: 'kopia', programs: ['/usr/bin/kopia'], package: 'kopia', commands: ['kopia'] },
  { name: 'MSP360', programs: ['/opt/local/MSP360 Backup/bin/cbb', '/opt/local/CloudBerry Backup/bin/cbb'], commands: ['cbb'], ownSchedule: true },
  { name: 'NetBackup', programs: ['/usr/openv/netbackup/bin/bpcd'], commands: [], ownSchedule: true },
  { name: 'Proxmox Backup', programs: ['/usr/bin/proxmox-backup-client'], package: 'proxmox-backup-client', commands: ['proxmox-backup-client'] },
  { name: 'rdiff-backup', programs: ['/usr/bin/rdiff-backup'], package: 'rdiff-backup', commands: ['rdiff-backup'] },
  { name: 'ReaR', programs: ['/usr/sbin/rear'], package: 'rear', commands: ['rear'] },
  {
    name: 'restic',
    programs: ['/usr/bin/restic', '/usr/local/bin/restic'],
    package: 'restic',
    commands: ['restic', 'autorestic', 'resticprofile', 'runrestic', 'crestic'],
  },
  { name: 'rsnapshot', programs: ['/usr/bin/rsnapshot'], package: 'rsnapshot', commands: ['rsnapshot'] },
  { name: 'Synology Active Backup', programs: ['/opt/Synology/ActiveBackupforBusiness/bin/abb-cli', '/usr/bin/abb-cli'], commands: [], ownSchedule: true },
  { name: 'timeshift', programs: ['/usr/bin/timeshift'], package: 'timeshift', commands: ['timeshift'] },
  { name: 'UrBackup', programs: ['/usr/local/sbin/urbackupclientbackend', '/usr/sbin/urbackupclientbackend'], commands: [], ownSchedule: true },
  { name: 'Veeam', programs: ['/usr/bin/veeamconfig', '/usr/sbin/veeamservice'], package: 'veeam', commands: ['veeamconfig'], ownSchedule: true },
];
