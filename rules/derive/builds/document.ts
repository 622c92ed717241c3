import { parseDocument } from 'yaml';
import * as z from 'zod/mini';
import { says } from '../support/mistakes.ts';

const day = z.iso.date('must be a day such as 2026-11-21');
/** The first part of a build: 26100. */
const base = z.string().check(z.regex(/^\d{4,6}$/, 'must be the first part of a build, such as "26100"'));
/** The day of an update, and the second part of the build that it makes: `2026-08-11 9168`. */
const update = z.string().check(z.regex(/^\d{4}-\d\d-\d\d \d{1,6}$/, 'must be a day and the second part of a build, such as 2026-08-11 9168'));
const updates = z.optional(z.array(update));

/** The updates of releases that share them. */
const branch = z.strictObject({
  builds: z.array(base).check(z.minLength(1)),
  /** `product` of the section `os` where client and server have builds of their own under one number. */
  product: z.optional(z.enum(['windows', 'windows-server'])),
  /** The monthly update with the security fixes. */
  security: z.array(update).check(z.minLength(1)),
  /** The same fixes for computers that take them without a restart. */
  hotpatch: updates,
  hotpatchOthers: updates,
  /** Previews, and updates out of turn. */
  others: updates,
});

/** The text of one `rules/windows-builds/<name>.yaml`. */
const document = z.strictObject({
  /** Day until which updates are listed. */
  checkedOn: day,
  source: z.string().check(z.minLength(1), z.maxLength(255)),
  /** Releases from this build on that have no branch came after the table. */
  newFrom: z.int(),
  branches: z.array(branch).check(z.minLength(1)),
});
type BuildDocument = z.infer<typeof document>;

/** One update of a release of Windows. */
export interface WindowsUpdate {
  readonly on: string;
  /** Second part of the build. */
  readonly revision: number;
  readonly kind: 'security' | 'hotpatch' | 'hotpatchOthers' | 'others';
}

/** What the updates of Windows make of its build. */
export interface BuildTable {
  readonly checkedOn: string;
  readonly newFrom: number;
  /** Updates by revision, of a first part of the build and a `product` of the section `os`. */
  readonly updates: (base: string, product: string) => readonly WindowsUpdate[] | undefined;
}

/** Reads a table of builds. @throws Error whose lines say what is wrong, and where */
export function parseBuilds(text: string, file: string): BuildTable {
  const parsed = parseDocument(text, { uniqueKeys: true, version: '1.2', schema: 'core' });
  const [broken] = [...parsed.errors, ...parsed.warnings];
  if (broken) throw new Error(`${file}: ${broken.message.split('\n')[0] ?? 'is no YAML'}`);
  const checked = document.safeParse(parsed.toJS({ maxAliasCount: 0 }));
  if (!checked.success) throw new Error(checked.error.issues.map((issue) => `${file}: ${says(issue)}`).join('\n'));
  return tableOf(checked.data);
}

/** A table in which nothing stands: every build is beyond it. */
export const noBuilds: BuildTable = { checkedOn: '1970-01-01', newFrom: Infinity, updates: () => undefined };

function tableOf({ checkedOn, newFrom, branches }: BuildDocument): BuildTable {
  const byBase = new Map<string, readonly WindowsUpdate[]>();
  for (const { builds, product, security, hotpatch, hotpatchOthers, others } of branches) {
    const rows = Object.entries({ security, hotpatch, hotpatchOthers, others }).flatMap(([kind, list]) => (list ?? []).map((row) => rowOf(row, kind as WindowsUpdate['kind'])));
    rows.sort((a, b) => a.revision - b.revision || (a.on < b.on ? -1 : 1));
    for (const number of builds) byBase.set(`${number} ${product ?? ''}`, rows);
  }
  return { checkedOn, newFrom, updates: (number, product) => byBase.get(`${number} ${product}`) ?? byBase.get(`${number} `) };
}

function rowOf(row: string, kind: WindowsUpdate['kind']): WindowsUpdate {
  const [on = '', revision = ''] = row.split(' ');
  return { on, revision: Number(revision), kind };
}
