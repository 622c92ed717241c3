import type { Clock } from '../../clock.ts';
import { unanswered } from './lookup.ts';
import type { Ask, AskOptions, Lookup, Question } from './lookup.ts';
import { exchange } from './exchange.ts';
import type { Server } from './exchange.ts';
import { isWithin, plainName } from './names.ts';

/** What a resolver is made of; `random` gives 0 to 65535. */
export interface ResolverOptions {
  readonly servers: readonly Server[];
  /** Domains of the town: nothing else is asked, unless `follow`. */
  readonly declared: readonly string[];
  readonly follow: boolean;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly random: () => number;
  /** How long one try may take, and all questions together, in milliseconds. */
  readonly timeoutMs?: number;
  readonly patienceMs?: number;
}

/** A door to DNS that never asks a name outside the declared domains. */
export interface Resolver {
  readonly ask: Ask;
  /** Asks a server that speaks for the zone, past the resolver. */
  readonly askServer: (server: Server, question: Question) => Promise<Lookup>;
  /** Whether a name may be asked. */
  readonly allows: (name: string) => boolean;
}

const mostServers = 3;
const triesPerServer = 2;
const mostQuestions = 400;
/** Tries in a row without an answer. */
const mostSilent = 6;

/** Makes a resolver that asks each question once, its servers in order, and gives up on all when the time is over. */
export function makeResolver(options: ResolverOptions): Resolver {
  const { servers, declared, follow, clock, random, timeoutMs = 2_000, patienceMs = 60_000 } = options;
  const until = clock.monotonicMs() + patienceMs;
  const known = new Map<string, Promise<Lookup>>();
  const silent = new Map<string, number>();
  let questions = 0;
  const allows = (name: string) => follow || declared.some((domain) => isWithin(name, domain));

  const refused = (question: Question): Lookup | undefined => {
    if (!isAskable(question.name)) return unanswered(question, { reason: 'unreadable', detail: `${question.name.slice(0, 100)} is no name of DNS` });
    if (!allows(question.name)) return unanswered(question, { reason: 'outside-domain', detail: `${question.type} ${question.name}` });
    if (questions >= mostQuestions) return unanswered(question, { reason: 'too-large', detail: `more than ${mostQuestions} questions` });
    if (clock.monotonicMs() >= until) return unanswered(question, { reason: 'timeout', detail: `no time was left to ask ${question.type} ${question.name}` });
    return undefined;
  };

  const over = async (question: Question, options: AskOptions): Promise<Lookup> => {
    const no = refused(question);
    if (no) return no;
    questions += 1;
    let last: Lookup = unanswered(question, { reason: 'unreachable', detail: 'this computer has no name server' });
    // One that stays silent is not waited for at every question.
    for (const server of servers.slice(0, mostServers).filter(({ address, port }) => (silent.get(`${address} ${port}`) ?? 0) < mostSilent)) {
      for (let tries = 0; tries < triesPerServer; tries++) {
        const { silent: noAnswer, ...lookup } = await exchange(server, question, { ...options, id: random(), timeoutMs });
        last = lookup;
        if (!noAnswer) silent.delete(`${server.address} ${server.port}`);
        if (lookup.answer.state !== 'failed') return lookup;
        if (noAnswer) silent.set(`${server.address} ${server.port}`, (silent.get(`${server.address} ${server.port}`) ?? 0) + 1);
        else break;
      }
    }
    return last;
  };

  return {
    allows,
    ask: (name, type, options = {}) => {
      const question = { name: plainName(name), type };
      const key = JSON.stringify([question, options]);
      const lookup = known.get(key) ?? over(question, options);
      known.set(key, lookup);
      return lookup;
    },
    askServer: async (server, question) => {
      const no = refused(question);
      if (no) return no;
      questions += 1;
      const { silent: _silent, ...lookup } = await exchange(server, question, { id: random(), timeoutMs, direct: true });
      return lookup;
    },
  };
}

/** Whether a name can stand in a question: labels of 1 to 63 bytes, 253 together. */
function isAskable(name: string): boolean {
  return name.length <= 253 && name.split('.').every((label) => /^[\x21-\x7e]{1,63}$/.test(label));
}

/** Servers as settings and the computer name them: `address`, `address:port`, `[address]:port`. */
export function serverOf(text: string): Server {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  return { address: bracketed ?? plain ?? text, port: port === undefined ? 53 : Number(port) };
}
