import { expect, test } from 'vitest';
import { bootNumber, isElevated } from '../../../../agent/host/windows/rights.ts';

const german = '"Jeder","Bekannte Gruppe","S-1-1-0","Verbindliche Gruppe, Standardmäßig aktiviert, Aktivierte Gruppe"\r\n';
const admins = '"VORDEFINIERT\\Administratoren","Alias","S-1-5-32-544","Verbindliche Gruppe, Aktivierte Gruppe, Gruppenbesitzer"\r\n';
const level = (number: number) => `"Verbindliche Beschriftung\\Hohe Verbindlichkeitsstufe","Bezeichnung","S-1-16-${number}",""\r\n`;

test.each([
  ['an administrator who asked for it', german + admins + level(12288), true],
  ['LocalSystem', admins + german + level(16384), true],
  ['an administrator as UAC leaves him', german + admins + level(8192), false],
  ['a service account', german + level(16384), false],
  ['a user', german + level(8192), false],
  ['a user in a group with a clever name', `"S-1-5-32-544","x","S-1-5-21-1-2-3-1005",""\r\n${level(8192)}`, false],
  ['nothing', '', false],
])('elevated: %s', (_who, printed, expected) => {
  expect(isElevated(printed)).toBe(expected);
});

test('the number of a boot', () => {
  const printed = '\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters\r\n    BootId    REG_DWORD    0x1a3\r\n\r\n';
  expect(bootNumber(printed)).toBe('419');
  expect(bootNumber('FEHLER: Der angegebene Registrierungsschlüssel bzw. Wert wurde nicht gefunden.')).toBe(null);
});
