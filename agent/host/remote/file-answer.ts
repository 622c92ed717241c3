import { usualMaxBytes } from '../file.ts';
import type { FileLimits } from '../file.ts';
import { isKernels } from '../place.ts';
import type { Reading } from '../source.ts';
import { isOvermounted } from './machine.ts';
import type { Machine } from './machine.ts';
import type { Record } from './records.ts';
import { refused, systemError, torn } from './refusals.ts';

/** The reading of one file from what the script said of it: a refusal, or `data` and how it `end`ed. */
export function fileReading(name: string, records: readonly Record[], { limits, machine }: { readonly limits: FileLimits; readonly machine: Machine }): Reading {
  const { maxBytes = usualMaxBytes, encoding = 'utf8' } = limits;
  const large = (found: string): Reading => ({ state: 'failed', reason: 'too-large', detail: `${name}: ${found}` });
  const [record, end] = records;
  if (!record) return torn(name);
  const refusal = refused(record, name, machine);
  if (refusal) return refusal;
  if (record.word === 'large') return large(`${record.body.toString()} bytes, the limit is ${maxBytes}`);
  if (record.word !== 'data' || end?.word !== 'end') return torn(name);
  if (end.args[0] !== '0') return systemError(end.body.toString(), name, machine);
  if (isKernels(name) && isOvermounted(name, machine)) return { state: 'failed', reason: 'denied', detail: `${name} leads out of procfs and sysfs` };
  return record.body.length > maxBytes ? large(`more than ${maxBytes} bytes, which is the limit`) : { state: 'read', text: record.body.toString(encoding) };
}
