import type { Known } from './known.ts';
import { mapped } from './known.ts';
import { program } from './mac.ts';
import { printed } from './mac-known.ts';
import type { Look } from './reading.ts';
import type { Sources } from './source.ts';

/** See spctl(8): `assessments enabled` in every language. */
export const gatekeeper = program('/usr/sbin/spctl', ['--status']);

/** See csrutil(1); its words are English in every language. */
export const integrity = program('/usr/bin/csrutil', ['status']);

/** Whether Gatekeeper looks at programs before they start. Newer versions add lines about single rules. */
export function gatekeeperOf<S extends Sources>(at: Look<S>, name: keyof S & string, sources: S): Known<boolean> {
  return mapped(printed(at, name, sources), (text) => {
    const word = /^assessments (enabled|disabled)$/m.exec(text)?.[1];
    return word === undefined ? undefined : word === 'enabled';
  }, 'spctl --status');
}

/**
 * System Integrity Protection. A custom configuration is told as `unknown` with a line for each part: with one of them off (the parts of
 * Apple's own staff are off always) the system is not protected as shipped.
 */
export function integrityOf<S extends Sources>(at: Look<S>, name: keyof S & string, sources: S): Known<'enforcing' | 'permissive' | 'disabled'> {
  return mapped(printed(at, name, sources), (text) => {
    const [, word, custom] = /^System Integrity Protection status: (enabled|disabled|unknown)\s*(\(Custom Configuration\))?\.?/m.exec(text) ?? [];
    if (word === undefined) return undefined;
    const parts = [...text.matchAll(/^[ \t]+([A-Z][\w ]{2,40}): (enabled|disabled)$/gm)].filter(([, part]) => part !== 'Apple Internal');
    if (custom === undefined && word !== 'unknown') return word === 'enabled' ? 'enforcing' : 'disabled';
    if (parts.length === 0) return undefined;
    const off = parts.filter(([, , state]) => state === 'disabled').length;
    return off === 0 ? 'enforcing' : off === parts.length ? 'disabled' : 'permissive';
  }, 'csrutil status');
}
