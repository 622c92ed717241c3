import type { SectionName } from '../wire/sections/list.ts';
import type { FactModule, FactSettings, Platform } from './facts/fact.ts';
import { usualMaxOutput, usualTimeoutMs } from './host/command.ts';
import { usualMaxBytes } from './host/file.ts';
import { ownSources } from './host/host.ts';
import { usualMaxFiles } from './host/pattern.ts';
import { isUsuallyRootOnly } from './host/rights.ts';
import type { Source, Sources, Trust } from './host/source.ts';
import { usualMaxKeys, usualShellMs } from './host/windows/limits.ts';
import { rootSources } from './host/windows/roots.ts';

/** One source as it is printed before anybody installs the agent, also as JSON. */
export interface PrintedSource {
  /** The name by which the parser asks for it. */
  readonly name: string;
  readonly kind: Source['kind'];
  /** The path, pattern or command line; empty where the kernel is asked. */
  readonly reads: string;
  /** In words: how much at most. */
  readonly limit: string;
  /** Whose word it has to be; absent where nothing is opened. */
  readonly trust?: Trust;
  /** Root alone may read it, as systems are shipped. */
  readonly needsRoot: boolean;
  /** What the pattern stands for on this machine now; nothing is opened for it. */
  readonly now?: readonly string[];
}

/** What one section reads, and in words what it follows from there. */
export interface PrintedSection {
  readonly section: SectionName | 'host';
  readonly sources: readonly PrintedSource[];
  readonly follows?: string;
}

/** Where the sources are to be printed for, and how their patterns are expanded when that is wanted. */
export interface SourcesRequest {
  readonly platform: Platform;
  readonly settings: FactSettings;
  readonly resolve?: (source: Source) => readonly string[];
}

/** What is taken of a path or program, by kind of source. */
const taken: Readonly<Record<Source['kind'], string>> = {
  file: 'text of',
  files: 'text of',
  names: 'names of',
  times: 'times of',
  links: 'links of',
  space: 'size of local file systems',
  interfaces: 'addresses of network adapters',
  command: 'output of',
  registry: 'values of',
  cim: 'properties of',
  powershell: 'result of',
};

/** One source in one line, as it stands in every signed statement: `/etc/os-release`, `names of /boot/vmlinuz-*`. */
export function printed(source: Source): string {
  return [taken[source.kind].replace(/^(?:text|output) of$/, ''), placeOf(source)].filter((part) => part !== '').join(' ');
}

function placeOf(source: Source): string {
  if ('path' in source) return source.path;
  if ('pattern' in source) return source.pattern;
  switch (source.kind) {
    case 'command':
      return [source.program.join(' or '), ...source.args].join(' ');
    case 'registry':
      return source.values ? `${source.key} (${source.values.map((name) => name || 'default value').join(', ')})` : source.key;
    case 'cim':
      return `${source.namespace}:${source.class} (${source.properties.join(', ')})${source.filter === undefined ? '' : ` where ${source.filter}`}`;
    case 'powershell':
      return source.script.trim().replace(/\s+/g, ' ');
    case 'space':
    case 'interfaces':
      return '';
  }
}

/** All that a scan reads on one platform, section by section; first what the host itself reads to judge paths. */
export function describeSources(modules: readonly FactModule[], request: SourcesRequest): PrintedSection[] {
  const own: PrintedSection =
    request.platform === 'windows'
      ? { section: 'host', sources: list(rootSources, request), follows: 'Owner and rights of every file that is opened, of every program that is started, and of every folder on the way to it.' }
      : { section: 'host', sources: list(ownSources[request.platform], request), follows: 'Every folder on the way to a file is looked at, not opened.' };
  const sections = modules.flatMap((module): PrintedSection[] => {
    const reader = module[request.platform];
    if (!reader) return [];
    const sources = list(reader.sources(request.settings), request);
    return [{ section: module.name, sources, ...(reader.more ? { follows: reader.more.follows } : {}) }];
  });
  return [own, ...sections];
}

/** The same as text for a person. */
export function sourcesText(sections: readonly PrintedSection[]): string {
  const blocks = sections.map(({ section, sources, follows }) => {
    const lines = sources.flatMap(({ kind, reads, limit, needsRoot, now }) => [
      `  ${[taken[kind], reads].join(' ').trimEnd()} (${limit}${needsRoot ? ', needs root' : ''})`,
      ...(now ?? []).map((path) => `      ${path}`),
    ]);
    return [section, ...lines, ...(follows === undefined ? [] : [`  then: ${follows}`])].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

function list(sources: Sources, { resolve }: SourcesRequest): PrintedSource[] {
  return Object.entries(sources).map(([name, source]) => {
    const opened = source.kind === 'file' || source.kind === 'files' ? { trust: source.trust ?? trustOf(source) } : {};
    const now = resolve ? { now: resolve(source) } : {};
    const needsRoot = source.kind === 'command' ? source.needsRoot === true : isUsuallyRootOnly(placeOf(source));
    return { name, kind: source.kind, reads: placeOf(source), limit: limitOf(source), ...opened, needsRoot, ...now };
  });
}

function trustOf(source: Extract<Source, { kind: 'file' | 'files' }>): Trust {
  return /^\/(?:proc|sys)\//.test(source.kind === 'file' ? source.path : source.pattern) ? 'kernel' : 'root';
}

function limitOf(source: Source): string {
  switch (source.kind) {
    case 'file':
      return `at most ${size(source.maxBytes ?? usualMaxBytes)}`;
    case 'files':
      return `at most ${source.maxFiles ?? usualMaxFiles} files of ${size(source.maxBytes ?? usualMaxBytes)}`;
    case 'names':
    case 'times':
    case 'links':
      return `at most ${source.maxFiles ?? usualMaxFiles}, nothing is opened`;
    case 'space':
    case 'interfaces':
      return 'asked of the kernel';
    case 'command':
      return `at most ${(source.timeoutMs ?? usualTimeoutMs) / 1000} s and ${size(source.maxBytes ?? usualMaxOutput)}`;
    case 'registry':
      return `at most ${source.maxKeys ?? usualMaxKeys} keys`;
    case 'cim':
    case 'powershell':
      return `at most ${(source.timeoutMs ?? usualShellMs) / 1000} s`;
  }
}

function size(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MiB` : `${Math.ceil(bytes / 1024)} KiB`;
}
