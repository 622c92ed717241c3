import { describe, expect, test } from 'vitest';
import { linux } from '../../../../agent/facts/updates/linux.ts';
import { factsOf } from '../machine.ts';
import { townServer } from '../town-server.ts';
import type { Machine } from '../machine.ts';

const automatic = (more: Machine) => factsOf(linux, { ...townServer, ...more }).data.automatic;
const bad = '/etc/apt/apt.conf.d/99bad';

test('the server of a town installs updates by itself', () => expect(automatic({})).toMatchObject({ installs: true, scheduled: true }));

describe('settings that apt itself refuses, or reads on elsewhere', () => {
  test.each(['APT::Periodic::Enable "1"\n', 'APT::Foo 1;\nGarbage\n', '#include "/etc/apt/more";\n'])('%j leaves open what is installed', (text) =>
    expect(automatic({ [bad]: text })).toMatchObject({ product: 'unattended-upgrades', installs: undefined, downloads: undefined }),
  );

  test.each(['APT::Periodic { Enable "1";\n', 'APT::Periodic::Enable "1"; }\n', '/* open comment', '# a comment\n', '#clear No::Such;\n'])('%j is none of them', (text) =>
    expect(automatic({ [bad]: text })).toMatchObject({ installs: true }),
  );
});

test.each(['apt-daily-upgrade', 'apt-daily'])('a timer whose service %s is masked starts nothing', (name) => {
  expect(automatic({ [`/etc/systemd/system/${name}.service`]: { link: '/dev/null' } })).toMatchObject({ installs: false });
});

test('sources of apt: a medium whose name has blanks, and files that apt passes over', () => {
  const { data } = factsOf(linux, {
    '/etc/apt/sources.list': 'deb cdrom:[Debian GNU/Linux 12.0 _Bookworm_]/ bookworm main\n',
    '/etc/apt/sources.list.d/a b.list': 'deb http://security.example/debian-security bookworm-security main\n',
    '/etc/apt/sources.list.d/c.list': 'deb https://c.example/ stable main\n',
  });
  expect(data.sources?.map(({ uri, suite }) => [uri, suite])).toEqual([['cdrom:[Debian GNU/Linux 12.0 _Bookworm_]/', 'bookworm'], ['https://c.example/', 'stable']]);
});
