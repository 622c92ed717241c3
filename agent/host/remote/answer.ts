import type { Answer, Source } from '../source.ts';
import { adaptersReading } from './adapters-answer.ts';
import { commandReading } from './command-answer.ts';
import type { Replied } from './dialog.ts';
import { fileReading } from './file-answer.ts';
import { listAnswer } from './list-answer.ts';
import type { Machine } from './machine.ts';
import { spaceReading } from './space-answer.ts';
import type { Why } from '../reading.ts';

/** Says in the words of the local host what the machine answered to a source. */
export function answerFrom(source: Source, reply: Replied, machine: Machine): Answer {
  switch (source.kind) {
    case 'file':
      return { kind: 'one', reading: fileReading(source.path, reply.records, { limits: source, machine }) };
    case 'command':
      return { kind: 'one', reading: commandReading(source, reply, machine) };
    case 'interfaces':
      return { kind: 'one', reading: adaptersReading(commandReading({ kind: 'command', program: [], args: [] }, presentOne(reply), machine)) };
    case 'space':
      return { kind: 'one', reading: spaceReading(reply.records, machine) };
    case 'files':
    case 'names':
    case 'times':
    case 'links':
      return listAnswer(source, reply.records, machine);
    case 'registry':
    case 'cim':
    case 'powershell':
      return unanswered(source, { reason: 'not-this-platform', detail: 'a source of Windows' });
  }
}

/** The answer where there is none, with the reason. */
export function unanswered(source: Source, { reason, detail = '' }: Why): Answer {
  const isMany = 'pattern' in source || source.kind === 'registry';
  return isMany ? { kind: 'many', entries: [], incomplete: { reason, detail } } : { kind: 'one', reading: { state: 'failed', reason, detail } };
}

/** Two programs may tell of addresses; the second is asked where the first is absent. */
function presentOne(reply: Replied): Replied {
  const [first, ...rest] = reply.records;
  return first?.word === 'absent' && rest.length > 0 ? { ...reply, records: rest } : reply;
}
