import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { plistOf } from '../../../agent/host/plist.ts';
import type { RecordedSource, Recording } from '../../../agent/recording.ts';
import { isPublicUuid } from '../../../agent/scrub/public-ids.ts';
import { scrubbed } from '../../../agent/scrub/scrub.ts';
import { root } from '../../house/tree.ts';
import { plist } from '../facts/mac-machine.ts';

const canary = 'canary-7d1c';

/** One answer after it was scrubbed. */
function after(text: string, encoding?: 'base64'): string {
  const source: RecordedSource = { reads: 'output of /usr/bin/tool', ...(encoding ? { encoding } : {}), answer: { kind: 'one', reading: { state: 'read', text: encoding ? Buffer.from(text).toString(encoding) : text } } };
  const recording: Recording = { recording: 1, platform: 'macos', privileged: true, bootId: 'b', now: '2026-11-22T00:00:00.000Z', skip: [], settings: { repositories: [], networks: [] }, sections: { os: { source } } };
  const { answer } = scrubbed(recording).sections['os']?.['source'] ?? source;
  const said = answer.kind === 'one' && answer.reading.state === 'read' ? answer.reading.text : '';
  return encoding ? Buffer.from(said, encoding).toString() : said;
}

const job = {
  Label: 'com.example.tool', ProgramArguments: ['/usr/libexec/tool', `--password=${canary}`, '--token', canary, '--port', '8443'], EnvironmentVariables: { ANYTHING: canary },
  NetworkURL: `smb://tm:${canary}@nas.example/x`, Blob: { ShadowHashData: [Buffer.from(canary)], Password: canary }, PasswordRequired: true, Port: 8443, When: new Date('2026-01-02T03:04:05Z'), Inner: plist({ secretKey: canary, kept: 'yes' }),
};

describe('a property list', () => {
  test('read as bytes keeps its form and loses its secrets, also those of a list inside it', () => {
    const text = after(plist(job), 'base64');
    expect(text).not.toContain(canary);
    const value = plistOf(Buffer.from(text));
    expect(value).toMatchObject({ Label: 'com.example.tool', ProgramArguments: ['/usr/libexec/tool', '--password=scrubbed', '--token', 'scrubbed', '--port', '8443'], PasswordRequired: true, Port: 8443, When: new Date('2026-01-02T03:04:05Z') });
    expect(plistOf(Buffer.from((value as { Inner: string }).Inner))).toMatchObject({ kept: 'yes' });
  });

  test('behind words of a program keeps both', () => {
    const text = after(`Getting global account policies\n\n${plist({ minimumLength: 14, password: canary })}`);
    expect(text).toMatch(/^Getting global account policies\n\n<\?xml/);
    expect(text).not.toContain(canary);
    expect(plistOf(Buffer.from(text.slice(text.indexOf('<?xml'))))).toMatchObject({ minimumLength: 14 });
  });

  test('that is torn is scrubbed as bytes', () => {
    expect(after('<?xml version="1.0"?><plist><dict><key>a', 'base64')).toContain('<dict>');
  });
});

describe('JSON', () => {
  test('stays JSON whatever is taken out of it', () => {
    const rows = [{ Name: 'Tool', PathName: `C:\\Tool\\t.exe -key ${canary}`, StartName: 'LocalSystem', PasswordAge: 86_400_000, Password: canary, Pin: 4, Description: `copier, password ${canary}`, Kennwort: canary }];
    const text = after(JSON.stringify(rows));
    expect(text).not.toContain(canary);
    expect(JSON.parse(text)).toMatchObject([{ Name: 'Tool', PathName: 'C:\\Tool\\t.exe -key scrubbed', StartName: 'LocalSystem', PasswordAge: 86_400_000, Password: 'scrubbed', Pin: 4, Description: 'scrubbed' }]);
  });
});

describe('a security policy', () => {
  test('loses the values of secrets of the registry and keeps numbers that only sound like them', () => {
    const text = after(`[System Access]\r\nMaximumPasswordAge = -1\r\nMinimumPasswordLength = 14\r\n[Registry Values]\r\nMACHINE\\Winlogon\\DefaultPassword=1,"${canary}"\r\n`);
    expect(text).not.toContain(canary);
    expect(text).toContain('MaximumPasswordAge = -1\r\nMinimumPasswordLength = 14');
  });
});

test('every UUID that a parser knows is a public one and stays', () => {
  const folders = ['agent/facts', 'agent/host'].map((folder) => path.join(root, folder));
  const texts = folders.flatMap((folder) => fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => fs.readFileSync(path.join(folder, file), 'utf8')));
  const known = texts.flatMap((text) => text.match(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi) ?? []);
  expect(known.length).toBeGreaterThan(30);
  expect(known.filter((uuid) => !isPublicUuid(uuid))).toEqual([]);
  expect(isPublicUuid('5C1D7F0A-9BE3-4C6C-8F16-0A1B2C3D4E5F')).toBe(false);
});
