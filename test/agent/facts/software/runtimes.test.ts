import { expect, test } from 'vitest';
import { browsersIn, upstream } from '../../../../agent/facts/software/browsers.ts';
import { linux } from '../../../../agent/facts/software/linux.ts';
import { factsOf } from '../machine.ts';

const status = ['python3.11-minimal 3.11.2-6+deb12u2', 'firefox-esr 128.3.1esr-1~deb12u1', 'google-chrome-stable 130.0.6723.58-1', 'bash 5.2'].map((line) => `Package: ${line.split(' ')[0]}\nStatus: install ok installed\nArchitecture: amd64\nMaintainer: Somebody <a@example.org>\nVersion: ${line.split(' ')[1]}\n`).join('\n');

test('browsers and runtimes of packages and folders', () => {
  const { data } = factsOf(linux, {
    '/var/lib/dpkg/status': status,
    '/usr/lib/jvm/java-17-openjdk-amd64/release': 'IMPLEMENTOR="Debian"\nJAVA_RUNTIME_VERSION="17.0.12+7-Debian-2"\nJAVA_VERSION="17.0.12"\n',
    '/usr/lib/jvm/default-java': { link: 'java-17-openjdk-amd64' },
    '/opt/vendor/jre/release': 'JAVA_VERSION="1.8.0_202"\n',
    '/usr/share/dotnet/shared/Microsoft.NETCore.App/6.0.33/x.dll': 'x',
  });
  expect(data.browsers).toEqual([{ name: 'chrome', version: '130.0.6723.58', channel: 'stable' }, { name: 'firefox', version: '128.3.1esr', channel: 'esr' }]);
  expect(data.runtimes).toEqual([
    { name: 'dotnet', version: '6.0.33', vendor: 'Microsoft', place: '/usr/share/dotnet/shared/Microsoft.NETCore.App/6.0.33' },
    { name: 'java', version: '1.8.0_202', vendor: null, place: '/opt/vendor/jre' },
    { name: 'java', version: '17.0.12+7-Debian-2', vendor: 'Debian', place: '/usr/lib/jvm/java-17-openjdk-amd64' },
    { name: 'python', version: '3.11.2', vendor: 'Somebody', place: '/usr/bin' },
  ]);
});

test('a package that only fetches a snap is no browser', () => {
  expect(browsersIn([{ name: 'firefox', version: '1:1snap1-0ubuntu5', source: 'dpkg' }, { name: 'firefox', version: '131.0.3-1', source: 'snap' }])).toEqual([{ name: 'firefox', version: '131.0.3-1', channel: null }]);
});

test.each([['2:8.39-13~deb10u1', 'dpkg', '8.39'], ['1.2+dfsg-1', 'dpkg', '1.2'], ['3.0.7-24.el9', 'rpm', '3.0.7'], ['131.0.3-1', 'snap', '131.0.3-1']])('%s of %s', (version, source, short) => {
  expect(upstream(version, source)).toBe(short);
});
