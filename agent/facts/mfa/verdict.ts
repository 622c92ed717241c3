import type { Mfa } from '../../../wire/sections/mfa.ts';
import { sortedSet } from '../../host/order.ts';
import type { Why } from '../../host/reading.ts';
import { inOrder, printable } from '../../host/reading.ts';
import type { PamModule } from './pam-config.ts';
import { kindOf, told } from './pam-modules.ts';
import { isStep } from './stack.ts';

type EntryPoint = NonNullable<Mfa['entryPoints']>[number];
export type State = NonNullable<EntryPoint['state']>;
export type ProofLine = NonNullable<EntryPoint['proof']>[number];

/** One way through a way in: which different things were proved, and whether a server had to be down for it. */
export interface Path {
  readonly proofs: ReadonlySet<'first' | 'second' | 'key' | 'whole'>;
  readonly down: boolean;
}

/** All that was found out about one way in. */
export interface Findings {
  readonly paths: readonly Path[];
  /** The same with doubtful modules taken as two proofs. */
  readonly bestCase: readonly Path[];
  readonly methods: readonly string[];
  readonly failsOpen: boolean | undefined;
  readonly proof: readonly ProofLine[];
  /** Why some of it is hidden. */
  readonly hole: Why | undefined;
  readonly doubtful: readonly string[];
}

/** A way in: whether it is installed and switched on, and on demand what it asks for. */
export interface WayIn {
  readonly present: boolean | 'not installed' | 'hidden' | undefined;
  readonly findings: () => Findings;
}

/** A way in that is there whenever its program is. */
export function byProgram(installed: boolean | undefined): WayIn['present'] {
  return installed === undefined ? 'hidden' : installed || 'not installed';
}

const mostProof = 12;

/** Whether somebody on this path passed two different proofs; a card with its PIN is two by itself. */
export function isTwoSteps({ proofs }: Path): boolean {
  return proofs.size >= 2 || proofs.has('whole');
}

/** The state of a way in, or why it cannot be told. Where nobody gets through at all nothing is claimed. */
export function stateOf({ paths, bestCase, hole, methods, doubtful }: Findings): { state?: State; why?: Why } {
  if (hole) return { why: hole };
  const worst = judged(paths, methods);
  const best = judged(bestCase, methods);
  if (worst === undefined) return { why: { reason: 'unreadable', detail: 'no way to sign in was found in the settings' } };
  if (worst !== 'enforced' && best === 'enforced')
    return { why: { reason: 'not-visible-from-here', detail: `${sortedSet(doubtful).join(', ')} asks what is decided elsewhere` } };
  return { state: worst };
}

/** Whether a second step that is demanded is left out when its server is down. */
export function leftOutWhenDown({ paths, failsOpen }: Findings): boolean | undefined {
  return paths.some((path) => path.down && !isTwoSteps(path)) && paths.some((path) => !path.down && isTwoSteps(path)) ? true : failsOpen;
}

function judged(paths: readonly Path[], methods: readonly string[]): State | undefined {
  const usual = paths.filter(({ down }) => !down);
  if (usual.length === 0) return undefined;
  if (usual.every(isTwoSteps)) return 'enforced';
  return usual.some(isTwoSteps) || methods.length > 0 ? 'optional' : 'absent';
}

/** Joins what was found about several ways that lead to the same place: the weakest counts. */
export function joined(parts: readonly Findings[]): Findings {
  return {
    paths: parts.flatMap(({ paths }) => paths),
    bestCase: parts.flatMap(({ bestCase }) => bestCase),
    methods: parts.flatMap(({ methods }) => methods),
    failsOpen: parts.some(({ failsOpen }) => failsOpen) ? true : parts.some(({ failsOpen }) => failsOpen === undefined) ? undefined : false,
    proof: parts.flatMap(({ proof }) => proof),
    hole: parts.find(({ hole }) => hole)?.hole,
    doubtful: parts.flatMap(({ doubtful }) => doubtful),
  };
}

/** The lines that decide: those of second steps; where there are none, those that let in without. */
export function deciding(modules: readonly PamModule[]): ProofLine[] {
  const steps = modules.filter(isStep);
  const chosen = steps.length > 0 ? steps : modules.filter((module) => kindOf(module).asks !== 'nothing');
  return chosen.map((module) => proofLine(module.file, module.line, told(module)));
}

/** A line as evidence. */
export function proofLine(file: string, line: number, says: string): ProofLine {
  return { file: printable(file, 255), line, says: printable(says, 255) };
}

/** Evidence in order, each line once. */
export function sortedProof(lines: readonly ProofLine[]): ProofLine[] {
  const unique = new Map(lines.map((line) => [`${line.file}\0${line.line}\0${line.says}`, line]));
  return [...unique.values()].sort((a, b) => inOrder(a.file, b.file) || a.line - b.line || inOrder(a.says, b.says)).slice(0, mostProof);
}
