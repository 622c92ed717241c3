import type { EvaluationInput, InputStatement, RosterAsset } from '../rules/input.ts';
import { sections as wireSections } from '../wire/sections/list.ts';
import type { SectionName } from '../wire/sections/list.ts';
import type { Missing } from '../wire/section.ts';
import { meaningOf } from './meaning.ts';
import type { ComputerCoverage, Coverage, NotLookedAt, SectionCoverage } from './model.ts';
import { beyondTheComputer, reasonWords, sectionWords, visible } from './words.ts';

/** Who reported, how reading each section went, and by name what was not looked at. Pure. */
export function buildCoverage(input: EvaluationInput): Coverage {
  const expected = input.roster.filter((asset) => asset.state !== 'retired' && asset.state !== 'out-of-scope');
  const computers = expected.map((asset) => computerCoverage(asset, newestOf(asset, input.statements), input.contents));
  computers.sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : a.asset < b.asset ? -1 : 1));
  return {
    assets: {
      known: expected.length,
      reported: expected.filter((asset) => asset.lastSeen !== null && asset.state !== 'silent').length,
      silent: expected.filter((asset) => asset.lastSeen !== null && asset.state === 'silent').length,
      neverReported: expected.filter((asset) => asset.lastSeen === null).length,
    },
    computers,
    notLookedAt: [...notRead(computers), ...beyondTheComputer.map(({ what, act }) => ({ what, why: 'No agent on a computer can see this, and nobody has told Townwatch where to look.', act, where: [] }))],
  };
}

function newestOf(asset: RosterAsset, statements: readonly InputStatement[]): InputStatement | undefined {
  return statements
    .filter((statement) => statement.asset === asset.id)
    .sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : a.receivedAt > b.receivedAt ? -1 : b.predicate.sequence - a.predicate.sequence))[0];
}

function computerCoverage(asset: RosterAsset, statement: InputStatement | undefined, contents: EvaluationInput['contents']): ComputerCoverage {
  const os = statement && (contentOf(statement, 'os', contents)?.data as { name?: unknown; version?: unknown } | undefined);
  return {
    asset: asset.id,
    label: visible(asset.label, 80),
    class: asset.class,
    state: asset.state,
    lastSeen: asset.lastSeen,
    system: typeof os?.name === 'string' ? visible(os.name, 80) : null,
    privileged: statement?.predicate.privileged ?? null,
    sections: (Object.keys(wireSections) as SectionName[]).map((name) => sectionCoverage(name, statement, contents)),
  };
}

function sectionCoverage(name: SectionName, statement: InputStatement | undefined, contents: EvaluationInput['contents']): SectionCoverage {
  const base = { section: name, meaning: wireSections[name].meaning };
  const report = statement?.predicate.sections[name];
  if (report === undefined) return { ...base, status: 'skipped', reason: statement === undefined ? 'never-reported' : 'agent-too-old', parts: [] };
  const missing = contentOf(statement!, name, contents)?.missing ?? [];
  return {
    ...base,
    status: report.status,
    reason: report.reason ?? null,
    parts: missing.map((part) => ({
      what: visible(meaningOf(name, part.path) ?? part.path, 200),
      reason: part.reason,
      detail: part.detail === undefined ? null : visible(part.detail, 160),
    })),
  };
}

function contentOf(statement: InputStatement, name: string, contents: EvaluationInput['contents']): { data: unknown; missing: readonly Missing[] } | undefined {
  const digest = statement.predicate.sections[name]?.digest;
  const content = digest === undefined ? undefined : contents[digest];
  if (content === null || typeof content !== 'object') return undefined;
  const { data, missing } = content as { data?: unknown; missing?: unknown };
  return { data, missing: Array.isArray(missing) ? (missing as Missing[]).filter((part) => typeof part?.path === 'string' && typeof part.reason === 'string') : [] };
}

/** Sections and parts that were not read, folded over the computers: one line for each thing and reason. */
function notRead(computers: readonly ComputerCoverage[]): NotLookedAt[] {
  const lines = new Map<string, { what: string; reason: string; where: Set<string> }>();
  const add = (what: string, reason: string, where: string) => {
    const key = `${what}\u0000${reason}`;
    const line = lines.get(key) ?? { what, reason, where: new Set() };
    line.where.add(where);
    lines.set(key, line);
  };
  for (const computer of computers)
    for (const section of computer.sections) {
      const name = sectionWords[section.section as SectionName];
      if (section.status === 'failed' || section.status === 'skipped') add(name, section.reason ?? 'unreadable', computer.label);
      for (const part of section.parts) add(`${name}: ${part.what}`, part.reason, computer.label);
    }
  return [...lines.values()]
    .filter((line) => line.reason !== 'not-this-platform')
    .map((line) => ({ what: line.what, why: reasonWords(line.reason).sentence, act: reasonWords(line.reason).remedy, where: [...line.where].sort() }));
}
