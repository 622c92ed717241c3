import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { departmentFinder, fits } from '../../../collector/register/departments.ts';
import { cpuMs } from '../../cpu.ts';

const nothing = { names: [], addresses: [], units: [] };

describe('fits', () => {
  test.each([
    ['CLK-*', 'clk-pc1', true],
    ['CLK-*', 'xclk-pc1', false],
    ['TH-PC?', 'TH-PC3', true],
    ['TH-PC?', 'TH-PC', false],
    ['TH-PC?', 'TH-PC34', false],
    ['*OU=Police*', 'CN=PC1,OU=Police,DC=town', true],
    ['*', '', true],
    ['', '', true],
    ['a*b*c', 'axxbyyc', true],
    ['a*b*c', 'axxbyy', false],
    ['PC.1', 'PCx1', false],
  ])('%s, %s: %s', (pattern, text, expected) => {
    expect(fits(pattern, text)).toBe(expected);
  });

  test('is what a regular expression says, for any pattern', () => {
    const letters = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', '.', '*', '?') });
    fc.assert(
      fc.property(letters, fc.string({ maxLength: 14, unit: fc.constantFrom('a', 'b', '.') }), (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll(/\*+/g, '.*').replaceAll('?', '.')}$`);
        expect(fits(pattern, text)).toBe(expression.test(text));
      }),
    );
  });

  test('takes little time for a pattern that would make others try for ever', () => {
    const before = cpuMs();
    expect(fits(`${'a*'.repeat(250)}b`, 'a'.repeat(500))).toBe(false);
    expect(cpuMs() - before).toBeLessThan(200);
  });
});

describe('departmentFinder', () => {
  const find = departmentFinder([
    { name: 'Clerk', names: ['CLK-*'] },
    { name: 'Police', networks: ['10.1.4.0/24', 'fd00:4::/64'], units: ['*OU=Police*'] },
    { name: 'All others on the wire', networks: ['10.0.0.0/8'] },
    { name: 'No rule' },
  ]);

  test('by name, by network and by unit, and says by which', () => {
    expect(find({ ...nothing, names: ['clk-pc1'] })).toEqual({ department: 'Clerk', by: 'name' });
    expect(find({ ...nothing, addresses: ['127.0.0.1/8', '10.1.4.17/24'] })).toEqual({ department: 'Police', by: 'network' });
    expect(find({ ...nothing, addresses: ['fd00:4::12/64'] })).toEqual({ department: 'Police', by: 'network' });
    expect(find({ ...nothing, units: ['CN=X,OU=Police,DC=town'] })).toEqual({ department: 'Police', by: 'unit' });
    expect(find({ ...nothing, addresses: ['10.9.9.9/16'] })).toEqual({ department: 'All others on the wire', by: 'network' });
  });

  test('the first that fits wins', () => {
    expect(find({ names: ['CLK-1'], addresses: ['10.1.4.17'], units: [] })).toEqual({ department: 'Clerk', by: 'name' });
  });

  test('nothing fits, and what is no address is none', () => {
    expect(find(nothing)).toBeNull();
    expect(find({ names: ['PC'], addresses: ['10.1.4', 'fe80::1%eth0/64', ''], units: ['town/Office'] })).toBeNull();
    expect(departmentFinder(undefined)({ ...nothing, names: ['x'] })).toBeNull();
  });
});
