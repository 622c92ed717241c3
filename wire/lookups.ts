import * as z from 'zod/mini';
import { always, fact, text } from './section.ts';

/** What was asked of the resolver, as evidence. Resolver and time change by themselves: they stand in the statement. */
export function lookups() {
  return fact(z.array(z.object({
    name: always(text(255), 'Name that was asked', { sensitivity: 'public' }),
    type: always(text(16), 'Type of record that was asked: MX, TXT, CAA', { sensitivity: 'public' }),
    rcode: fact(z.nullable(text(32)), 'Response code: NOERROR, NXDOMAIN, SERVFAIL; null when no answer came', { sensitivity: 'public' }),
    answers: fact(z.array(text(4096)).check(z.maxLength(64)), 'Records of the answer in zone file form without owner and time to live, sorted; an address stands as public or private, since it changes by itself', { sensitivity: 'public' }),
  })), 'Everything that was asked, by name and type, with the answer', { sensitivity: 'public' });
}
export type Lookups = NonNullable<z.infer<ReturnType<typeof lookups>>>;
