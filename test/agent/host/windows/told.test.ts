import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerOf, failureOf } from '../../../../agent/host/windows/told.ts';
import { reasons } from '../../../../wire/reasons.ts';

const cim = { kind: 'cim', namespace: 'root/cimv2', class: 'X', properties: ['A'] } as const;
const wmi = { ...cim, namespace: 'root\\wmi' } as const;
const of = (id: string, category = 'NotSpecified', code = 0) => ({ id, category, kind: 'CimException', code });

describe('what an error means is told by its ids', () => {
  test.each([
    ['no such class', of('HRESULT 0x80041010,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand', 'MetadataError'), cim, 'absent'],
    ['no such namespace', of('HRESULT 0x8004100e,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand', 'MetadataError'), cim, 'absent'],
    ['a driver without a device', of('HRESULT 0x8004100c,X', 'NotImplemented'), wmi, 'absent'],
    ['a class that is not supported', of('HRESULT 0x8004100c,X', 'NotImplemented'), cim, 'unreadable'],
    ['WMI refuses', of('HRESULT 0x80041003,X', 'PermissionDenied'), cim, 'denied'],
    ['COM refuses', of('HRESULT 0x80070005,X'), cim, 'denied'],
    ['.NET refuses', of('UnauthorizedAccessException', 'NotSpecified', -2147024891), undefined, 'denied'],
    ['the registry refuses', of('SecurityException', 'NotSpecified', -2146233078), undefined, 'denied'],
    ['WMI was too slow', of('HRESULT 0x00040004,X', 'OperationTimeout'), cim, 'timeout'],
    ['a provider that cannot be loaded', of('HRESULT 0x80041013,X'), cim, 'unreadable'],
    ['a command that is not there', of('CommandNotFoundException', 'ObjectNotFound'), undefined, 'tool-missing'],
    ['a module that is not there', of('CouldNotAutoLoadModule', 'ObjectNotFound'), undefined, 'tool-missing'],
    ['a method in Constrained Language Mode', of('MethodInvocationNotSupportedInConstrainedLanguage', 'InvalidOperation'), undefined, 'denied'],
    ['a type in Constrained Language Mode', of('CannotCreateTypeConstrainedLanguage,X', 'PermissionDenied'), undefined, 'denied'],
    ['anything else', of('HRESULT 0x80041001,X'), cim, 'unreadable'],
    ['a class that a script asked for', of('HRESULT 0x80041010,X'), undefined, 'unreadable'],
  ] as const)('%s', (_what, said, source, expected) => {
    const reading = failureOf(said, { privileged: true }, source);
    expect(reading.state === 'failed' ? reading.reason : reading.state).toBe(expected);
  });

  test('a refusal without the rights of an administrator is for the lack of them', () => {
    expect(failureOf(of('HRESULT 0x80041003,X', 'PermissionDenied'), { privileged: false }, cim)).toEqual({ state: 'failed', reason: 'needs-root', detail: 'HRESULT 0x80041003' });
  });
});

test('whatever PowerShell says becomes an answer with a known reason', () => {
  const told = fc.record({
    items: fc.array(fc.oneof(fc.string(), fc.json())),
    end: fc.record({ kind: fc.constantFrom('E' as const, 'R' as const, 'F' as const), body: fc.oneof(fc.string(), fc.json()) }),
    beganMs: fc.constant(0),
    endedMs: fc.constant(1),
  });
  const source = fc.constantFrom(cim, { kind: 'registry', key: 'HKLM\\A\\*' } as const, { kind: 'powershell', script: 'Get-Tpm' } as const);
  fc.assert(
    fc.property(source, told, (asked, said) => {
      const answer = answerOf(asked, said, { privileged: true });
      const readings = answer.kind === 'one' ? [answer.reading] : answer.entries.map(({ reading }) => reading);
      const unknown = readings.filter((reading) => reading.state === 'failed' && !Object.hasOwn(reasons, reading.reason));
      expect(unknown).toEqual([]);
    }),
  );
});
