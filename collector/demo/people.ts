import { dayBefore } from './days.ts';
import { townDomain } from './domains.ts';

/** Somebody who works for the town, and does not exist. */
export interface DemoPerson {
  readonly name: string;
  readonly account: string;
  readonly email: string;
  readonly department: string;
  readonly kind: string;
  readonly started: string;
  readonly left: string | null;
}

const staff: readonly (readonly [name: string, account: string, department: string, kind?: string])[] = [
  ['Dana Whitlock', 'dwhitlock', 'Clerk'], ['Miles Garner', 'mgarner', 'Clerk'], ['Tama Osei', 'tosei', 'Clerk'], ['Lena Brandt', 'lbrandt', 'Clerk'], ['Jonah Rowe', 'jrowe', 'Clerk'], ['Pia Quill', 'pquill', 'Clerk'], ['Nora Hale', 'nhale', 'Clerk'], ['Walter Finch', 'mayor', 'Clerk', 'elected'],
  ['Kit Faulk', 'kfaulk', 'Finance'], ['Rosa Santo', 'rsanto', 'Finance'], ['Ben White', 'bwhite', 'Finance'], ['Ada Vance', 'avance', 'Finance'], ['Cyrus Moor', 'cmoor', 'Finance'], ['Dale Pruitt', 'dpruitt', 'Finance'],
  ['Hal Lindt', 'hlindt', 'Police'], ['Gia Ortez', 'gortez', 'Police'], ['Sol Wade', 'swade', 'Police'], ['Iris Marsh', 'imarsh', 'Police'], ['Ed Bond', 'ebond', 'Police'], ['Val Kerr', 'vkerr', 'Police'],
  ['Cole Stone', 'cstone', 'Fire'], ['Rue Bell', 'rbell', 'Fire'], ['Finn Holt', 'fholt', 'Fire'], ['Otis Tate', 'otate', 'Public Works'], ['Wes Nash', 'wnash', 'Public Works'], ['Yara Diaz', 'ydiaz', 'Public Works'],
  ['Ann Greer', 'agreer', 'Water'], ['Zed Pike', 'zpike', 'Water'], ['Mo Lund', 'mlund', 'Water'], ['Sue Noble', 'snoble', 'Library'], ['Jo Frye', 'jfrye', 'Library'], ['Hugo Soto', 'hsoto', 'Parks'], ['Lou Seasons', 'seasonal1', 'Parks', 'seasonal'],
];

/** Everybody on the payroll's list. One of them left a month ago, and her account still opens a computer. */
export function people(asOf: string): readonly DemoPerson[] {
  return staff.map(([name, account, department, kind = 'staff'], index) => ({ name, account, email: `${account}@${townDomain}`, department, kind, started: dayBefore(asOf, 400 + index * 60), left: account === 'dpruitt' ? dayBefore(asOf, 34) : null }));
}

/** Who was trained in what, and when. */
export function trainings(asOf: string): readonly { readonly name: string; readonly email: string; readonly course: string; readonly completed: string | null; readonly due: string }[] {
  return people(asOf).filter(({ left }) => left === null).map(({ name, email }, index) => ({ name, email, course: 'Security awareness', completed: index === 26 ? dayBefore(asOf, 420) : dayBefore(asOf, 60 + index), due: dayBefore(asOf, -180) }));
}
