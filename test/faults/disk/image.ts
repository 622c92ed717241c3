import fs from 'node:fs';
import path from 'node:path';

/** A file: what a reader sees, what surely outlives a power cut, and the changes between the two in their order. */
interface FileNode {
  readonly kind: 'file';
  readonly seen: Growing;
  readonly synced: Growing;
  pending: Change[];
  /** Where the next `write` goes. */
  position: number;
}

type Change = { readonly at: number; readonly bytes: Buffer } | { readonly length: number };

/** A folder: its names as a reader sees them, and as they surely outlive a power cut. */
interface FolderNode {
  readonly kind: 'folder';
  readonly seen: Map<string, Node>;
  synced: Map<string, Node>;
}

type Node = FileNode | FolderNode;

/** One change of names, done whole or not at all: names of folders and what they then stand for. */
type NameChange = readonly { readonly folder: FolderNode; readonly name: string; readonly node: Node | undefined }[];

/** A power cut: with `keep` some of what was never synced is there nevertheless. */
export interface Cut {
  /** A number from 0 to 1 for each decision; without it nothing unsynced survives. */
  readonly keep?: () => number;
}

const sector = 512;

/** What a disk holds, by the promises of POSIX: bytes are safe when their file was synced, names when their folder was. */
export interface Disk {
  readonly root: string;
  readonly open: (file: string, how: { readonly create: boolean; readonly empty: boolean }) => void;
  /** Writes at an offset, or behind what was written last. */
  readonly write: (file: string, bytes: Buffer, at?: number) => void;
  readonly resize: (file: string, length: number, how?: 'only-longer') => void;
  readonly makeFolder: (folder: string) => void;
  readonly remove: (place: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly link: (from: string, to: string) => void;
  /**
   * Begins a sync; what is changed before its end is called is not part of it. `done` makes it durable. `failed` is what Linux
   * does after an error: what was to be written counts as written and never will be, whatever later syncs say.
   */
  readonly sync: (place: string) => (end: 'done' | 'failed') => void;
  /** Whether a path lies on this disk. */
  readonly holds: (place: string) => boolean;
  /** Writes the folder tree as it is after a power cut at this moment. */
  readonly cutTo: (folder: string, cut?: Cut) => void;
  /** Files by path below the root, as a reader sees them now. */
  readonly files: () => Map<string, Buffer>;
}

/** A disk that begins as a folder at this absolute path, empty or with durable files, by path below it. */
export function newDisk(root: string, files: ReadonlyMap<string, Buffer> = new Map()): Disk {
  const top = newFolder();
  for (const [file, bytes] of files) lay(top, file.split('/'), bytes);
  /** Name changes in the order in which they were made; a journal keeps a beginning of them. */
  let names: NameChange[] = [];

  function find(place: string): Node | undefined {
    let node: Node | undefined = top;
    for (const part of partsOf(root, place)) node = node?.kind === 'folder' ? node.seen.get(part) : undefined;
    return node;
  }
  function fileAt(place: string): FileNode {
    const node = find(place);
    if (node?.kind !== 'file') throw new Error(`the trace writes to ${place}, which nobody opened`);
    return node;
  }
  function change(changes: readonly { readonly place: string; readonly node: Node | undefined }[]): void {
    const done = changes.map(({ place, node }) => {
      const folder = find(path.dirname(place));
      if (folder?.kind !== 'folder') throw new Error(`the trace changes ${place}, and its folder is not known`);
      const name = path.basename(place);
      if (node) folder.seen.set(name, node);
      else folder.seen.delete(name);
      return { folder, name, node };
    });
    names.push(done);
  }

  return {
    root,
    holds: (place) => place === root || place.startsWith(`${root}/`),
    open: (file, { create, empty }) => {
      const known = find(file);
      if (!known && !create) throw new Error(`the trace opens ${file}, which nobody made`);
      if (!known) change([{ place: file, node: newFile() }]);
      if (known?.kind === 'folder') return;
      const node = fileAt(file);
      node.position = 0;
      if (empty && node.seen.length > 0) resize(node, 0);
    },
    write: (file, bytes, at) => {
      const node = fileAt(file);
      const where = at ?? node.position;
      node.seen.put(bytes, where);
      node.pending.push({ at: where, bytes });
      if (at === undefined) node.position = where + bytes.length;
    },
    resize: (file, length, how) => {
      const node = fileAt(file);
      if (how === undefined || length > node.seen.length) resize(node, length);
    },
    makeFolder: (folder) => change([{ place: folder, node: newFolder() }]),
    remove: (place) => change([{ place, node: undefined }]),
    rename: (from, to) => change([{ place: from, node: undefined }, { place: to, node: nodeAt(find(from), from) }]),
    link: (from, to) => change([{ place: to, node: nodeAt(find(from), from) }]),
    sync: (place) => {
      const node = nodeAt(find(place), place);
      if (node.kind === 'folder') {
        const now = new Map(node.seen);
        const before = new Set(names);
        return (end) => {
          if (end === 'failed') return;
          node.synced = now;
          names = names.map((one) => (before.has(one) ? one.filter(({ folder }) => folder !== node) : one)).filter((one) => one.length > 0);
        };
      }
      const count = node.pending.length;
      return (end) => {
        for (const change of node.pending.splice(0, count)) if (end === 'done') apply(change, node.synced);
      };
    },
    cutTo: (folder, cut = {}) => materialize(top, folder, { cut, names: survivingNames(names, cut) }),
    files: () => new Map(filesIn(top, '')),
  };
}

/** Bytes that grow as a file does. */
interface Growing {
  readonly length: number;
  readonly put: (bytes: Buffer, at: number) => void;
  readonly cut: (length: number) => void;
  readonly copy: () => Buffer;
}

function growing(start: Buffer = Buffer.alloc(0)): Growing {
  let [held, length] = [Buffer.from(start), start.length];
  const grow = (to: number) => {
    if (to > held.length) held = Buffer.concat([held.subarray(0, length)], Math.max(to, held.length * 2));
    length = Math.max(length, to);
  };
  return {
    get length() {
      return length;
    },
    put: (bytes, at) => {
      grow(at + bytes.length);
      bytes.copy(held, at);
    },
    cut: (to) => {
      if (to < length) held.fill(0, to, length);
      grow(to);
      length = to;
    },
    copy: () => Buffer.from(held.subarray(0, length)),
  };
}

function apply(change: Change, to: Growing): void {
  if ('length' in change) to.cut(change.length);
  else to.put(change.bytes, change.at);
}

function newFile(): FileNode {
  return { kind: 'file', seen: growing(), synced: growing(), pending: [], position: 0 };
}

function newFolder(): FolderNode {
  return { kind: 'folder', seen: new Map(), synced: new Map() };
}

/** Puts a durable file into a folder, and durable folders on the way. */
function lay(folder: FolderNode, [name = '', ...rest]: readonly string[], bytes: Buffer): void {
  const node = folder.seen.get(name) ?? (rest.length > 0 ? newFolder() : { ...newFile(), seen: growing(bytes), synced: growing(bytes) });
  folder.seen.set(name, node);
  folder.synced.set(name, node);
  if (node.kind === 'folder') lay(node, rest, bytes);
}

function nodeAt(node: Node | undefined, place: string): Node {
  if (!node) throw new Error(`the trace uses ${place}, which nobody made`);
  return node;
}

function resize(node: FileNode, length: number): void {
  node.seen.cut(length);
  node.pending.push({ length });
}

function partsOf(root: string, place: string): string[] {
  return path.relative(root, place).split('/').filter(Boolean);
}

/** A journal of a file system keeps a beginning of the name changes, none of them torn. */
function survivingNames(names: readonly NameChange[], { keep }: Cut): readonly NameChange[] {
  return keep ? names.slice(0, Math.floor(keep() * (names.length + 1))) : [];
}

function materialize(node: FolderNode, folder: string, after: { readonly cut: Cut; readonly names: readonly NameChange[] }): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const entries = new Map(node.synced);
  for (const one of after.names.flat()) {
    if (one.folder !== node) continue;
    if (one.node) entries.set(one.name, one.node);
    else entries.delete(one.name);
  }
  for (const [name, entry] of entries) {
    const place = path.join(folder, name);
    if (entry.kind === 'folder') materialize(entry, place, after);
    else fs.writeFileSync(place, survivingBytes(entry, after.cut), { mode: 0o600 });
  }
}

/** The synced bytes, and of each later change any of its sectors: a disk writes them in an order of its own. */
function survivingBytes({ synced, pending }: FileNode, { keep }: Cut): Buffer {
  if (!keep || pending.length === 0) return synced.copy();
  const after = growing(synced.copy());
  for (const change of pending) {
    if ('length' in change) {
      if (keep() < 0.5) apply(change, after);
      continue;
    }
    const whole = keep();
    for (let from = 0; from < change.bytes.length; ) {
      const to = Math.min(change.bytes.length, from + sector - ((change.at + from) % sector));
      // A third of the changes survives whole, a third not at all, a third is torn.
      if (whole < 1 / 3 || (whole < 2 / 3 && keep() < 0.5)) after.put(change.bytes.subarray(from, to), change.at + from);
      from = to;
    }
  }
  return after.copy();
}

function filesIn(folder: FolderNode, below: string): [string, Buffer][] {
  return [...folder.seen].flatMap(([name, node]): [string, Buffer][] => {
    const place = path.posix.join(below, name);
    return node.kind === 'folder' ? filesIn(node, place) : [[place, node.seen.copy()]];
  });
}
