import type { Attestation } from '../../rules/attestation.ts';
import type { EvaluationInput, ParameterOverride } from '../../rules/input.ts';
import type { TownList } from '../../rules/list.ts';
import type { Register } from '../../rules/register.ts';
import type { Dispute, FindingResponse, Plan, Waiver } from '../../rules/waiver.ts';
import { closest } from '../register/parameters.ts';
import { newestDocuments, newestShared } from '../store/documents.ts';
import type { Store } from '../store/tables.ts';

/** `town.yaml` as it is kept: as it was written, and what it says. */
export interface RegisterBody {
  readonly file: string;
  readonly text: string;
  readonly register: Register;
  readonly parameters: readonly ParameterOverride[];
}

/** `msp.yaml` as it is kept. */
export interface MspBody {
  readonly file: string;
  readonly text: string;
  readonly parameters: readonly ParameterOverride[];
}

/** What people state that takes part in judging a town. */
export async function stated(store: Store, town: string): Promise<Pick<EvaluationInput, 'register' | 'profile' | 'lists' | 'attestations' | 'waivers' | 'plans' | 'disputes' | 'responses'>> {
  const bodies = async <Body>(kind: Parameters<typeof newestDocuments>[2]) => (await newestDocuments<Body>(store, town, kind)).map(({ body }) => body);
  const [register] = await newestDocuments<RegisterBody>(store, town, 'register');
  const shared = await newestShared<MspBody>(store, 'msp');
  return {
    register: register ? { by: register.actor, at: register.at, data: register.body.register } : null,
    profile: { parameters: closest(shared?.body.parameters ?? [], register?.body.parameters ?? []) },
    lists: await bodies<TownList>('list'),
    attestations: await bodies<Attestation>('answer'),
    waivers: await bodies<Waiver>('waiver'),
    plans: await bodies<Plan>('plan'),
    disputes: await bodies<Dispute>('dispute'),
    responses: await bodies<FindingResponse>('response'),
  };
}
