import type { Reason } from '../../wire/reasons.ts';

/**
 * What a section reads, as data: an auditor can print it before anything is installed, the local host and a remote one
 * read the same list, a recording stores the answers by its keys, and a test holds every open file against it.
 *
 * Paths are absolute; on Windows they may begin with `%SystemRoot%`, `%ProgramData%` or another root of
 * agent/host/windows/roots.ts, and answers carry them written out. In a pattern `*` matches within one path component, never a leading dot unless the pattern has one.
 */
export type Source =
  /** The text of one file. */
  | { readonly kind: 'file'; readonly path: string; readonly maxBytes?: number; readonly trust?: Trust; readonly encoding?: 'utf8' | 'base64' }
  /** The texts of all files that match, by path. */
  | { readonly kind: 'files'; readonly pattern: string; readonly maxBytes?: number; readonly maxFiles?: number; readonly trust?: Trust; readonly encoding?: 'utf8' | 'base64' }
  /** The paths that match, without opening them. Ends with "/" for a directory. */
  | { readonly kind: 'names'; readonly pattern: string; readonly maxFiles?: number }
  /** Of each path that matches the line `modified size mode`, such as `2024-09-03T06:31:10.000Z 4096 0644`: RFC 3339 UTC, bytes, octal rights. */
  | { readonly kind: 'times'; readonly pattern: string; readonly maxFiles?: number }
  /** Where each symbolic link that matches points. */
  | { readonly kind: 'links'; readonly pattern: string; readonly maxFiles?: number }
  /** Size and free bytes of every local file system, as one JSON text `[{mountPoint, bytes, freeBytes, readOnly}]`. */
  | { readonly kind: 'space' }
  /** IPv4 addresses of the adapters that are up, which procfs does not tell by adapter, as one JSON text `[{name, cidr}]`. */
  | { readonly kind: 'interfaces' }
  /** Standard output of a program: absolute path and arguments, no shell. The first path that exists is started. */
  | {
      readonly kind: 'command';
      readonly program: readonly string[];
      readonly args: readonly string[];
      readonly timeoutMs?: number;
      readonly maxBytes?: number;
      readonly needsRoot?: boolean;
      /** Added to the cleaned environment; never a secret. */
      readonly env?: Readonly<Record<string, string>>;
      /** The program gets an empty folder of its own as HOME, which is removed afterwards; else it has none to write to. */
      readonly scratch?: boolean;
      /** Windows. A file that the program writes into that folder: its text is the answer. `{scratch}` in an argument is the folder. */
      readonly output?: string;
    }
  /**
   * Windows. Values of every registry key that matches, in the 64-bit view: one entry per key, its path the whole key, its
   * text a JSON object from value name to value ('' is the default value). REG_SZ and REG_EXPAND_SZ (not expanded) are
   * texts, REG_MULTI_SZ a list of texts, REG_DWORD and REG_QWORD numbers (a text of digits beyond 2^53), anything else
   * `{"hex": "…"}`. `*` matches within one component of the key. No such key: an empty, whole list.
   */
  | { readonly kind: 'registry'; readonly key: `${'HKLM' | 'HKU'}\\${string}`; readonly values?: readonly string[]; readonly maxKeys?: number }
  /**
   * Windows. Instances of a CIM class as one JSON text: a list of objects with these properties, null where a property is
   * empty, dates RFC 3339 UTC, enumerations as numbers. A class or namespace that does not exist is `absent`. `filter` is WQL.
   */
  | { readonly kind: 'cim'; readonly namespace: string; readonly class: string; readonly properties: readonly string[]; readonly filter?: string; readonly timeoutMs?: number }
  /**
   * Windows. A few lines of PowerShell 5.1 that only read, for what neither registry nor CIM tells; what they return
   * becomes one JSON text. All of a scan are part of one script in one process. `$null` is `absent`, an error `failed`.
   * One result is that value, several are a list; `,@(…)` is a list whatever its length. Give texts, numbers, dates, lists,
   * `@{}` or what `Select-Object` makes; any other object becomes its text. test/house/powershell.ts says what is allowed;
   * quote the texts of a list.
   */
  | { readonly kind: 'powershell'; readonly script: string; readonly timeoutMs?: number };

/**
 * Whose word a file is. `root`: every folder on the way and the file itself belong to root and nobody else may write them
 * (the default). `kernel`: procfs or sysfs. `user`: a file in a home that belongs to the user of that home, read as a claim of that user.
 */
export type Trust = 'root' | 'kernel' | 'user';

/** The sources of a section, each under the name by which its parser asks for it. */
export type Sources = Readonly<Record<string, Source>>;

/** One answer. Missing, denied, timeout, too large are values, not exceptions. `absent` means: looked, and it is not there. */
export type Reading =
  | { readonly state: 'read'; readonly text: string; readonly exitCode?: number; readonly stderr?: string }
  | { readonly state: 'absent' }
  | { readonly state: 'failed'; readonly reason: Reason; readonly detail: string };

/** One path of a pattern source. */
export interface Entry {
  readonly path: string;
  readonly reading: Reading;
}

/** The answer to any source: one reading, or one for each path with the reason why the list may not be whole. */
export type Answer =
  | { readonly kind: 'one'; readonly reading: Reading }
  | { readonly kind: 'many'; readonly entries: readonly Entry[]; readonly incomplete?: { readonly reason: Reason; readonly detail: string } };

/** What a parser gets: the answer to each of its sources, under the source's name. */
export type Answers = Readonly<Record<string, Answer>>;
