import { code } from './source.ts';

const impurities: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/\bDate\s*\.\s*now\b/, 'reads the clock'],
  [/\bnew\s+Date\s*(?:\(\s*\)|(?![\s(\w$.]))/, 'reads the clock'],
  [/(?<!new\s+)(?<![\w$.])Date\s*\(/, 'reads the clock'],
  [/\bnew\s+Date\s*\([^()]*,/, 'depends on the time zone of the process; use Date.UTC'],
  [/\.(?:get|set)(?:FullYear|Month|Date|Day|Hours|Minutes|TimezoneOffset)\b/, 'depends on the time zone of the process; use the UTC form'],
  [/\bperformance\s*\.\s*now\b|\bhrtime\b/, 'reads the clock'],
  [/\bMath\s*\.\s*random\b|\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b/, 'is random'],
  [/\.toLocale\w*/, 'depends on the locale of the process'],
  [/\.localeCompare\b/, 'depends on the locale of the process; compare code units, or use a Collator with a locale'],
  [/\bIntl\s*\.\s*\w+\s*(?:\(\s*(?:\)|undefined\b|\[\s*\])|(?![\w\s(.]))/, 'takes the locale of the process'],
  [/(?<![\w$.])process\s*\./, 'reads the process'],
  [/(?<![\w$.])fetch\s*\(/, 'reaches the network'],
];

/** Where code that must be a function of its input reads a clock, a locale or the process: sentences with the line. */
export function impure(file: string, text: string): string[] {
  return code(text)
    .split('\n')
    .flatMap((line, index) => impurities.filter(([pattern]) => pattern.test(line)).map(([, why]) => `${file}:${index + 1} ${why}`));
}
