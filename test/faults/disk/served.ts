import path from 'node:path';
import type { EnrollResponse } from '../../../wire/enrollment.ts';
import type { Receipt } from '../../../wire/receipt.ts';
import type { Moment } from './replay.ts';
import type { Promised } from './store-image.ts';
import type { Traced } from './traced.ts';

const answers = 'answers';

/**
 * Code that runs before a server and notes every answer that acknowledges something, in a file of this folder, just before
 * the answer leaves: so the trace shows it among the syncs.
 */
export function answersNoted(notes: string): string {
  return `
    const fs = require('node:fs');
    const { ServerResponse } = require('node:http');
    const answers = fs.openSync(${JSON.stringify(path.join(notes, answers))}, 'a');
    const { end } = ServerResponse.prototype;
    ServerResponse.prototype.end = function (...args) {
      if (this.statusCode === 201) fs.writeSync(answers, String(args[0]) + '\\n');
      return end.apply(this, args);
    };`;
}

/** Whether a moment is an answer that is about to leave. */
export function isAnswer({ kind, place }: Pick<Moment, 'kind' | 'place'>): boolean {
  return kind === 'said' && path.basename(place) === answers;
}

/** What an answer promises to whoever gets it. */
export function promisedIn(text: string): Promised {
  const answer = JSON.parse(text) as Partial<Receipt & EnrollResponse>;
  if (answer.receipt !== undefined) return { kind: 'receipt', receipt: answer.receipt, digest: answer.last!.digest, auditHead: answer.auditHead! };
  return { kind: 'agent', agent: answer.agent! };
}

/** The port of a server that was just started. @throws Error with what it said, when it ends instead */
export async function portOf(server: Pick<Traced, 'said' | 'ended'>): Promise<number> {
  for (let tries = 0; tries < 1200; tries += 1) {
    const [, port] = /Serving on port (\d+)/.exec(server.said().err) ?? [];
    if (port !== undefined) return Number(port);
    const ended = await Promise.race([new Promise<undefined>((resolve) => setTimeout(resolve, 25)), server.ended]);
    if (ended !== undefined) break;
  }
  throw new Error(`the server does not serve: ${server.said().err}`);
}
