import { filesOf, whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/** What modprobe.d(5) says of the drivers for USB disks, and whether one is loaded. World-readable. */
export const usbSources = {
  modprobe: { kind: 'files', pattern: '/etc/modprobe.d/*.conf' },
  modprobeRun: { kind: 'files', pattern: '/run/modprobe.d/*.conf' },
  modprobeVendor: { kind: 'files', pattern: '/usr/lib/modprobe.d/*.conf' },
  modules: { kind: 'file', path: '/proc/modules', trust: 'kernel', maxBytes: 4 * 1024 * 1024 },
} as const satisfies Sources;

/**
 * USB sticks cannot be used: the driver is replaced by a program that does nothing (`install usb-storage /bin/false`), or
 * neither it nor its faster brother uas may be loaded for a device (`blacklist`). A driver that is loaded blocks nothing.
 */
export function usbStorageBlocked(at: Look<typeof usbSources>): boolean | undefined {
  const loaded = at.take('usbStorageBlocked', 'modules', (text) => /^(?:usb_storage|uas) /m.test(text));
  if (loaded === true) return false;
  const why = (['modprobe', 'modprobeRun', 'modprobeVendor'] as const).map((source) => whyUnread(at, source)).find((it) => it !== undefined);
  const text = (['modprobe', 'modprobeRun', 'modprobeVendor'] as const).flatMap((source) => filesOf(at, source)).map((file) => file.text).join('\n');
  const replaced = /^[ \t]*install[ \t]+usb[-_]storage[ \t]+\/(?:usr\/)?s?bin\/(?:true|false|nologin)\b/m.test(text);
  const listed = /^[ \t]*blacklist[ \t]+usb[-_]storage[ \t]*(?:#|$)/m.test(text) && /^[ \t]*blacklist[ \t]+uas[ \t]*(?:#|$)/m.test(text);
  if (loaded === undefined) return undefined;
  if (replaced || listed) return true;
  return why ? at.lack('usbStorageBlocked', why) : false;
}
