import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkOwned, readyFolder, writePrivate } from '../../collector/settings/folder.ts';
import { readSettings, standardFile } from '../../collector/settings/settings.ts';
import type { Surroundings } from '../../collector/settings/settings.ts';
import { temporaryFolder } from './temporary.ts';

const { folder, remove } = temporaryFolder();
afterAll(remove);

let files = 0;
function fileWith(text: string): string {
  const file = path.join(folder, `collector-${(files += 1)}.yaml`);
  fs.writeFileSync(file, text);
  return file;
}

function around(more: Partial<Surroundings> = {}): Surroundings {
  return { flags: {}, env: { XDG_CONFIG_HOME: path.join(folder, 'none'), XDG_STATE_HOME: folder }, privileged: false, ...more };
}

describe('a setting', () => {
  test('comes from flag, variable, file and default, in this order, and says from where', () => {
    const file = fileWith('port: 1001\nlog: warn\npreparedBy: File\n');
    const all = around({ file, flags: { port: '1003' }, env: { TOWNWATCH_PORT: '1002', TOWNWATCH_LOG: 'debug' } });
    const { settings, origins } = readSettings(all);
    expect(settings).toMatchObject({ port: 1003, log: 'debug', preparedBy: 'File', listen: '' });
    expect([origins.port, origins.log, origins.preparedBy, origins.listen].map(({ origin }) => origin)).toEqual(['--port', 'TOWNWATCH_LOG', file, 'default']);
  });

  test('has a variable of its name in capitals', () => {
    expect(readSettings(around({ env: { TOWNWATCH_PREPARED_BY: 'Acme' } })).settings.preparedBy).toBe('Acme');
  });

  test('that is a list comes with commas or as a list', () => {
    expect(readSettings(around({ flags: { host: 'a.example, 192.0.2.1,::1' } })).settings.host).toEqual(['a.example', '192.0.2.1', '::1']);
    expect(readSettings(around({ file: fileWith('host: [b.example]\n') })).settings.host).toEqual(['b.example']);
  });

  test.each([
    ['port: 70000', /^port \(from .+\) must be a number from 0 to 65535, not 70000\.$/],
    ['prot: 1', /: There is no setting "prot"; did you mean "port"\?$/],
    ['host: [7]', /^host .+ must be a list of names/],
    ['host: "a b"', /^host .+ must be a list of names/],
    ['- 1', /must hold settings as "name: value"\.$/],
    ['a: [', /cannot be read: /],
    ['certificate: /x.pem', /needs both settings, certificate and key\.$/],
  ])('that is wrong (%s) is refused by name', (text, message) => {
    expect(() => readSettings(around({ file: fileWith(text) }))).toThrow(expect.objectContaining({ exit: 'wrong-use', message: expect.stringMatching(message) }));
  });

  test('file that a person names must exist; the usual one need not', () => {
    expect(() => readSettings(around({ file: path.join(folder, 'nowhere.yaml') }))).toThrow(/cannot be read/);
    expect(readSettings(around()).origins.port.origin).toBe('default');
    expect(readSettings(around({ file: fileWith('# nothing\n') })).origins.port.origin).toBe('default');
    expect([standardFile(around()), standardFile(around({ privileged: true }))]).toEqual([path.join(folder, 'none', 'townwatch', 'collector.yaml'), '/etc/townwatch/collector.yaml']);
  });

  test('for data is a place of the user, or of the system for root', () => {
    expect(readSettings(around()).settings.data).toBe(path.join(folder, 'townwatch'));
    expect(readSettings(around({ privileged: true, file: fileWith('') })).settings.data).toBe('/var/lib/townwatch');
  });
});

describe('the data folder', () => {
  test('is made for its owner only', () => {
    const made = readyFolder(path.join(folder, 'deep', 'data'));
    expect(fs.statSync(made).mode & 0o777).toBe(0o700);
    expect(readyFolder(made)).toBe(made);
  });

  test.each([0o755, 0o770, 0o701])('is refused with mode %o, with the command that mends it', (mode) => {
    const place = path.join(folder, `loose-${mode}`);
    fs.mkdirSync(place);
    fs.chmodSync(place, mode);
    expect(() => readyFolder(place)).toThrow(expect.objectContaining({ exit: 'wrong-use', message: `Others may read ${place}; close it with: chmod 700 '${place}'` }));
  });

  test('is refused when it is a link, or cannot be made', () => {
    fs.symlinkSync(readyFolder(path.join(folder, 'true')), path.join(folder, 'link'));
    expect(() => readyFolder(path.join(folder, 'link'))).toThrow(/symbolic link/);
    expect(() => readyFolder(path.join(fileWith(''), 'below'))).toThrow(/cannot be made \(ENOTDIR\)/);
  });
});

test('a private file is written whole, over an old one, for its owner only', () => {
  const file = path.join(folder, 'secret');
  writePrivate(file, 'one');
  writePrivate(file, 'two');
  expect([fs.readFileSync(file, 'utf8'), fs.statSync(file).mode & 0o777, fs.existsSync(`${file}.new`)]).toEqual(['two', 0o600, false]);
  expect(() => checkOwned(file, '600')).not.toThrow();
});
