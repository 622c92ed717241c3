import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Recording } from '../../../agent/recording.ts';
import type { SectionName } from '../../../wire/sections/list.ts';
import type { Missing } from '../../../wire/section.ts';
import { program } from '../../programs.ts';

/** A section as `replay --json` prints it. */
export interface PrintedSection {
  readonly status: 'ok' | 'partial' | 'failed' | 'skipped';
  readonly reason?: string;
  readonly detail?: string;
  readonly missing: readonly Missing[];
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A scan as `replay --json` prints it. */
export interface PrintedScan {
  readonly platform: string;
  readonly sections: Readonly<Partial<Record<SectionName, PrintedSection>>>;
}

/** A function that gives a recording to the bundled agent as a file and returns what it prints, byte for byte; the bundle is made once. */
export function replayer(folder: string): (name: string, recording: Recording) => string {
  const { node, file } = program('townwatch-agent');
  return (name, recording) => {
    const place = path.join(folder, `${name}.json`);
    fs.writeFileSync(place, JSON.stringify(recording));
    return execFileSync(node, [file, 'replay', place, '--json'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'inherit'] });
  };
}

/** The facts of a printed scan by section. */
export function factsOf(scan: PrintedScan): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(scan.sections).map(([name, section]) => [name, section.data]));
}
