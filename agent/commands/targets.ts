import { isFailure, messageOf } from '../failure.ts';
import type { Check } from '../doctor.ts';
import { declaredTargets, openTarget } from '../targets/list.ts';
import type { OpenTarget } from '../targets/target.ts';
import type { Settings } from '../settings.ts';
import { platformOf } from './context.ts';
import type { Context } from './context.ts';

/** Opens a declared target for a command. @throws a failure when it is not declared, or when its settings cannot be used */
export function openFor(wanted: string, settings: Settings, context: Context): Promise<OpenTarget> {
  const { clock, privileged, uid, version, log } = context;
  return openTarget(wanted, { settings, clock, platform: platformOf(context.platform), privileged, uid, version, log: (message) => log('bug', message) });
}

/** Does something with each declared target in turn. One whose settings cannot be used is told of and does not stop the others. */
export async function forEachTarget(settings: Settings, context: Context, work: (target: OpenTarget) => Promise<void>): Promise<void> {
  for (const wanted of declaredTargets(settings)) {
    const target = await openFor(wanted, settings, context).catch((error: unknown) => {
      if (!isFailure(error)) throw error;
      context.log('target', `${wanted} was not scanned: ${messageOf(error)}`, { target: wanted });
    });
    if (target) await work(target);
  }
}

/** Whether each declared target answers now. */
export async function examineTargets(settings: Settings, context: Context): Promise<Check[]> {
  const checks: Check[] = [];
  for (const wanted of declaredTargets(settings)) checks.push(await examineTarget(wanted, settings, context));
  return checks;
}

async function examineTarget(wanted: string, settings: Settings, context: Context): Promise<Check> {
  try {
    const target = await openFor(wanted, settings, context);
    const { says, ...rest } = await target.check();
    return { check: 'target', says: `${wanted}: ${says}`, ...rest };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { check: 'target', ok: false, says: `${wanted}: ${messageOf(error)}` };
  }
}
