import { describe, expect, test } from 'vitest';
import { chooseColumns, knownAmong, parseMapping } from '../../../collector/lists/columns.ts';
import { ledgers } from '../../../collector/lists/headings/ledgers.ts';
import { management } from '../../../collector/lists/headings/management.ts';
import { people } from '../../../collector/lists/headings/people.ts';
import { plain } from '../../../collector/lists/headings/plain.ts';
import { protection } from '../../../collector/lists/headings/protection.ts';
import type { ListKind } from '../../../rules/list.ts';

const guess = (kind: ListKind, headings: readonly string[], order: Partial<Parameters<typeof chooseColumns>[1]> = {}) =>
  Object.fromEntries([...chooseColumns(headings, { kind, remembered: {}, chosen: {}, ...order }).columns].map(([field, place]) => [field, headings[place]]));

describe('headings as products write them', () => {
  test.each<[string, ListKind, string, Record<string, string>]>([
    ['Intune', 'directory', 'Device ID,Device name,Enrollment date,Last check-in,Azure AD Device ID,OS version,Serial number,Manufacturer,Model,Compliance,Wi-Fi MAC,Primary user UPN,OS,SkuFamily', { name: 'Device name', serial: 'Serial number', lastSeen: 'Last check-in', macs: 'Wi-Fi MAC', user: 'Primary user UPN', os: 'OS' }],
    ['Entra', 'directory', 'displayName,accountEnabled,operatingSystem,operatingSystemVersion,joinType,registeredOwners,approximateLastSignInDateTime,deviceId', { name: 'displayName', os: 'operatingSystem', user: 'registeredOwners', lastSeen: 'approximateLastSignInDateTime' }],
    ['Get-ADComputer', 'directory', 'DistinguishedName,DNSHostName,Enabled,LastLogonDate,Name,ObjectClass,ObjectGUID,OperatingSystem,SamAccountName,SID,UserPrincipalName', { name: 'DNSHostName', unit: 'DistinguishedName', os: 'OperatingSystem', lastSeen: 'LastLogonDate' }],
    ['Google Admin', 'directory', 'deviceId,serialNumber,status,lastSync,annotatedUser,annotatedLocation,annotatedAssetId,model,osVersion,orgUnitPath,macAddress', { name: 'annotatedAssetId', serial: 'serialNumber', unit: 'orgUnitPath', lastSeen: 'lastSync', status: 'status', macs: 'macAddress' }],
    ['Datto RMM', 'rmm', 'Device UID,Device Hostname,Site Name,Device Type,Operating System,Serial Number,MAC Address(es),Last User,Last Seen,Warranty Expiry', { name: 'Device Hostname', location: 'Site Name', class: 'Device Type', serial: 'Serial Number', macs: 'MAC Address(es)', lastSeen: 'Last Seen', warrantyEnds: 'Warranty Expiry' }],
    ['Snipe-IT', 'ledger', 'Company,Asset Name,Asset Tag,Model,Model No.,Category,Manufacturer,Serial,Purchased,Cost,Status,Checked Out,Location,Warranty Expires', { name: 'Asset Name', assetTag: 'Asset Tag', class: 'Category', serial: 'Serial', purchased: 'Purchased', cost: 'Cost', status: 'Status', user: 'Checked Out' }],
    ['Munis', 'ledger', 'Asset Number,Description,Asset Class,Serial Number,Acquisition Date,Acquisition Cost,Department,Custodian,Location,Disposal Date,Status', { assetTag: 'Asset Number', model: 'Description', class: 'Asset Class', serial: 'Serial Number', purchased: 'Acquisition Date', retired: 'Disposal Date', custodian: 'Custodian' }],
    ['SentinelOne', 'edr', 'Endpoint Name,Account,Site,Last Logged In User,Agent Version,Last Active,OS,OS Version,Device Type,Health Status,Serial Number,MAC Address', { name: 'Endpoint Name', lastSeen: 'Last Active', healthy: 'Health Status', serial: 'Serial Number' }],
    ['Defender', 'edr', 'Device Name,Domain,Risk level,Exposure level,OS Platform,Windows version,Health status,Onboarding status,Last device update', { name: 'Device Name', os: 'OS Platform', healthy: 'Health status', lastSeen: 'Last device update' }],
    ['Veeam', 'backup', 'VM Name,Job Name,Last Result,Last Successful Backup,Restore Points', { name: 'VM Name', job: 'Job Name', lastResult: 'Last Result', lastSuccess: 'Last Successful Backup' }],
    ['Datto BCDR', 'backup', 'Protected System,Device Name,OS,Last Local Backup,Last Backup Status', { name: 'Protected System', job: 'Device Name', lastSuccess: 'Last Local Backup' }],
    ['KnowBe4', 'training', 'Email,First Name,Last Name,Content Name,Due Date,Completion Date,Status', { email: 'Email', course: 'Content Name', due: 'Due Date', completed: 'Completion Date', firstName: 'First Name' }],
    ['ADP', 'people', 'Payroll Name,Hire Date,Termination Date,Home Department Description,Worker Category Description,Position Status', { person: 'Payroll Name', started: 'Hire Date', left: 'Termination Date', department: 'Home Department Description', status: 'Position Status' }],
    ['by hand', 'contracts', 'Vendor,Contract,Expiration Date,Notice Date,Annual Cost', { vendor: 'Vendor', name: 'Contract', ends: 'Expiration Date', noticeBy: 'Notice Date', cost: 'Annual Cost' }],
    ['by hand', 'rmm', 'computer,s/n,mac,os', { name: 'computer', serial: 's/n', macs: 'mac', os: 'os' }],
  ])('%s, %s', (_, kind, headings, expected) => {
    expect(guess(kind, headings.split(','))).toMatchObject(expected);
  });

  test('every known export is read by its own headings, each as what it says', () => {
    for (const { product, kinds, columns } of [...ledgers, ...management, ...people, ...protection, ...plain])
      for (const kind of kinds) {
        const headings = Object.values(columns).flatMap(([first]) => first ?? []);
        const expected = Object.fromEntries(Object.entries(columns).map(([field, [first]]) => [field, first]));
        // Plain words stand for several kinds, and some of them alone tell no rows apart.
        const guessed = product === 'a plain list' ? expected : guess(kind, headings);
        expect([product, kind, guessed]).toEqual([product, kind, expected]);
        expect([product, kind, knownAmong(headings, kind)]).toEqual([product, kind, headings.length]);
      }
  });
});

