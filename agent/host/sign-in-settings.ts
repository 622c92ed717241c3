import type { Sources } from './source.ts';

/** Where a desktop or console is told to sign somebody in without asking. World-readable as shipped. */
export const signInSettings = {
  gettySettings: { kind: 'files', pattern: '/etc/systemd/system/*getty@*.service.d/*.conf', maxBytes: 65_536 },
  gdm3: { kind: 'files', pattern: '/etc/gdm3/*.conf', maxBytes: 65_536 },
  gdm: { kind: 'files', pattern: '/etc/gdm/*.conf', maxBytes: 65_536 },
  lightdm: { kind: 'files', pattern: '/etc/lightdm/*.conf', maxBytes: 65_536 },
  lightdmParts: { kind: 'files', pattern: '/etc/lightdm/lightdm.conf.d/*.conf', maxBytes: 65_536 },
  sddm: { kind: 'files', pattern: '/etc/sddm.conf*', maxBytes: 65_536 },
  sddmParts: { kind: 'files', pattern: '/etc/sddm.conf.d/*.conf', maxBytes: 65_536 },
} as const satisfies Sources;
