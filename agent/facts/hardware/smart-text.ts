/** What a disk says of its life, in the words of smartctl(8). An absent key was not in the text. */
export interface DiskLife {
  /** Hours it was switched on. */
  readonly powerOnHours?: number;
  /** Monday of the week it was made; RFC 3339 full-date. SAS disks only. */
  readonly manufacturedOn?: string;
}

/** More hours than any disk has run: 50 years. */
const mostHours = 438_000;

/** The attribute that counts time: id, name, …, raw value. The name tells the unit where the raw value is a bare number. */
const attribute = /^ *\d{1,3} (Power_On_[A-Za-z_]{1,40}) [^\n]{0,160}?[ \t](\d[\dhms+.]{0,40})(?: \([\d ]{1,40}\))?[ \t]*$/m;
const nvme = /^Power On Hours: +([\d,.'’\u00a0\u202f ]{1,20})$/m;
const sas = /^ *(?:Accumulated power on time, hours:minutes +(\d{1,9}):\d\d|number of hours powered up += +(\d{1,9})\.\d+)/m;
const madeIn = /^Manufactured in week +(\d{1,2}) of year +(\d{4})[ \t]*$/m;

/**
 * Reads the report of `smartctl -x` or `-a` about one disk. `today` is a day: what was made later, or before there were such
 * disks, has no date.
 */
export function diskLifeOf(text: string, today: string): DiskLife {
  const [hours, day] = [hoursIn(text), weekIn(text, today)];
  return { ...(hours === undefined ? {} : { powerOnHours: hours }), ...(day === undefined ? {} : { manufacturedOn: day }) };
}

function hoursIn(text: string): number | undefined {
  const [, name, raw] = attribute.exec(text) ?? [];
  const [, running, powered] = sas.exec(text) ?? [];
  const counted = name === undefined || raw === undefined ? (nvme.exec(text)?.[1]?.replace(/\D/g, '') ?? running ?? powered ?? '') : inHours(name, raw);
  const hours = counted === '' ? Number.NaN : Math.floor(Number(counted));
  return hours >= 0 && hours <= mostHours ? hours : undefined;
}

/** Makers count hours, minutes, half minutes or seconds; smartctl writes `69952h+15m+59.680s` where it knows that. */
function inHours(name: string, raw: string): number {
  const [, hours, plain] = /^(?:(\d+)h\+.*|(\d+))$/.exec(raw) ?? [];
  if (hours !== undefined) return Number(hours);
  if (plain === undefined) return Number.NaN;
  const perHour = /Half_Minutes/i.test(name) ? 120 : /Minutes/i.test(name) ? 60 : /Seconds/i.test(name) ? 3600 : 1;
  return Number(plain) / perHour;
}

function weekIn(text: string, today: string): string | undefined {
  const [, week, year] = madeIn.exec(text) ?? [];
  if (week === undefined || year === undefined || Number(week) < 1 || Number(week) > 53) return undefined;
  const fourth = Date.UTC(Number(year), 0, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * 86_400_000 + (Number(week) - 1) * 7 * 86_400_000;
  const day = new Date(monday).toISOString().slice(0, 10);
  return day >= '1990' && day <= today ? day : undefined;
}
