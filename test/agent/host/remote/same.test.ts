import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { localHost } from '../../../../agent/host/host.ts';
import type { Answers, Sources } from '../../../../agent/host/source.ts';
import { peer } from '../../../peers.ts';
import { temporaryFolder } from '../temporary.ts';
import { buildCorpus, corpusSources } from './corpus.ts';
import { hostOver, shellOf, shells } from './local-shell.ts';

const folder = temporaryFolder();
const applets = temporaryFolder();
const poor = temporaryFolder();
const counter = temporaryFolder();
const busybox = peer('busybox');
const local = localHost();
let here: Answers;

beforeAll(async () => {
  buildCorpus(folder);
  here = await answers(local.read, corpusSources(folder));
  if (busybox) for (const applet of execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n')) if (applet) symlinkSync(busybox, path.join(applets, applet));
});

async function answers(read: typeof local.read, sources: Sources): Promise<Answers> {
  const { all } = await read({ all: sources });
  // Other tests write to the same disk meanwhile.
  return JSON.parse(JSON.stringify(all!.answers).replace(/(freeBytes\\?":)\d+/g, '$1 0')) as Answers;
}

/** BusyBox shows a letter of a link that it cannot print as a question mark. */
const differsOnBusybox = (name: string) => name.startsWith('links links/*');

const cases = Object.entries(shells).flatMap(([name, command]) => [
  { name, command, tools: undefined },
  ...(name === 'busybox' || name === 'sh' ? [{ name: `${name} with the tools of BusyBox`, command, tools: applets }] : []),
]);

test.each(cases)('the same machine gives the same answers over $name, in the same words', async ({ command, tools }) => {
  const host = await hostOver(shellOf(command), tools === undefined ? {} : { tools });
  const there = await answers(host.read, corpusSources(folder));
  host.close();
  const names = Object.keys(here).filter((name) => tools === undefined || !differsOnBusybox(name));
  expect(Object.fromEntries(names.map((name) => [name, there[name]]))).toEqual(Object.fromEntries(names.map((name) => [name, here[name]])));
  expect(host).toMatchObject({ platform: 'linux', privileged: local.privileged, bootId: local.bootId });
  expect(Math.abs(Date.parse(host.now()) - Date.now())).toBeLessThan(5_000);
  expect(existsSync(path.join(folder, 'odd/pwned')) || existsSync('/pwned')).toBe(false);
});

test('the corpus has what it is for: each reason and each kind of answer', () => {
  const text = JSON.stringify(here);
  const ofRoot = ['may be written by group 1002', 'belongs to user 1001', 'in the home of user 1002', 'that root did not make'];
  for (const word of ['"absent"', '"denied"', '"too-large"', 'ring of symbolic links', 'may be written by everybody', 'is not a regular file', ...(local.privileged ? ofRoot : [])]) expect(text).toContain(word);
  const { 'program with blanks': program, 'bytes Applications/*.app/Contents/Info.plist': lists, 'blanks in the path': settings } = here;
  expect(program).toMatchObject({ reading: !local.privileged ? { state: 'failed', reason: 'denied' } : { state: 'read', exitCode: 3, text: `<${folder}/Library/Application Support/A Maker/bin/its tool><-c><two words><><it's><*><$HOME><a\nb>` } });
  expect(lists).toMatchObject({ entries: ['Google Chrome', 'Tool', 'Two  blanks'].map((name) => ({ path: `${folder}/Applications/${name}.app/Contents/Info.plist`, reading: { state: 'read' } })) });
  expect(settings).toMatchObject({ reading: { state: 'read', text: Buffer.from('bplist00\0\0\0').toString('base64') } });
});

test('tools that lack what is usual are done without: no head -c, no stat, no readlink, no setsid', async () => {
  const real = ['ls', 'cat', 'dd', 'id', 'uname', 'date', 'df', 'env', 'sleep'];
  for (const tool of real) symlinkSync(existsSync(`/usr/bin/${tool}`) ? `/usr/bin/${tool}` : `/bin/${tool}`, path.join(poor, tool));
  writeFileSync(path.join(poor, 'head'), '#!/bin/sh\nexit 1\n');
  chmodSync(path.join(poor, 'head'), 0o755);
  const host = await hostOver(shellOf(['/bin/sh']), { tools: poor });
  const there = await answers(host.read, corpusSources(folder));
  host.close();
  // ls shows a link whose name or goal has a line feed as it is, so that only its own reading may be torn.
  expect(there).toEqual(here);
});

test('what a folder is asked for is one program, not one for each name', async () => {
  const many = path.join(folder, 'many');
  mkdirSync(many);
  for (let index = 0; index < 450; index++) writeFileSync(path.join(many, `${index}.list`), '');
  const sources: Sources = { times: { kind: 'times', pattern: `${many}/*.list` } };
  writeFileSync(path.join(counter, 'stat'), `#!/bin/sh\necho x >>${counter}/calls\nexec /usr/bin/stat "$@"\n`);
  chmodSync(path.join(counter, 'stat'), 0o755);
  const host = await hostOver(shellOf(['/bin/sh']), { tools: `${counter}:/usr/bin:/bin` });
  expect(await answers(host.read, sources)).toEqual(await answers(local.read, sources));
  host.close();
  expect(execFileSync('wc', ['-l', `${counter}/calls`], { encoding: 'utf8' })).toMatch(/^6 /);
});
