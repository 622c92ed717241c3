import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reasonWords, valueWords, visible, whenWords } from '../../reports/words.ts';
import { hostileTexts, unseen } from './hostile.ts';

describe('visible', () => {
  it('leaves nothing unseen, for any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constantFrom(...hostileTexts)), (text) => {
      expect(visible(text)).not.toMatch(unseen);
      expect(visible(text).isWellFormed()).toBe(true);
    }));
  });

  it('leaves ordinary text of any script alone, and does nothing twice', () => {
    for (const text of ['clerk-pc-3', 'Müller’s laptop', '役場の端末', 'σταθμός', 'حاسوب', '💻 front desk', '<b>&amp;"']) expect(visible(text)).toBe(text);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(visible(text))).toBe(visible(text));
    }));
  });

  it('cuts long text between characters and says how long it was', () => {
    expect(visible('x'.repeat(9), 8)).toBe('xxxxxxxx… (9 characters)');
    expect(visible('x'.repeat(8), 8)).toBe('xxxxxxxx');
    expect(visible('💻'.repeat(9), 8)).toBe(`${'💻'.repeat(8)}… (18 characters)`);
    expect(visible('💻'.repeat(8), 8)).toBe('💻'.repeat(8));
    expect(visible('<'.repeat(65_536)).length).toBeLessThan(450);
  });
});

describe('valueWords', () => {
  it.each<[unknown, string]>([
    [null, 'none'], [undefined, 'none'], [true, 'yes'], [false, 'no'], [22, '22'], [1.5, '1.5'], ['a\u202Eb', 'a\\u{202e}b'], [[], 'none'], [{}, 'none'],
    [[22, 2222], '22, 2222'], [{ name: 'x', ports: [1, 2], enabledAtBoot: true, until: null }, 'x (ports: 1, 2, enabled at boot: yes)'], [{ name: 'x', version: null }, 'x'], [{ on: null }, 'none'], [{ name: 7, on: false }, 'name: 7, on: no'],
    [[{ name: 'nftables', enabledAtBoot: false }, { name: 'ufw' }], 'nftables (enabled at boot: no); ufw'], [{ APIKey: 1, useTLS: 2, weakMACs: 3 }, 'APIKey: 1, useTLS: 2, weakMACs: 3'],
    [Array.from({ length: 14 }, (_, index) => index), '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more'],
  ])('%j is "%s"', (value, words) => {
    expect(valueWords(value)).toBe(words);
  });

  it('is never long, whatever a machine sends', () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`key${index}`, index]));
    expect(valueWords(wide)).toMatch(/and 4988 more$/);
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(valueWords(value)).not.toMatch(unseen);
    }));
  });
});

describe('whenWords', () => {
  it('tells an instant in the time zone of the town, and leaves a day a day', () => {
    expect(whenWords('2026-11-21T07:30:00Z', 'America/New_York')).toMatch(/^November 21, 2026 at 2:30\sAM$/);
    expect(whenWords('2026-07-01T03:30:00Z', 'America/Los_Angeles')).toMatch(/^June 30, 2026 at 8:30\sPM$/);
    expect(whenWords('2026-07-01', 'America/Los_Angeles')).toBe('July 1, 2026');
  });

  it('shows what is no date as it came', () => {
    expect(whenWords('soon\u202E', 'America/New_York')).toBe('soon\\u{202e}');
    expect(whenWords('', 'America/New_York')).toBe('');
  });
});

describe('reasonWords', () => {
  it('does not take a name of JavaScript for a reason', () => {
    for (const reason of ['constructor', '__proto__', 'toString']) expect(reasonWords(reason).sentence).toContain(reason);
    expect(reasonWords('needs-root').sentence).toContain('administrator rights');
  });
});
