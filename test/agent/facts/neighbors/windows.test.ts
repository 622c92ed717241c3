import { expect, test } from 'vitest';
import type { ParseContext } from '../../../../agent/facts/fact.ts';
import { windows } from '../../../../agent/facts/neighbors/windows.ts';
import { windowsAnswers, windowsContext, windowsFactsOf } from '../windows-machine.ts';
import type { WindowsWorld } from '../windows-machine.ts';
import { windowsPc } from '../windows-office-pc.ts';

const on = (...networks: string[]): ParseContext => ({ ...windowsContext, settings: { ...windowsContext.settings, networks } });
const facts = (world: WindowsWorld, around: ParseContext) => windowsFactsOf(windows, { cim: { ...windowsPc.cim, ...world.cim } }, around);

test('devices on a network of the town', () => {
  expect(facts({}, on('192.0.2.0/24', '198.51.100.0/24'))).toMatchObject({
    data: { networks: ['192.0.2.0/24'], neighbors: [{ mac: '00:1b:78:aa:10:01', addresses: ['192.0.2.1'], router: true }, { mac: '00:1b:78:aa:10:02', addresses: ['192.0.2.40'], router: false }], randomized: 1 },
    missing: [],
  });
});

test('on a network that nobody declared the table is not even asked for', () => {
  const around = on('198.51.100.0/24');
  const first = windowsAnswers(windows.sources(around.settings), windowsPc);
  expect(windows.more?.sources(first, around)).toEqual({});
  expect(windows.parse(first, around)).toMatchObject({ failed: 'foreign-network' });
  expect(windows.sources(on().settings)).toEqual({});
  expect(windows.parse({}, on())).toMatchObject({ failed: 'foreign-network' });
});

test('a refusal and nonsense are gaps', () => {
  const around = on('192.0.2.0/24');
  expect(facts({ cim: { 'root/StandardCimv2:MSFT_NetNeighbor': { refused: 'denied' } } }, around).gaps).toEqual({ neighbors: 'denied', randomized: 'denied' });
  expect(facts({ cim: { 'root/StandardCimv2:MSFT_NetNeighbor': [{ IPAddress: 5, LinkLayerAddress: 'x', State: 5 }] } }, around).gaps).toEqual({ neighbors: 'unreadable', randomized: 'unreadable' });
  expect(facts({ cim: { 'root/StandardCimv2:MSFT_NetRoute': { refused: 'timeout' } } }, around).gaps).toEqual({ 'neighbors[].router': 'timeout' });
  expect(() => facts({ cim: { 'root/StandardCimv2:MSFT_NetIPAddress': { refused: 'denied' } } }, around)).toThrow('denied');
});
