import { withoutCredentials } from '../../host/address.ts';
import type { Known } from '../../host/known.ts';
import { known } from '../../host/known.ts';
import type { MacDisk } from '../../host/mac-disks.ts';
import { isRemovable } from '../../host/mac-disks.ts';
import { plistInstant, plistText } from '../../host/mac.ts';
import type { Mount } from '../../host/mounts.ts';
import { sortedBy } from '../../host/order.ts';
import type { PlistDict } from '../../host/plist.ts';
import { dictOf, dictsOf, listOf, plistOf } from '../../host/plist.ts';
import type { Look, Why } from '../../host/reading.ts';
import { printable, textOf } from '../../host/reading.ts';
import type { Reading, Sources } from '../../host/source.ts';
import type { Repository } from './repository.ts';

interface Ground {
  /** What `tmutil destinationinfo -X` printed. */
  readonly reading: Reading;
  readonly settings: Known<PlistDict | null>;
  /** The computer is the agent's own, which keeps the drills of it. */
  readonly own: boolean;
  readonly mounts: Known<Mount[]>;
  readonly disks: Known<MacDisk[]>;
}

/** One place: what tmutil says of it, and what the settings keep of its copies. */
interface Place {
  readonly id: string;
  readonly told: PlistDict | undefined;
  readonly kept: PlistDict | undefined;
}

/**
 * The places to which Time Machine copies, each dated by the list of its snapshots in the settings (SnapshotDates). tmutil tells places
 * to everybody, the settings only to programs with Full Disk Access: without them a place is told without dates.
 */
export function destinationsOf(at: Pick<Look<Sources>, 'lack'>, ground: Ground): Known<Repository[]> {
  const told = toldPlaces(ground.reading);
  const kept = keptPlaces(ground.settings);
  if (told.why && kept.why) return { why: kept.why };
  const ids = [...(told.value ?? kept.value ?? new Map<string, PlistDict>()).keys()];
  const places = ids.map((id): Place => ({ id, told: told.value?.get(id), kept: kept.value?.get(id) }));
  return known(sortedBy(places.map((place) => repository(at, place, { ...ground, whyKept: kept.why })), ({ location }) => location));
}

/** `tmutil: No destinations configured.` is no property list and no failure. */
function toldPlaces(reading: Reading): Known<Map<string, PlistDict>> {
  if (reading.state !== 'read') return { why: reading.state === 'failed' ? reading : { reason: 'tool-missing', detail: '/usr/bin/tmutil' } };
  const text = textOf(reading) ?? '';
  if (/No destinations configured/i.test(`${text}\n${reading.stderr ?? ''}`)) return known(new Map());
  const list = dictOf(plistOf(Buffer.from(text)));
  if (list === undefined || (list['Destinations'] !== undefined && listOf(list['Destinations']) === undefined)) return { why: { reason: 'unreadable', detail: 'tmutil destinationinfo -X' } };
  return known(byId(dictsOf(list['Destinations']), 'ID'));
}

function keptPlaces(settings: Known<PlistDict | null>): Known<Map<string, PlistDict>> {
  if (settings.why) return settings;
  return known(byId(dictsOf(settings.value?.['Destinations']), 'DestinationID'));
}

function byId(places: readonly PlistDict[], key: string): Map<string, PlistDict> {
  return new Map(places.flatMap((place): [string, PlistDict][] => {
    const id = plistText(place[key], 64)?.toUpperCase();
    return id === undefined ? [] : [[id, place]];
  }));
}

interface Around extends Ground {
  readonly whyKept: Why | undefined;
}

function repository(at: Pick<Look<Sources>, 'lack'>, place: Place, around: Around): Repository {
  const lack = (field: string, why: Why): undefined => at.lack(`repositories[].${field}`, why);
  const { told, kept } = place;
  const dates = copiesOf(kept);
  const why = around.whyKept ?? { reason: 'not-visible-from-here', detail: 'Time Machine keeps no dates of this place' };
  const state = plistText(kept?.['LastKnownEncryptionState'], 32);
  const url = plistText(told?.['URL'], 1024) ?? plistText(kept?.['NetworkURL'], 1024);
  const unsaid = { reason: 'not-visible-from-here', detail: 'Time Machine does not tell' } as const;
  const where = whereIs(place, url, around);
  return {
    product: 'Time Machine',
    location: locationOf(place, url),
    grade: 'seen',
    where: where.why ? lack('where', where.why) : where.value,
    copies: dates === undefined ? lack('copies', why) : dates.length,
    newestCopyAt: dates === undefined ? lack('newestCopyAt', why) : (dates.at(-1) ?? null),
    oldestCopyAt: dates === undefined ? lack('oldestCopyAt', why) : (dates[0] ?? null),
    encrypted: state === 'Encrypted' || state === 'FileVault' ? true : state === 'NotEncrypted' ? false : lack('encrypted', around.whyKept ?? unsaid),
    appendOnly: lack('appendOnly', unsaid),
    locked: lack('locked', unsaid),
    intact: lack('intact', unsaid),
    retention: lack('retention', { reason: 'not-visible-from-here', detail: 'Time Machine thins out by itself' }),
    restoredAt: around.own ? null : lack('restoredAt', { reason: 'not-visible-from-here', detail: 'drills are kept by the agent of the computer itself' }),
  };
}

/** Instants of the copies, oldest first; none while there is no list. */
function copiesOf(kept: PlistDict | undefined): string[] | undefined {
  const list = listOf(kept?.['SnapshotDates']);
  const dates = list?.map(plistInstant);
  return dates?.includes(undefined) ? undefined : (dates as string[] | undefined)?.sort();
}

/** The address of a share, or the name of a disk: it stays when the disk is mounted elsewhere, or not at all. */
function locationOf({ id, told, kept }: Place, url: string | undefined): string {
  const named = url === undefined ? (plistText(kept?.['LastKnownVolumeName'], 255) ?? plistText(told?.['Name'], 255)) : withoutCredentials(url);
  return printable(named ?? id);
}

/** A disk that is not there now cannot be looked at: it was pulled out, or it is in another place. */
function whereIs({ told, kept }: Place, url: string | undefined, { mounts, disks }: Around): Known<NonNullable<Repository['where']>> {
  if (url !== undefined || plistText(told?.['Kind'], 32) === 'Network') return known('network');
  const point = plistText(told?.['MountPoint'], 1024) ?? (kept === undefined ? undefined : `/Volumes/${plistText(kept['LastKnownVolumeName'], 255) ?? ''}`);
  const why = mounts.why ?? disks.why;
  if (why) return { why };
  const diskAt = (mountPoint: string) => {
    const device = mounts.value?.findLast((mount) => mount.mountPoint === mountPoint)?.device.replace('/dev/', '');
    return device === undefined ? undefined : disks.value?.find(({ parts }) => parts.has(device) || parts.has(device.replace(/(disk\d+s\d+)s\d+$/, '$1')));
  };
  const [copy, data] = [diskAt(point ?? ''), diskAt('/System/Volumes/Data') ?? diskAt('/')];
  if (copy === undefined || data === undefined) return { why: { reason: 'not-visible-from-here', detail: 'the disk of the copies is not connected' } };
  return known(copy.name === data.name ? 'same-disk' : isRemovable(copy) ? 'removable' : 'other-disk');
}
