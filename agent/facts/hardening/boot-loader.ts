import { filesOf, presence, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { textOf } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

const maxBytes = 1024 * 1024;

/** GRUB as its own tools write it; files with a password are for root alone. Of a password only that there is one is told. */
export const bootLoaderSources = {
  grub: { kind: 'file', path: '/boot/grub/grub.cfg', maxBytes },
  grub2: { kind: 'file', path: '/boot/grub2/grub.cfg', maxBytes },
  grubEfi: { kind: 'files', pattern: '/boot/efi/EFI/*/grub.cfg', maxBytes },
  /** Red Hat: what grub2-setpassword writes. */
  grub2User: { kind: 'file', path: '/boot/grub2/user.cfg', maxBytes },
  systemdBoot: { kind: 'names', pattern: '/boot/loader/loader.conf' },
  systemdBootEfi: { kind: 'names', pattern: '/boot/efi/loader/loader.conf' },
} as const satisfies Sources;

/** Whether start options need a password, see the GRUB manual on passwords; null where there is no boot loader. */
export function bootLoaderPassword(at: Look<typeof bootLoaderSources>): boolean | null | undefined {
  const main = [at.one('grub'), at.one('grub2')];
  const efi = filesOf(at, 'grubEfi');
  const failed = [...main, at.one('grub2User')].find(({ state }) => state === 'failed');
  const why = failed?.state === 'failed' ? failed : whyUnread(at, 'grubEfi');
  const texts = [...main.flatMap((reading) => textOf(reading) ?? []), ...efi.map(({ text }) => text)];
  if (texts.some(isProtected) || /^[ \t]*GRUB2_PASSWORD=grub\.pbkdf2\./m.test(textOf(at.one('grub2User')) ?? '')) return true;
  if (why) return at.lack('bootLoaderPassword', why);
  if (texts.length > 0) return false;
  const other = presence(at, 'systemdBoot') ?? presence(at, 'systemdBootEfi');
  if (other === true || presence(at, 'systemdBootEfi') === true) return at.lack('bootLoaderPassword', { reason: 'not-visible-from-here', detail: 'systemd-boot has no password; its editor can only be switched off' });
  const hidden = whyUnread(at, 'systemdBoot') ?? whyUnread(at, 'systemdBootEfi');
  return hidden ? at.lack('bootLoaderPassword', hidden) : null;
}

/** Users are named and one of them has a password; the lines that Red Hat ships only take effect with its user.cfg. */
function isProtected(text: string): boolean {
  return /^[ \t]*set\s+superusers="?[^"\s]/m.test(text) && /^[ \t]*password(?:_pbkdf2)?\s+[^\s$]+\s+[^\s$]/m.test(text);
}
