import { isNear, lettersOf } from '../derive/people/people.ts';
import type { ServiceNeeds } from '../derive/services/services.ts';
import { dayMs } from './instant.ts';
import { personValue } from './stated.ts';
import type { Stated } from './stated.ts';
import { Unknown } from './value.ts';

/** The value of `service`, and until when it holds. */
export interface ServiceValue {
  readonly value: Readonly<Record<string, unknown>>;
  readonly until: number;
}

/** Services that count among the most important. */
const topRank = 3;

/** A service of the register with what else the register says of it. */
export function serviceValue(stated: Stated, { service, assets, unmatched }: ServiceNeeds): ServiceValue {
  const { drills, restores } = stated.input.register?.data ?? {};
  const isOwn = (it: { readonly service: string }) => it.service.trim().toLowerCase() === service.name.trim().toLowerCase();
  const { owner, backupOwner, needs, rank, ...rest } = service;
  let until = Infinity;
  const who = (name: string) => {
    const active = isHere(stated, name);
    until = Math.min(until, active.until);
    return { name, active: active.value };
  };
  const value = {
    ...rest,
    ...(rank === undefined ? {} : { rank, top: rank <= topRank }),
    ...(owner === undefined ? {} : { owner: owner && who(owner) }),
    ...(backupOwner === undefined ? {} : { backupOwner: backupOwner && who(backupOwner) }),
    ...(needs && assets ? { needs: [...assets.map(({ label }) => label), ...unmatched].sort(), unmatched } : {}),
    ...(drills ? { drills: drills.filter(isOwn) } : {}),
    ...(restores?.some(isOwn) ? { restores: restores.filter(isOwn) } : {}),
  };
  return { value, until };
}

/** Whether somebody still works for the town: true, false, or why nobody can say. */
function isHere({ people: { people, more }, asOf }: Stated, name: string): { value: unknown; until: number } {
  const unknown = (reason: 'ambiguous' | 'unanswered', detail: string) => ({ value: new Unknown({ reason, section: 'people', path: '[].left', detail }), until: Infinity });
  const same = people.filter((person) => lettersOf(person.name) === lettersOf(name));
  const [person] = same;
  if (person && same.length === 1) {
    const { left } = personValue(person);
    if (left === undefined) return unknown('unanswered', `nobody has said whether ${name} is still here`);
    if (left instanceof Unknown || left === null) return { value: left ?? true, until: Infinity };
    const end = Date.parse(left as string) + dayMs;
    return asOf < end ? { value: true, until: end } : { value: false, until: Infinity };
  }
  const near = same.length > 0 ? same : people.filter((it) => isNear(it.name, name));
  if (near.length > 0) return unknown('ambiguous', `${name} may be ${near.map((it) => it.name).join(' or ')}`);
  return { value: more ? new Unknown(more) : false, until: Infinity };
}
