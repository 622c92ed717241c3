import { stringify } from 'yaml';
import { dayBefore } from './days.ts';
import { policeDomain, townDomain } from './domains.ts';
import { departments } from './fleet.ts';

/** The company that looks after the computers of the town, and does not exist. */
export const provider = 'Ridgeline Services (example)';

const clerk = 'Dana Whitlock';
const chief = 'Hal Lindt';

/** What Maple Hollow says of itself: the text of its `town.yaml`. The same last night gives the same text. */
export function townFile(town: string, asOf: string): string {
  const days = (before: number) => dayBefore(asOf, before);
  const approved = (rule: string, parameter: string, value: unknown, reason: string) => ({ rule, parameter, value, reason, author: clerk, date: days(40) });
  const register = {
    town,
    profile: { population: 9_040, state: 'OH', police: true, water: true, cards: true, insurer: null, fiscalYearStart: 1 },
    responsible: { leader: clerk, deputy: 'Kit Faulk', confirmed: days(60) },
    departments: departments.map(([name, names]) => ({ name, names })),
    domains: [
      { name: townDomain, mail: true, web: true, expires: days(-400), registrarLock: true, registrarSecondStep: false, ownedByTown: true, confirmed: days(50) },
      { name: policeDomain, mail: true, web: false, expires: days(-200), registrarLock: true, registrarSecondStep: true, ownedByTown: true, confirmed: days(50) },
      { name: 'maplehollow-library.example', mail: false, web: true },
    ],
    services: services(days),
    vendors: [
      { name: provider, does: 'Looks after the computers of the town', critical: true, contact: 'Help desk, 555-0142', access: 'All computers', reviewed: days(120), clauses: { incidentNoticeHours: 24, securityDuties: true, dataReturn: true, responseTime: true, insurance: true } },
      { name: 'Cascade Controls (example)', does: 'Controls of the water plant', critical: true, contact: 'Duty engineer, 555-0177', access: 'The historian, by remote session', reviewed: days(500) },
    ],
    contracts: [{ name: 'Internet line, Town Hall', vendor: provider, ends: days(-150), noticeBy: days(-60), decision: null, yearlyCost: 4_800 }],
    drills: [
      drill('Police dispatch and records', days(30), { scenario: 'The records server does not start on a Friday night', minutes: 75, due: days(-20), done: days(16) }),
      drill('Drinking water', days(95), { scenario: 'The historian is encrypted by an intruder', minutes: 88, due: days(-25), done: null }),
      drill('Payroll and bills', days(50), { scenario: 'The finance server is stolen on the day before payroll', minutes: 80, due: days(-5), done: null }),
    ],
    restores: [
      { service: 'Police dispatch and records', on: days(30), what: 'The records database, last report found', minutes: 55, worked: true, by: chief },
      { service: 'Payroll and bills', on: days(70), what: 'The finance database on a spare machine', minutes: 200, worked: true, by: 'Kit Faulk' },
      { service: 'Drinking water', on: days(95), what: 'Yesterday of the historian', minutes: 120, worked: true, by: 'Ann Greer' },
      { service: 'Records and permits', on: days(44), what: 'The permits of a month', minutes: 35, worked: true, by: clerk },
      { service: 'Library catalog', on: days(20), what: 'The catalog server, which did not start', minutes: 90, worked: false, by: 'Sue Noble' },
    ],
    spares: [{ item: 'Firewall', spare: null, responseHours: 4 }, { item: 'Switch of the water plant', spare: null, responseHours: null }],
    prices: { workstation: 950, laptop: 1_250, server: 9_000, 'network-device': 2_200, printer: 600 },
    communication: { audience: 'Residents and all staff', channel: 'Town website, sign at the door, local radio', cadence: 'Every two hours', approver: clerk, adopted: days(200), reviewed: days(30) },
    metrics: [{ month: days(31).slice(0, 7), leading: { name: 'Computers with all fixes within 30 days, in percent', value: 88 }, trailing: { name: 'Hours that services were down', value: 6 } }],
    checkpoints: [{ on: days(18), handoffs: ['Front desk to vendor', 'Police to county dispatch'], tightened: 'The front desk has the direct number of the vendor' }],
    incidents: [{ what: 'Mail was down for a day', began: days(170), closed: days(169), reviewed: days(150), cause: 'The certificate had run out', cost: 800, changes: [{ what: 'The certificate renews itself', owner: clerk, due: days(140), done: days(145) }] }],
    standards: [{ class: 'workstation', models: ['ThinkCentre M70q', 'HP Elite Mini 800'] }],
    parameters: [
      approved('CFG-017', 'approved', ['NinjaOne'], 'The service provider works with this program only'),
      approved('IAM-015', 'approved', ['MAPLEHOLLOW\\Domain Admins', 'MAPLEHOLLOW\\PC Admins', 'mspadmin'], 'Groups of the service provider and of the clerk'),
      approved('EDR-006', 'approved', ['192.0.2.10', '192.0.2.11'], 'Name servers of the town, which ask a filtering service'),
    ],
  };
  return `# Synthetic example: no real town. Written by "townwatch demo".\n${stringify(register, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

function services(days: (before: number) => string): object[] {
  const rank = (name: string, order: number, more: object) => ({ name, rank: order, impact: Math.max(1, 6 - order), recoveryHours: order * 4, lossHours: 4 * order, reviewed: days(80), ...more });
  const fallback = { how: 'Paper forms, copied in afterwards', tested: days(90) };
  return [
    rank('Police dispatch and records', 1, { owner: chief, backupOwner: 'Gia Ortez', needs: ['SRV-PD-RECORDS', 'SRV-DC-01', 'SW-03', 'PD-PC-01', 'PD-PC-04'], vendors: [provider], singlePoints: [], fallback, application: { name: 'Badge Records (example)', version: '8', supported: true, confirmed: days(100), onSupportedSystem: true } }),
    rank('Drinking water', 2, { owner: 'Ann Greer', backupOwner: 'Zed Pike', needs: ['SRV-HISTORIAN', 'WTR-PC-01', 'SW-06'], vendors: ['Cascade Controls (example)'], singlePoints: [{ what: 'The radio link to the wells', accepted: false }], fallback: { how: 'Operators read the gauges', tested: null }, application: { name: 'Cascade Historian 7', version: '7.2.1', supported: false, confirmed: days(100), onSupportedSystem: true } }),
    rank('Payroll and bills', 3, { owner: 'Kit Faulk', backupOwner: 'Rosa Santo', needs: ['SRV-FINANCE', 'FIN-PC-01', 'FIN-PC-04'], vendors: [], singlePoints: [], fallback: null, application: null }),
    rank('Records and permits', 4, { owner: clerk, backupOwner: null, needs: ['SRV-RECORDS', 'SRV-PORTAL', 'CLK-PC-01'], vendors: [], singlePoints: [], fallback }),
    rank('Library catalog', 5, { owner: 'Sue Noble', backupOwner: 'Jo Frye', needs: ['SRV-CATALOG', 'LIB-CATALOG-2'], vendors: [] }),
  ];
}

function drill(service: string, on: string, { scenario, minutes, due, done }: { scenario: string; minutes: number; due: string; done: string | null }): object {
  return { service, on, scenario, minutes, participants: [clerk, chief], steps: [{ what: 'Reached the vendor', minutes: 30 }], handoffs: ['Front desk to vendor'], changes: [{ what: 'The night number of the vendor stands in the plan', owner: clerk, due, done }, { what: 'A second copy of the plan lies in the cruiser', owner: chief, due, done }] };
}
