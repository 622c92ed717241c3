import type { Rulebook } from '../../rules/engine/rulebook.ts';
import { activePacks } from '../../rules/engine/packs.ts';
import { viewCache } from '../../rules/engine/view.ts';
import type { ViewCache } from '../../rules/engine/view.ts';
import { evaluating } from '../../rules/evaluate.ts';
import type { EvaluationInput } from '../../rules/input.ts';
import { disposed } from '../../rules/judge/dispositions.ts';
import { reconcile } from '../../rules/judge/findings.ts';
import type { Confirm } from '../../rules/judge/findings.ts';
import type { Finding, Outcome } from '../../rules/outcome.ts';
import { sha256, sortedJson } from '../../wire/snapshot.ts';
import type { SnapshotPredicate } from '../../wire/snapshot.ts';
import { failure } from '../failure.ts';
import { engine } from '../program.ts';
import { appendAudit } from '../store/audit-log.ts';
import { evaluationRevision, storeEvaluation } from '../store/evaluations.ts';
import { inTransaction } from '../store/open.ts';
import type { Store } from '../store/tables.ts';
import { findTown } from '../store/towns.ts';
import { instant } from '../world.ts';
import type { World } from '../world.ts';
import { contentReader } from './contents.ts';
import { buildInput } from './input.ts';
import { pause } from './pause.ts';

/** What was judged and what came of it. */
export interface Judgement {
  readonly input: EvaluationInput;
  readonly outcomes: readonly Outcome[];
  readonly findings: readonly Finding[];
}

/** Judges a town, by id or name, as of now, and stores the judgement. */
export type Judge = (town: string) => Promise<Judgement>;

/** Bytes of JSON text that stay in memory between judgements: compressed as they came, a tenth of that; as objects, some times that. */
const memory = { contents: 32 * 1024 * 1024, views: 8 * 1024 * 1024 } as const;
const mostTries = 5;

/** A judge that goes by these rules, all packs of them. It remembers the contents it read last. */
export function makeJudge(store: Store, rulebook: Rulebook, world: World): Judge {
  const contents = contentReader(store, memory.contents);
  const views = boundedViews(memory.views);
  const confirm = confirmedFirst(rulebook);
  return async (wanted) => {
    const town = await findTown(store, wanted);
    for (let tries = 0; tries < mostTries; tries += 1) {
      const revision = (await evaluationRevision(store, town.id)).revision + 1;
      const asOf = instant(world);
      const input = await buildInput(store, contents, { town, asOf, engine, documents: rulebook.documents });
      const outcomes = disposed(await outcomesOf(input, { rulebook, packs: activePacks(rulebook, input), views }), input);
      const retired = input.roster.filter(({ state }) => state === 'retired' || state === 'out-of-scope');
      const context = { town: town.id, asOf, retiredAssets: new Set(retired.map(({ id }) => id)), confirm };
      const { findings } = reconcile(outcomes, input.previous, context);
      if (await storeJudgement(store, { input, outcomes, findings }, revision)) return { input, outcomes, findings };
    }
    throw failure('bug', `Other programs kept judging "${town.name}" at the same time; try again.`);
  };
}

/** The rules that want a fail confirmed before a finding opens. */
function confirmedFirst({ rules }: Rulebook): ReadonlyMap<string, Confirm> {
  return new Map(rules.flatMap(({ definition: { id, confirm } }) => (confirm === undefined ? [] : [[id, confirm]])));
}

/** Evaluates with a pause after every asset. */
async function outcomesOf(input: EvaluationInput, { rulebook, packs, views }: { rulebook: Rulebook; packs: readonly string[]; views: BoundedViews }): Promise<readonly Outcome[]> {
  const statements = Map.groupBy(input.statements, ({ asset }) => asset);
  const steps = evaluating(input, rulebook, packs, views.cache);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value.outcomes;
    for (const { predicate } of statements.get(step.value.id) ?? []) views.used(predicate.sections);
    await pause();
  }
}

/** What evaluation made of contents. */
interface BoundedViews {
  readonly cache: ViewCache;
  /** Told which contents were looked at; empties the cache when it holds too much. */
  readonly used: (sections: SnapshotPredicate['sections']) => void;
}

function boundedViews(mostBytes: number): BoundedViews {
  const cache = viewCache();
  const held = new Map<string, number>();
  let total = 0;
  return {
    cache,
    used: (sections) => {
      for (const { digest, bytes = 0 } of Object.values(sections)) {
        if (digest === undefined || held.has(digest)) continue;
        held.set(digest, bytes);
        total += bytes;
      }
      if (total <= mostBytes) return;
      for (const it of [cache.contents, cache.derived, held]) it.clear();
      total = 0;
    },
  };
}

/** Stores a judgement and notes it when it differs from the one before. @returns false when another one came between */
function storeJudgement(store: Store, { input, outcomes, findings }: Judgement, revision: number): Promise<boolean> {
  const { asOf, documents, town } = input;
  return inTransaction(store, async (within) => {
    const done = await storeEvaluation(within, town.id, { revision, asOf, documents, outcomes }, findings);
    if (!done.stored) return false;
    const detail = { digest: done.digest, engine, documents: sha256(sortedJson(documents)), statements: sha256(sortedJson(input.statements.map(({ digest }) => digest).sort())) };
    if (done.changed) await appendAudit(within, [{ at: asOf, town: town.id, actor: 'collector', action: 'evaluated', detail }]);
    return true;
  });
}
