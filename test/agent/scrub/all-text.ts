import { jsonOf } from '../../../agent/host/json.ts';
import { plistOf } from '../../../agent/host/plist.ts';
import type { Recording } from '../../../agent/recording.ts';

/** All that somebody could find in a recording, in lower case: its text, and what stands in base64, property lists, certificates and hex inside of it. */
export function allText(recording: Recording): string {
  const answers = Object.values(recording.sections).flatMap((section) => Object.values(section));
  const readings = answers.flatMap(({ encoding, answer }) => (answer.kind === 'one' ? [answer.reading] : answer.entries.map(({ reading }) => reading)).map((reading) => ({ encoding: encoding ?? ('utf8' as const), reading })));
  const inside = readings.flatMap(({ encoding, reading }) => (reading.state === 'read' ? found(Buffer.from(reading.text, encoding)) : []));
  return [JSON.stringify(recording), ...inside].join('\n').toLowerCase();
}

function found(bytes: Buffer): string[] {
  const text = bytes.toString();
  const start = text.search(/<\?xml|bplist00/);
  const list = start < 0 ? undefined : plistOf(bytes.subarray(Buffer.from(text.slice(0, start)).length));
  const certificates = [...text.matchAll(/-----BEGIN [^-]*-----([^-]*)-----END/g)].flatMap(([, body = '']) => readable(Buffer.from(body, 'base64')));
  return [...readable(bytes), ...certificates, ...visit(list), ...visit(jsonOf(text))];
}

/** Bytes as one letter each, as two in either parity, and as hex. */
function readable(bytes: Buffer): string[] {
  return [bytes.toString('latin1'), bytes.toString('utf16le'), bytes.subarray(1).toString('utf16le'), bytes.toString('utf8'), bytes.toString('hex')];
}

function visit(value: unknown): string[] {
  if (Buffer.isBuffer(value)) return found(value);
  if (typeof value === 'string') return [value, ...(/^\s*<\?xml/.test(value) ? found(Buffer.from(value)) : []), ...(/^(?:[\da-f]{2}){4,}$/i.test(value) ? readable(Buffer.from(value, 'hex')) : [])];
  if (Array.isArray(value)) return value.flatMap(visit);
  return typeof value === 'object' && value !== null && !(value instanceof Date) ? Object.entries(value).flatMap(([name, item]) => [name, ...visit(item)]) : [];
}
