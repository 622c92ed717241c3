import fs from 'node:fs';
import path from 'node:path';
import type { Software } from '../../../wire/sections/software.ts';

type Package = NonNullable<Software['packages']>[number];

/** Lists of programs as other collectors recorded them, read by what tells a name, a version and a publisher alone. */
export function capturedLists(shared: string): Readonly<Record<string, Package[]>> {
  const text = (...place: string[]) => fs.readFileSync(path.join(shared, ...place), 'utf8');
  const registry = (name: string) => uninstall(path.join(shared, 'glpi-agent/files/win32/registry', name));
  const mac = (name: string) => applications(text('glpi-agent/files/macos/system_profiler', name));
  const cnquery = 'cnquery-mpl/files/providers/os/resources/packages/testdata';
  return {
    'Windows XP': registry('xp-Uninstall.reg'),
    'SQL Server': registry('mssql-Uninstall.reg'),
    'SQL Server engine': registry('mssql_engine-Uninstall.reg'),
    'Windows Server': windows(text(cnquery, 'windows_packages.json')),
    'RHEL 7': columns(text(cnquery, 'packages_redhat7.toml'), /^(\S+) (?:0:)?(\S+) (?:x86_64|noarch|\(none\)) /, 'rpm'),
    'Debian 8': columns(text('ohai/data/plugins/dpkg-query.output'), /^(\S+)\t(\S+)\t/, 'dpkg'),
    'Debian 6': columns(text('glpi-agent/files/linux/packaging/dpkg'), /^(\S+)\t\S+\t(\S+)\t/, 'dpkg'),
    'Debian 10': wazuh(text('wazuh/sample_payloads/dumps/vd_first_debian.json')),
    'Mac 10.6 with Windows': mac('sample2.SPApplicationsDataType'),
    'Mac 10.15': mac('sample3.SPApplicationsDataType'),
    'Mac 10.6 with browsers': mac('10.8-system_profiler_SPApplicationsDataType.example.txt'),
    'Mac 10.6 with printers': mac('sample1.SPApplicationsDataType'),
  };
}

/** A saved registry, in UTF-16 or one byte per letter. */
function uninstall(file: string): Package[] {
  const bytes = fs.readFileSync(file);
  const text = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('latin1');
  return text.split(/\r?\n\r?\n/).flatMap((key) => {
    const value = (name: string) => new RegExp(`^"${name}"="(.*)"\\r?$`, 'm').exec(key)?.[1]?.replaceAll('\\\\', '\\');
    return packageOf('registry', value('DisplayName'), value('DisplayVersion'), value('Publisher'));
  });
}

function windows(text: string): Package[] {
  const keys = JSON.parse(text) as { DisplayName: string | null; DisplayVersion: string | null; Publisher: string | null }[];
  return keys.flatMap((key) => packageOf('registry', key.DisplayName, key.DisplayVersion, key.Publisher));
}

function columns(text: string, line: RegExp, source: Package['source']): Package[] {
  return text.split('\n').flatMap((row) => packageOf(source, line.exec(row)?.[1], line.exec(row)?.[2], undefined));
}

function wazuh(text: string): Package[] {
  const { items } = JSON.parse(text) as { items: { data: { package?: { name: string; version: string; vendor: string } } }[] };
  return items.flatMap(({ data }) => packageOf('dpkg', data.package?.name, data.package?.version, data.package?.vendor));
}

/** `system_profiler SPApplicationsDataType` as text: names at four blanks, their values at six. */
function applications(text: string): Package[] {
  return text.split(/\n(?= {4}\S)/).flatMap((block) => packageOf('application', /^ {4}(\S.*):$/m.exec(block)?.[1], /^ {6}Version: (.+)$/m.exec(block)?.[1], undefined));
}

function packageOf(source: Package['source'], name: string | null | undefined, version: string | null | undefined, publisher: string | null | undefined): Package[] {
  return name ? [{ source, name, ...(version ? { version } : {}), ...(publisher ? { publisher } : {}) }] : [];
}
