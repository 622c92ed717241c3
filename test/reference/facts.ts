import type { Platform } from '../../agent/facts/fact.ts';
import { factModules } from '../../agent/facts/list.ts';
import { describeSources } from '../../agent/sources.ts';
import type { PrintedSource } from '../../agent/sources.ts';
import type { Section } from '../../wire/section.ts';
import { domainSections } from '../../wire/sections/list.ts';
import { all, fieldsOf } from '../wire/fields.ts';

const platforms: readonly (readonly [Platform, string])[] = [['linux', 'Linux'], ['windows', 'Windows'], ['macos', 'macOS']];
const seen: Readonly<Record<string, string>> = { public: 'everybody', internal: 'town and provider', personal: 'names a person', security: 'would help an intruder' };

/** The reference of all facts: every field with meaning, unit and sensitivity, and what is read for it on each platform. Markdown. */
export function factsReference(): string {
  const computer = all.filter(({ name }) => !isDomain(name));
  const domain = all.filter(({ name }) => isDomain(name));
  return `${[
    '# Facts',
    'Generated from the schemas in `wire/sections/` and the sources in `agent/facts/`; `TOWNWATCH_PUBLISH=1 npm test -- test/reference` writes it anew.',
    'A field that was not read is absent, and the section says why. `null` says: looked, and it is not there. Lists are sorted; `[]` stands for each item.',
    'Reports for the public carry only what everybody may see.',
    ...computer.flatMap(sectionText),
    '# Facts about a domain',
    ...domain.flatMap(sectionText),
  ].join('\n\n')}\n`;
}

function sectionText(section: Section): string[] {
  const { name, version, meaning, moving } = section;
  const rows = fieldsOf(section).map(({ path, meaning: field }) => `| \`${path}\` | ${cell(field?.meaning ?? '')} | ${field?.unit ?? ''} | ${seen[field?.sensitivity ?? 'internal']} |`);
  return [
    `## ${name}`,
    `${meaning}${moving ? ' It moves by itself, so it stands apart and is small.' : ''} Version ${version}.`,
    ['| field | meaning | unit | who may see it |', '|---|---|---|---|', ...rows].join('\n'),
    ...(isDomain(name) ? [] : platforms.map(([platform, title]) => sourcesText(name, platform, title))),
  ];
}

function sourcesText(name: string, platform: Platform, title: string): string {
  const modules = Object.values(factModules).filter((module) => module.name === name);
  const [, described] = describeSources(modules, { platform, settings: { repositories: [], networks: [] } });
  if (!described) return `**${title}**: is not read.`;
  const { sources, follows } = described;
  const lines = sources.map((source) => `- ${cell(reads(source))}${source.needsRoot ? ' (as root or administrator)' : ''}`);
  return [`**${title}** reads`, '', ...lines, ...(follows === undefined ? [] : [`- then: ${follows}`])].join('\n');
}

function reads({ kind, reads: what }: PrintedSource): string {
  const words: Readonly<Record<PrintedSource['kind'], string>> = {
    file: 'file', files: 'files', names: 'names of', times: 'times of', links: 'links', space: 'sizes of local file systems', interfaces: 'addresses of adapters',
    command: 'output of', registry: 'registry', cim: 'CIM', powershell: 'PowerShell',
  };
  return what === '' ? words[kind] : `${words[kind]} \`${what.replaceAll('`', "'")}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function isDomain(name: string): boolean {
  return (domainSections as readonly string[]).includes(name);
}
