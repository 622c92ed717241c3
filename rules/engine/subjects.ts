import type { RosterAsset } from '../input.ts';
import type { Subject, UnknownBecause } from '../outcome.ts';
import type { AccountSubjects } from './accounts.ts';
import type { Context, Facts } from './context.ts';
import { personOf } from './stated.ts';
import type { Stated } from './stated.ts';
import type { Roots } from './town.ts';
import { EngineError } from './value.ts';
import type { AssetView } from './view.ts';

/** An asset and the accounts on it as subjects, each with the context in which every rule about it is asked, one after the other. */
export interface AssetSubjects {
  readonly view: AssetView;
  readonly itself: AskedSubject;
  /** Made when a rule asks about accounts. */
  readonly accounts: () => { readonly each: readonly AskedSubject[]; readonly all: Subject; readonly because: UnknownBecause | undefined };
}

export interface AskedSubject {
  readonly subject: Subject;
  readonly context: Context;
}

/** What an asset is made a subject of. */
export interface SubjectParts {
  readonly view: AssetView;
  readonly roots: Roots;
  readonly accounts: () => AccountSubjects;
}

export function subjectsOf(asset: RosterAsset, { view, roots, accounts }: SubjectParts, stated: Stated): AssetSubjects {
  const { asOf } = stated;
  const itself = { subject: { scope: 'asset', id: asset.id, asset: asset.id, label: asset.label }, context: contextOf(asOf, roots, view) } as const;
  let known: ReturnType<AssetSubjects['accounts']> | undefined;
  const read = () => {
    const { accounts: list, all, because } = accounts();
    const each = list.map(({ subject, account }) => {
      const values = Object.create(roots.values, { person: { get: () => personOf(stated, account) } }) as Context['roots'];
      return { subject, context: { ...contextOf(asOf, { values, marks: roots.marks }, view), account } };
    });
    return { each, all, because };
  };
  return { view, itself, accounts: () => (known ??= read()) };
}

/** The context of a subject; whoever asks a rule sets the parameters. */
export function contextOf(asOf: number, { values, marks }: Roots, view?: AssetView): Context {
  const facts: Facts = view ?? noFacts;
  return { asOf, roots: values, marks, parameters: noParameters, tally: noTallies, account: undefined, facts, sections: view?.values, slots: [], steps: 0, until: Infinity, basis: 0, stated: undefined };
}

function noParameters(): never {
  throw new EngineError('asks for parameters before they are there');
}

function noTallies(rule: string): never {
  throw new EngineError(`asks for the outcomes of ${rule} before they are there`);
}

/** A town has no sections: what it asks of facts would be a mistake of the compiler. */
const noFacts: Facts = {
  absent: ({ section, path }) => {
    throw new EngineError(`${section} has no "${path}"`);
  },
  clock: () => undefined,
  packages: () => {
    throw new EngineError('a town has no packages');
  },
};
