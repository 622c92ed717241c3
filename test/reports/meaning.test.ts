import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../reports/meaning.ts';

describe('meaningOf', () => {
  it('finds the words of a section, a field, and a field of the items of a list', () => {
    expect(meaningOf('os', '')).toContain('Which operating system');
    expect(meaningOf('os', 'rebootRequired')).toBe('An update waits for a restart');
    expect(meaningOf('accounts', 'users[].administrator')).toContain('without anybody else');
    expect(meaningOf('hardware', 'cpu.vulnerabilities[].mitigated')).toContain('kernel mitigates');
    expect(meaningOf('remote-access', 'ssh.ports')).toContain('Ports');
  });

  it('knows nothing of what is not declared, also where every JavaScript object has it', () => {
    for (const path of ['constructor', '__proto__', 'toString.length', 'users[].constructor', 'users[0].name', 'users', '[]', '.', 'os.'])
      expect([path, meaningOf('os', path)]).toEqual([path, null]);
    for (const section of ['constructor', '__proto__', 'nothing']) expect(meaningOf(section, '')).toBeNull();
  });
});
