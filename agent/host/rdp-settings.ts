import { allOf, firstSet, keyThere, known, mapped, numberSet, orElse } from './known.ts';
import type { Known } from './known.ts';
import type { Look } from './reading.ts';
import { hklm } from './registry.ts';
import type { Sources } from './source.ts';
import type { serviceSources, WindowsServices } from './windows-services.ts';
import { serviceNamed } from './windows-services.ts';

const policyValues = ['fDenyTSConnections', 'UserAuthentication', 'SecurityLayer', 'MinEncryptionLevel', 'fAllowToGetHelp', 'fAllowUnsolicited'] as const;

/**
 * Remote Desktop as the machine and its policy set it (learn.microsoft.com, "Win32_TSGeneralSetting class" for the meaning
 * of the numbers, TerminalServer.admx and TerminalServer-Server.admx for the policy). A value of the policy wins.
 */
export const rdpSources = {
  rdpPolicy: hklm(String.raw`SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services`, policyValues),
  rdpServer: hklm(String.raw`SYSTEM\CurrentControlSet\Control\Terminal Server`, ['fDenyTSConnections']),
  rdpListener: hklm(String.raw`SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp`, ['UserAuthentication', 'SecurityLayer', 'MinEncryptionLevel', 'PortNumber', 'fEnableWinStation']),
  rdpHelp: hklm(String.raw`SYSTEM\CurrentControlSet\Control\Remote Assistance`, ['fAllowToGetHelp']),
} as const satisfies Sources;

type At = Look<typeof rdpSources & typeof serviceSources>;

/** Whether this Windows has Remote Desktop at all. */
export function hasRdp(at: At): Known<boolean> {
  return keyThere(at, 'rdpServer');
}

/** Whether Remote Desktop lets people in: nothing denies it, its listener is on, its service is not disabled. */
export function rdpEnabled(at: At, services: WindowsServices): Known<boolean> {
  const denied = orElse(firstSet(numberSet(at, 'rdpPolicy', 'fDenyTSConnections'), numberSet(at, 'rdpServer', 'fDenyTSConnections')), known(1));
  const listens = orElse(numberSet(at, 'rdpListener', 'fEnableWinStation'), known(1));
  const service = mapped(serviceNamed(services, 'TermService'), (it) => (it === null ? false : it.start === undefined ? undefined : it.start !== 'disabled'), 'StartMode of TermService');
  return allOf(mapped(denied, (number) => number === 0), mapped(listens, (number) => number !== 0), service);
}

/** A number of the listener, where the policy has none of its own; undefined of a number that is not understood. */
export function listenerSetting<T>(at: At, name: 'UserAuthentication' | 'SecurityLayer' | 'MinEncryptionLevel' | 'PortNumber', meaning: (number: number) => T | undefined): Known<T> {
  const own = numberSet(at, 'rdpListener', name);
  const set = name === 'PortNumber' ? own : firstSet(numberSet(at, 'rdpPolicy', name), own);
  return mapped(set, (number) => (number === null ? undefined : meaning(number)), `${name} of RDP-Tcp`);
}
