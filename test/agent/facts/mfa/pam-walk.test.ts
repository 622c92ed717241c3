import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../../cpu.ts';
import { authStack } from '../../../../agent/facts/mfa/pam-config.ts';
import type { PamFiles } from '../../../../agent/facts/mfa/pam-config.ts';
import { walk } from '../../../../agent/facts/mfa/pam-walk.ts';
import { anyText } from '../any-text.ts';
import recorded from './libpam-cases.json' with { type: 'json' };

function filesOf(texts: Readonly<Record<string, string>>, modules: readonly string[] = []): PamFiles {
  return { byName: new Map(Object.entries(texts).map(([name, text]) => [name, { path: `/etc/pam.d/${name}`, text }])), modules: new Set(modules), unread: undefined };
}

/** The modules of a stack in order, substacks in braces, places that could not be read as `?`. */
function shape(items: ReturnType<typeof authStack>): string {
  return items.map((item) => (item.kind === 'module' ? item.name : item.kind === 'hole' ? '?' : `{${shape(item.items)}}`)).join(' ');
}

test('PAM itself comes to the same result', () => {
  const other = 'auth required pam_deny.so';
  const differing = recorded.cases.filter(({ passes, svc, sub1, sub2 }) => {
    const text = (lines: readonly string[]) => lines.map((line) => line.replace(/(\S+)$/, (word) => (/include|substack/.test(line) ? word : `pam_debug.so auth=${word}`))).join('\n');
    const stack = authStack('svc', filesOf({ svc: text(svc), sub1: text(sub1), sub2: text(sub2), other }));
    const { passages, hole } = walk(stack, ({ args }) => [{ value: args.find((arg) => arg.startsWith('auth='))?.slice('auth='.length) ?? 'auth_err' }]);
    return hole !== undefined || passages.length > 0 !== passes;
  });
  expect(recorded.cases.filter(({ passes }) => passes)).toHaveLength(110);
  expect(differing).toEqual([]);
});

describe('a stack', () => {
  const stack = (texts: Readonly<Record<string, string>>, modules?: readonly string[]) => shape(authStack('svc', filesOf(texts, modules)));

  test.each([
    ['lines of its own type', { svc: 'auth required pam_a.so\naccount required pam_b.so\nAUTH Required /lib/security/pam_c.so x\n' }, 'pam_a pam_c'],
    ['comments and long lines', { svc: '# auth required pam_no.so\nauth required \\\n  pam_a.so\nauth required pam_b.so # pam_c.so\n' }, 'pam_a pam_b'],
    ['includes of all types and of one', { svc: '@include x\nauth include x\nauth substack x\naccount include x\n', x: 'auth required pam_a.so\naccount required pam_b.so\n' }, 'pam_a pam_a {pam_a}'],
    ['other, for a service without lines of the type', { svc: 'account required pam_b.so\n', other: 'auth required pam_deny.so\n' }, 'pam_deny'],
    ['other, for a service that is not there', { other: 'auth required pam_deny.so\n' }, 'pam_deny'],
    ['a place that is not there', { svc: 'auth include gone\nauth required pam_a.so\n' }, '? pam_a'],
    ['a control that nobody understands', { svc: 'auth [success=maybe] pam_a.so\nauth perhaps pam_b.so\n' }, '? ?'],
    ['itself', { svc: 'auth required pam_a.so\nauth include svc\n' }, `${'pam_a '.repeat(11)}?`],
  ] as [string, Record<string, string>, string][])('has %s', (_name, texts, expected) => {
    expect(stack(texts)).toBe(expected);
  });

  test('leaves out a module with a dash that is not installed', () => {
    const texts = { svc: '-auth optional pam_gone.so\nauth required pam_here.so\nauth required pam_gone.so\n' };
    expect([stack(texts, ['pam_here']), stack(texts)]).toEqual(['pam_here pam_gone', 'pam_gone pam_here pam_gone']);
  });

  test('that includes itself many times ends', () => {
    const start = cpuMs();
    const items = authStack('svc', filesOf({ svc: `auth required pam_a.so\n${'auth include svc\nauth substack svc\n'.repeat(20)}` }));
    expect(walk(items, () => [{ value: 'success' }, { value: 'auth_err' }]).hole?.reason).toBe('too-large');
    expect(cpuMs() - start).toBeLessThan(1_000);
  });

  test('of any text is walked without a throw', () => {
    const piece = fc.oneof(anyText(20), fc.constantFrom('auth ', 'required ', '[success=2 default=die] ', 'pam_unix.so', '\n', '@include svc\n', 'auth substack svc\n', '\\\n', '-auth ', 'include '));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const items = authStack('svc', filesOf({ svc: pieces.join('') }));
        expect(walk(items, () => [{ value: 'success' }, { value: 'ignore' }]).reached.length).toBeLessThan(3_000);
      }),
      { numRuns: 200 },
    );
  });
});
