import { whyUnread } from './presence.ts';
import type { Look, Why } from './reading.ts';
import type { MountEntry } from './mount-table.ts';
import { mountedAt } from './mount-table.ts';
import type { Sources } from './source.ts';

/** Marks that container managers leave: systemd's container interface, podman and docker. */
export const containerSources = {
  containerName: { kind: 'file', path: '/run/systemd/container' },
  containerMarks: { kind: 'names', pattern: '/run/.containerenv' },
  dockerMarks: { kind: 'names', pattern: '/.dockerenv' },
} as const satisfies Sources;

/**
 * Whether the scan runs in a container, whose sysfs shows the hardware of somebody else.
 * A mark of docker counts only where the root is on no disk: the mark also stays behind in disk images that were made from a container.
 */
export function inContainer(look: Look<typeof containerSources>, mounts: readonly MountEntry[]): boolean {
  if ((look.text('containerName') ?? '') !== '' || look.all('containerMarks').entries.length > 0) return true;
  return look.all('dockerMarks').entries.length > 0 && mountedAt(mounts, '/')?.device.startsWith('0:') === true;
}

/** Why a container may have gone unnoticed; undefined when every mark could be looked for. */
export function containerDoubt(look: Look<typeof containerSources>): Why | undefined {
  const name = look.one('containerName');
  return name.state === 'failed' ? name : (whyUnread(look, 'containerMarks') ?? whyUnread(look, 'dockerMarks'));
}
