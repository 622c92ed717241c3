import type { Power } from '../../../wire/sections/power.ts';
import type { Known } from '../../host/known.ts';
import { mapped, tell } from '../../host/known.ts';
import { program } from '../../host/mac.ts';
import { printed } from '../../host/mac-known.ts';
import type { MacSupply } from '../../host/mac-power.ts';
import { macPower, powerSupplies } from '../../host/mac-power.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look } from '../../host/reading.ts';
import { look, printable } from '../../host/reading.ts';
import type { Answers, Sources } from '../../host/source.ts';
import type { Parsed, PlatformFact } from '../fact.ts';

const first = { supplies: powerSupplies } as const satisfies Sources;

/** When macOS shuts down while it lives on an UPS: haltlevel, haltafter, haltremain, each on or off with its value; see pmset(1). */
const then = { limits: program('/usr/bin/pmset', ['-g', 'ups']) } as const satisfies Sources;

const sources = { ...first, ...then } as const;

type At = Look<typeof sources>;

const untold = ['manufacturer', 'model', 'serial', 'firmware', 'manufacturedOn', 'batteryChangedOn'] as const;

/** macOS watches every UPS at a cable by itself. Programs of makers that watch one over the network are not seen. */
export const macos: PlatformFact<Power> = {
  sources: () => first,
  more: { follows: 'what pmset knows of an UPS that is connected', sources: (answers) => ((suppliesOf(look(answers, sources)).value ?? []).length > 0 ? then : {}) },
  parse,
};

function parse(answers: Answers): Parsed<Power> {
  const at = look(answers, sources);
  const ups = suppliesOf(at);
  const none: Known<boolean | null> = { why: { reason: 'not-visible-from-here', detail: 'asked only while an UPS is connected' } };
  const limits = ups.why ? ups : ups.value.length === 0 ? none : mapped(printed(at, 'limits', sources), shutsDown, 'pmset -g ups');
  if (ups.value && ups.value.length > 0) for (const field of untold) at.lack(`ups[].${field}`, { reason: 'not-visible-from-here', detail: 'pmset tells the name alone' });
  const data: Power = {
    ups: tell(at, 'ups', mapped(ups, (list) => sortedBy(list.map(({ name }) => ({ name: printable(name, 128), by: 'macos' as const, local: true })), ({ name }) => name))),
    monitors: [{ name: 'macos', enabled: true, shutsDown: tell(at, 'monitors[].shutsDown', limits) }],
  };
  return { data, missing: at.missing() };
}

/** Power supplies beside the battery of a laptop. */
function suppliesOf(at: At): Known<readonly MacSupply[]> {
  return mapped(printed(at, 'supplies', sources), (text) => macPower(text)?.supplies.filter(({ internal }) => !internal), 'pmset -g batt');
}

/** Nothing is printed while nobody ever set a limit. */
function shutsDown(text: string): boolean | null | undefined {
  if (text === '') return null;
  if (!text.startsWith('UPS settings:')) return undefined;
  const limits = [...text.matchAll(/^[ \t]{1,8}halt(?:level|after|remain)[ \t]{1,8}(on|off)\b/gm)].map(([, word]) => word === 'on');
  return limits.length === 0 ? null : limits.some(Boolean);
}
