import type { InputStatement } from '../input.ts';
import { scalar, listOf } from './shape.ts';
import type { ObjectShape } from './shape.ts';

/** The shape of `scan`: how the newest scan of an asset went. */
export function scanShape(): ObjectShape {
  const [text, int, bool] = [scalar('string'), scalar('int'), scalar('bool')];
  return { kind: 'object', nullable: false, name: 'Scan', fields: { agentVersion: text, observedAt: scalar('timestamp'), clockOffsetSeconds: int, privileged: bool, dropped: int, failed: listOf(text) } };
}

/** The value of `scan`, from the signed statement and what the collector noted when it came. */
export function scanValue({ predicate, clockOffsetSeconds }: InputStatement): object {
  const { agentVersion, wallTime, privileged, dropped, sections } = predicate;
  const failed = Object.entries(sections).filter(([, { status }]) => status === 'failed').map(([name]) => name);
  return { agentVersion, observedAt: wallTime, clockOffsetSeconds: Math.round(clockOffsetSeconds), privileged, dropped, failed: failed.sort() };
}
