import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSettings } from '../../../../agent/settings.ts';
import type { DomainSetting } from '../../../../agent/settings.ts';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'townwatch-domains-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

async function domainsIn(text: string): Promise<readonly DomainSetting[] | string> {
  const file = path.join(folder, 'agent.yaml');
  fs.writeFileSync(file, text, { mode: 0o600 });
  const around = { platform: 'linux', privileged: true, home: folder, env: {}, uid: process.geteuid?.(), flags: { config: file } } as const;
  return readSettings(around).then(({ settings }) => settings.domains, (error: unknown) => (error instanceof Error ? error.message : 'no error'));
}

test('a domain is a name, or a name with selectors, resolver and whether to follow', async () => {
  const text = 'domains:\n  - Town.Example.\n  - {name: bücher.example, selectors: [S2024, mail.a], resolver: "9.9.9.9", follow: true}\n  - {name: a.example, resolver: "[2620:fe::fe]:5353"}\n';
  expect(await domainsIn(text)).toEqual([
    { name: 'town.example', selectors: [], resolver: null, follow: false },
    { name: 'xn--bcher-kva.example', selectors: ['s2024', 'mail.a'], resolver: '9.9.9.9', follow: true },
    { name: 'a.example', selectors: [], resolver: '[2620:fe::fe]:5353', follow: false },
  ]);
});

test.each([
  ['a whole ending', '[gov]'],
  ['an address', '["192.0.2.1"]'],
  ['a name with a blank', '["town example.org"]'],
  ['a web address', '["https://town.example"]'],
  ['a name twice', '[town.example, TOWN.example]'],
  ['a selector that is none', '[{name: town.example, selectors: ["a b"]}]'],
  ['a resolver by name', '[{name: town.example, resolver: dns.example}]'],
  ['a resolver with a port that is none', '[{name: town.example, resolver: "9.9.9.9:99999"}]'],
  ['a word we do not know', '[{name: town.example, folow: true}]'],
  ['a number', '[7]'],
])('%s is refused with file and line', async (_, value) => {
  expect(await domainsIn(`proxy: none\ndomains: ${value}\n`)).toMatch(/agent\.yaml:2: domains must be a list of \{name, selectors, resolver, follow\}/);
});
