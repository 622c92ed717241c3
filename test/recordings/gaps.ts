import type { Platform } from '../../agent/facts/fact.ts';
import type { SectionName } from '../../wire/sections/list.ts';

/** A fact that no machine of a platform tells, or not every one: its path, the reason, and why that is so. */
export type Gap = readonly [path: string, reason: string, why: string];

/** What a whole and healthy machine may leave out. Everything else has to be told, or is a gap of one described machine. */
export const usualGaps: Readonly<Record<Exclude<Platform, 'linux'>, Readonly<Partial<Record<SectionName, readonly Gap[]>>>>> = {
  windows: {
    os: [['init', 'not-this-platform', 'Windows has no process 1'], ['runningKernelInstalled', 'not-this-platform', 'its kernel is not a package']],
    hardware: [['cpu.vulnerabilities', 'not-visible-from-here', 'only a call of the kernel tells'], ['disks[].manufacturedOn', 'not-visible-from-here', 'only a SAS disk tells, to a program of its own'], ['disks[].kind', 'not-visible-from-here', 'a RAID controller and a USB stick hide what is behind them']],
    accounts: [
      ['users[].loginShell', 'not-this-platform', 'there is none'], ['users[].password', 'not-visible-from-here', 'the SAM tells nobody'], ['users[].passwordScheme', 'not-visible-from-here', 'the SAM tells nobody'],
    ],
    'password-policy': [['enforcedFor', 'not-this-platform', 'Windows has no stacks of PAM']],
    backups: [
      ['snapshots', 'not-visible-from-here', 'shadow copies are no backup and are not listed'], ['repositories', 'not-visible-from-here', 'products of Windows keep their copies to themselves'], ['products[].schedule', 'not-visible-from-here', 'so they do their schedule'], ['products[].scheduled', 'not-visible-from-here', 'so they do their schedule'],
      ['repositories[].encrypted', 'not-visible-from-here', 'wbadmin does not say'], ['repositories[].intact', 'not-visible-from-here', 'wbadmin does not say'], ['repositories[].locked', 'not-visible-from-here', 'wbadmin does not say'], ['repositories[].retention', 'not-visible-from-here', 'wbadmin does not say'],
    ],
    drills: [['drills', 'not-visible-from-here', 'a recording has no state folder of the agent']],
    time: [['services[].running', 'not-visible-from-here', 'W32Time starts on demand']],
    power: [['ups', 'not-visible-from-here', 'without a program that watches one']],
    updates: [['sources', 'not-this-platform', 'Windows Update asks its maker']],
    vitals: [
      ['clockOffsetMs', 'not-visible-from-here', 'w32tm speaks the language of the computer'], ['clockSynchronized', 'not-visible-from-here', 'w32tm speaks the language of the computer'], ['disks[].badSectors', 'not-visible-from-here', 'Windows counts errors'], ['ups', 'not-visible-from-here', 'none on a cable'],
      ['definitions[].scannedAt', 'not-visible-from-here', 'other products tell Windows no date'], ['definitions[].updatedAt', 'not-visible-from-here', 'other products tell Windows no date'], ['definitions[].version', 'not-visible-from-here', 'other products tell Windows no version'],
    ],
    'malware-protection': [
      ['products[].cloudProtection', 'not-visible-from-here', 'the console of another maker knows'], ['products[].managed', 'not-visible-from-here', 'the console of another maker knows'], ['products[].tamperProtection', 'not-visible-from-here', 'the console of another maker knows'],
      ['products[].definitionsCurrent', 'not-visible-from-here', 'servers keep no list of the Security Center'], ['products[].realTime', 'not-visible-from-here', 'servers keep no list of the Security Center'], ['products', 'not-visible-from-here', 'servers keep no list of the Security Center'],
    ],
    hardening: [['smartScreen', 'not-visible-from-here', 'Microsoft does not document what servers do without a setting']],
    protocols: [['tls[].client', 'not-visible-from-here', 'what holds without a setting depends on the release'], ['tls[].server', 'not-visible-from-here', 'what holds without a setting depends on the release']],
  },
  macos: {
    os: [['rebootReasons', 'not-visible-from-here', 'macOS keeps no note'], ['rebootRequired', 'not-visible-from-here', 'macOS keeps no note'], ['runningKernelInstalled', 'not-this-platform', 'the kernel is part of the sealed system']],
    hardware: [['cpu.vulnerabilities', 'not-visible-from-here', 'macOS does not tell']],
    accounts: [
      ['laps', 'not-visible-from-here', 'device management may do it'], ['users[].expiresOn', 'not-visible-from-here', 'policies of single accounts are not read'], ['users[].passwordMaxDays', 'not-visible-from-here', 'policies of single accounts are not read'], ['users[].passwordRequired', 'not-visible-from-here', 'a hash does not tell'],
    ],
    'password-policy': [['lockoutForAdministrators', 'not-visible-from-here', 'its policies do not tell whom they spare']],
    software: [['packages[].architecture', 'not-visible-from-here', 'it stands in the program itself'], ['packages[].installedOn', 'not-visible-from-here', 'dragged into place'], ['packages[].publisher', 'not-visible-from-here', 'receipts name none'], ['packages[].version', 'not-visible-from-here', 'receipts of pkgutil --pkgs name none']],
    updates: [['failed', 'not-visible-from-here', 'there is no such list'], ['sources', 'not-visible-from-here', 'built into macOS']],
    backups: [
      ['snapshots', 'not-visible-from-here', 'local snapshots are no backup and are not listed'], ['repositories[].appendOnly', 'not-visible-from-here', 'Time Machine does not tell'], ['repositories[].intact', 'not-visible-from-here', 'Time Machine does not tell'], ['repositories[].locked', 'not-visible-from-here', 'Time Machine does not tell'],
      ['repositories[].restoredAt', 'not-visible-from-here', 'a recording has no state folder of the agent'], ['repositories[].retention', 'not-visible-from-here', 'Time Machine thins out by itself'],
    ],
    drills: [['drills', 'not-visible-from-here', 'a recording has no state folder of the agent']],
    'malware-protection': [['products[].definitionsCurrent', 'not-visible-from-here', 'XProtect does not say']],
    'remote-access': [['ssh.version', 'not-visible-from-here', 'asked only while Remote Login is on'], ['ssh.weakAlgorithms', 'not-visible-from-here', 'left to the default of that version'], ['servers[].encrypted', 'not-visible-from-here', 'Remote Apple Events: it depends on both sides']],
    activity: [['signIns[].lastSignInAt', 'not-visible-from-here', 'the record of sign-ins is young']],
    logging: [['logs[].keepDays', 'not-visible-from-here', 'macOS decides'], ['logs[].maxBytes', 'not-visible-from-here', 'macOS decides']],
    protocols: [
      ['smb.encryptionRequired', 'not-visible-from-here', 'Apple does not document what holds without a setting'], ['smb.guestAllowed', 'not-visible-from-here', 'Apple does not document what holds without a setting'], ['smb.nullSessions', 'not-visible-from-here', 'Apple does not document what holds without a setting'],
      ['smb.signingRequiredServer', 'not-visible-from-here', 'Apple does not document what holds without a setting'], ['smb.smb1Server', 'not-visible-from-here', 'Apple does not document what holds without a setting'], ['tls', 'not-visible-from-here', 'each program chooses for itself'],
    ],
    power: [['monitors[].shutsDown', 'not-visible-from-here', 'pmset is asked for it only while an UPS is connected']],
    printers: [['printers[].user', 'not-this-platform', 'printers of CUPS are there for everybody']],
    vitals: [
      ['clockOffsetMs', 'not-visible-from-here', 'timed keeps it to itself'], ['clockSynchronized', 'not-visible-from-here', 'timed keeps it to itself'], ['definitions[].scannedAt', 'not-visible-from-here', 'XProtect keeps no record'], ['disks[].badSectors', 'not-visible-from-here', 'macOS does not tell'], ['disks[].powerOnHours', 'not-visible-from-here', 'macOS does not tell'], ['disks[].wearPercent', 'not-visible-from-here', 'macOS does not tell'],
    ],
  },
};