describe('what a person says', () => {
  const headings = ['Name', 'Serial', 'Notes', 'Bought'];

  test('wins over what was remembered, and that over a guess', () => {
    expect(guess('ledger', headings, { remembered: { name: 'Notes' } })).toMatchObject({ name: 'Notes' });
    expect(guess('ledger', headings, { remembered: { name: 'Notes' }, chosen: { name: 'Name' } })).toMatchObject({ name: 'Name' });
    expect(guess('ledger', headings, { chosen: { serial: null } })).not.toHaveProperty('serial');
    expect(guess('ledger', headings, { chosen: { serial: 'notes' } })).toEqual({ name: 'Name', serial: 'Notes', purchased: 'Bought' });
  });

  test('a remembered column that is gone is told and does no harm', () => {
    const { forgotten, columns } = chooseColumns(headings, { kind: 'ledger', remembered: { serial: 'S/N of unit' }, chosen: {} });
    expect([forgotten, columns.get('serial')]).toEqual([['S/N of unit'], 1]);
  });

  test('a misspelt field or column is refused with the nearest right one', () => {
    expect(() => parseMapping(['serail=X'])).toThrow(/there is no field "serail"; did you mean "serial"\?/);
    expect(() => parseMapping(['=X'])).toThrow(/no field ""/);
    expect(parseMapping(['serial=S/N = unit', 'cost='])).toEqual({ serial: 'S/N = unit', cost: null });
    expect(() => guess('ledger', headings, { chosen: { serial: 'Sreial' } })).toThrow(/no column "Sreial"; did you mean "Serial"\?/);
    expect(() => guess('ledger', headings, { chosen: { serial: 'Notes', name: 'Notes' } })).toThrow(/read as another field already/);
  });
});
