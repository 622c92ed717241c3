import { Engine } from 'json-rules-engine';
import { asking } from '../../rules/engine/asking.ts';
import { compileRule, languages } from '../../rules/engine/compile-rule.ts';
import { judge } from '../../rules/engine/judge.ts';
import type { Question } from '../../rules/engine/judge.ts';
import { ruleSchema } from '../../rules/engine/rule.ts';
import type { Rule, Rulebook } from '../../rules/engine/rulebook.ts';
import { together, townOf } from '../../rules/engine/town.ts';
import type { Town } from '../../rules/engine/town.ts';
import { viewCache } from '../../rules/engine/view.ts';
import type { EvaluationInput } from '../../rules/input.ts';
import type { Outcome } from '../../rules/outcome.ts';
import { median } from './process.ts';

/**
 * The same questions to two engines: `json-rules-engine` says which rules hit, ours also why, from where and until when.
 * Conditions are those that both can put: a fact at a path, a comparison, and all or any of them.
 */
const questions = [
  { cel: 'facts.os.family == "linux"', json: is('os', '$.family', 'equal', 'linux') },
  { cel: 'facts.os.version == "12"', json: is('os', '$.version', 'equal', '12') },
  { cel: 'facts.os.product in ["debian", "fedora"]', json: is('os', '$.product', 'in', ['debian', 'fedora']) },
  { cel: 'facts.hardware.memoryMiB >= 7900', json: is('hardware', '$.memoryMiB', 'greaterThanInclusive', 7900) },
  { cel: 'facts.hardware.memoryMiB < 15000 && facts.os.rebootRequired', json: { all: [is('hardware', '$.memoryMiB', 'lessThan', 15_000), is('os', '$.rebootRequired', 'equal', true)] } },
  { cel: 'facts.hardware.secureBoot != null && facts.hardware.secureBoot || facts.os.codename == "jammy"', json: { any: [is('hardware', '$.secureBoot', 'equal', true), is('os', '$.codename', 'equal', 'jammy')] } },
  { cel: 'facts.firewall.filtering && facts.os.version != "11"', json: { all: [is('firewall', '$.filtering', 'equal', true), is('os', '$.version', 'notEqual', '11')] } },
  { cel: 'facts.vitals.memoryAvailableMiB > 2000', json: is('vitals', '$.memoryAvailableMiB', 'greaterThan', 2000) },
  { cel: 'facts.vitals.clockSynchronized && facts.hardware.chassis == "server"', json: { all: [is('vitals', '$.clockSynchronized', 'equal', true), is('hardware', '$.chassis', 'equal', 'server')] } },
  { cel: 'facts.firewall.filtering || facts.hardware.memoryMiB > 15000 || facts.os.product == "ubuntu"', json: { any: [is('firewall', '$.filtering', 'equal', true), is('hardware', '$.memoryMiB', 'greaterThan', 15_000), is('os', '$.product', 'equal', 'ubuntu')] } },
] as const;

interface Condition {
  readonly fact: string;
  readonly path: string;
  readonly operator: string;
  readonly value: unknown;
}

function is(fact: string, path: string, operator: string, value: unknown): Condition {
  return { fact, path, operator, value };
}

export interface Compared {
  readonly rules: number;
  readonly verdicts: number;
  readonly hits: number;
  /** Microseconds for one rule on one computer, median of the runs. */
  readonly ours: number;
  readonly theirs: number;
}

/** Puts the questions to both about every computer of a town, in turn. @throws when the two do not hit equally often */
export async function compareWithJsonRules(input: EvaluationInput, runs: number): Promise<Compared> {
  const rules = questions.map(({ cel }, index) => ruleOf(`BEN-00${index}`, cel));
  const pack = { id: 'bench', version: 1, en: { title: 'Bench', meaning: 'Bench' }, rules: rules.map(({ definition }) => ({ id: definition.id, parameters: {} })) };
  const rulebook: Rulebook = { rules, packs: [pack], frameworks: [], documents: [], questions: [], derive: () => ({ data: {}, missing: [] }) };
  const cache = viewCache();
  const engine = new Engine(questions.map(({ json }, index) => ({ conditions: 'fact' in json ? { all: [json] } : json, event: { type: `BEN-00${index}` } })) as never, { allowUndefinedFacts: true });
  const before = townOf(input, rulebook, rulebook.packs, cache);
  const facts = before.population.map((asset) => ({ ...before.view(asset).values }));
  const verdicts = rules.length * facts.length;
  const spent = { ours: [] as number[], theirs: [] as number[] };
  let hits = 0;
  for (let run = 0; run < runs + 1; run++) {
    const [ours, theirs] = [oursIn(townOf(input, rulebook, rulebook.packs, cache), rules), await theirsIn(engine, facts)];
    if (ours.hits !== theirs.hits) throw new Error(`ours hit ${ours.hits} times, json-rules-engine ${theirs.hits} times`);
    hits = ours.hits;
    if (run === 0) continue;
    spent.ours.push((ours.ms * 1000) / verdicts);
    spent.theirs.push((theirs.ms * 1000) / verdicts);
  }
  return { rules: rules.length, verdicts, hits, ours: median(spent.ours), theirs: median(spent.theirs) };
}

function ruleOf(id: string, pass: string): Rule {
  const text = { title: 'Is it so?', plain: 'Plain.', technical: 'Technical.', remediation: { any: 'Mend it.' } };
  const definition = ruleSchema.parse({ id, version: 1, scope: 'asset', classes: ['workstation', 'laptop', 'server', 'hypervisor', 'printer', 'network-device', 'other'], pass, evidence: { system: 'facts.os.name' }, severity: 'low', severityReason: 'a bench', responsible: 'msp', effort: 'minutes', cost: 'none', sensitivity: 'internal', en: text, tests: [] });
  const compiled = compileRule(definition, languages());
  if (!('pass' in compiled)) throw new Error(compiled.map(({ message }) => message).join('\n'));
  return { definition, compiled, file: 'bench' };
}

function oursIn(town: Town, rules: readonly Rule[]): { ms: number; hits: number } {
  const asks = rules.map((rule) => asking(rule, town));
  const kept: unknown[] = [];
  let [ms, hits] = [0, 0];
  const tell = (it: Question | Outcome) => {
    const outcome = 'outcome' in it ? it : judge(it);
    kept.push(outcome);
    if (outcome.outcome === 'pass') hits++;
  };
  for (let from = 0; from < town.population.length; from += together) {
    const assets = town.population.slice(from, from + together);
    for (const asset of assets) town.subjects(asset);
    const begun = performance.now();
    for (const { about } of asks) for (const asset of assets) about(asset, tell);
    ms += performance.now() - begun;
  }
  return { ms, hits };
}

async function theirsIn(engine: Engine, facts: readonly Record<string, unknown>[]): Promise<{ ms: number; hits: number }> {
  let [ms, hits] = [0, 0];
  for (const asset of facts) {
    const begun = performance.now();
    const { events } = await engine.run(asset as Record<string, never>);
    ms += performance.now() - begun;
    hits += events.length;
  }
  return { ms, hits };
}
