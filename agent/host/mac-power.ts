import { program } from './mac.ts';

/** Batteries and power supplies that macOS watches, `pmset -g batt`; see pmset(1). Its words are not localized. */
export const powerSupplies = program('/usr/bin/pmset', ['-g', 'batt']);

/** One power supply beside the mains, as pmset prints it. */
export interface MacSupply {
  readonly name: string;
  /** The battery of a laptop, else an uninterruptible power supply at a cable. */
  readonly internal: boolean;
  readonly chargePercent: number | null;
  /** What is left while it discharges; null while it does not, or where there is no estimate. */
  readonly runtimeSeconds: number | null;
}

/** What the computer lives on now, and what it could live on. */
export interface MacPower {
  readonly from: 'AC Power' | 'Battery Power' | 'UPS Power';
  readonly supplies: readonly MacSupply[];
}

/**
 * `Now drawing from 'AC Power'`, then one line for each: ` -Name (id=1)<tab>100%; discharging; 0:45 remaining present: true`.
 * Undefined when it is not that.
 */
export function macPower(text: string): MacPower | undefined {
  const from = /^Now drawing from '(AC Power|Battery Power|UPS Power)'/.exec(text)?.[1] as MacPower['from'] | undefined;
  if (from === undefined) return undefined;
  const supplies = text.split('\n').flatMap((line): MacSupply[] => {
    const [, name, percent, rest = ''] = /^\s-(\S[^\t]{0,127}?)(?:\s+\(id=\d{1,12}\))?\s*\t(?:(\d{1,3})%;\s*)?(.{0,200})$/.exec(line) ?? [];
    if (name === undefined || /\bpresent: false\b/.test(rest)) return [];
    const [, hours, minutes] = /\b(\d{1,3}):(\d\d) remaining\b/.exec(rest) ?? [];
    const left = /\bdischarging\b/.test(rest) && hours !== undefined ? (Number(hours) * 60 + Number(minutes)) * 60 : null;
    return [{ name: name.trim(), internal: name.startsWith('InternalBattery'), chargePercent: percent === undefined ? null : Number(percent), runtimeSeconds: left }];
  });
  return { from, supplies };
}
