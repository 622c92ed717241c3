import type { Rulebook } from '../../rules/engine/rulebook.ts';
import type { RosterAsset } from '../../rules/input.ts';
import { disposed } from '../../rules/judge/dispositions.ts';
import type { Finding, Outcome } from '../../rules/outcome.ts';
import type { Dispute, FindingResponse, Plan, Waiver } from '../../rules/waiver.ts';
import { roster } from '../assets/roster.ts';
import { stated } from '../evaluate/stated.ts';
import { findingsOf, latestEvaluation } from '../store/evaluations.ts';
import type { Store } from '../store/tables.ts';
import { findTown } from '../store/towns.ts';
import type { Town } from '../store/towns.ts';
import { instant } from '../world.ts';
import type { World } from '../world.ts';

/** A town as it was judged last, with all that people state about what was found. */
export interface Known {
  readonly town: Town;
  /** The present instant, RFC 3339 UTC. */
  readonly asOf: string;
  /** When it was judged last; null: never. */
  readonly judgedAt: string | null;
  /** Loaded when it is asked for: what needs no rule goes on while the rules do not load. */
  readonly rulebook: Pick<Rulebook, 'rules'>;
  readonly roster: readonly RosterAsset[];
  /** Departments that an asset or the register names. */
  readonly departments: readonly string[];
  /** With what stands on top of them now. */
  readonly outcomes: readonly Outcome[];
  readonly findings: readonly Finding[];
  readonly waivers: readonly Waiver[];
  readonly plans: readonly Plan[];
  readonly disputes: readonly Dispute[];
  readonly responses: readonly FindingResponse[];
}

/** Reads what is known of a town, by name or id. @throws a failure when there is no such town */
export async function knownOf(store: Store, wanted: string, { load, world }: { load: () => Pick<Rulebook, 'rules'>; world: World }): Promise<Known> {
  const town = await findTown(store, wanted);
  const asOf = instant(world);
  const [assets, said, judged, findings] = [await roster(store, town.id, asOf), await stated(store, town.id), await latestEvaluation(store, town.id), await findingsOf(store, town.id)];
  const { waivers, plans, disputes, responses, register } = said;
  const departments = [...assets.flatMap(({ department }) => department ?? []), ...(register?.data.departments ?? []).map(({ name }) => name)];
  let loaded: Pick<Rulebook, 'rules'> | undefined;
  return {
    town,
    asOf,
    judgedAt: judged?.asOf ?? null,
    get rulebook() {
      return (loaded ??= load());
    },
    roster: assets,
    departments: [...new Set(departments)].sort(),
    outcomes: disposed(judged?.outcomes ?? [], { waivers, plans, disputes, asOf, roster: assets }),
    findings,
    waivers,
    plans,
    disputes,
    responses,
  };
}
