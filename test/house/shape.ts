import { code, imports } from './source.ts';

const attractors = /(?:^|[/.-])(?:utils?|helpers?|common|misc|libs?)(?=[/.-])/;
const kebab = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/;

/** What is wrong with the name of a source file. */
export function misnamed(file: string): string[] {
  if (attractors.test(file)) return [`${file} is named after nothing, and such a name attracts everything`];
  return file.split('/').every((part) => kebab.test(part)) ? [] : [`${file} is not in kebab-case`];
}

/** Whether a file does nothing but pass on what stands elsewhere. */
export function isBarrel(text: string): boolean {
  const masked = code(text);
  const passesOn = /\bexport\b[^;'"`]*?\bfrom\s*['"]/.test(masked);
  const rest = masked.replace(/\b(?:import|export)\b(?:[^;'"`=()]*?\bfrom)?\s*(['"])\s*\1(?:\s*with\s*\{[^}]*\})?/g, '');
  return passesOn && imports(text).length > 0 && !/\w/.test(rest);
}

/** What makes a test file prove nothing: no assertion, or tests left out. Conditions go into `test.skipIf`. */
export function hollow(file: string, text: string): string[] {
  const masked = code(text);
  const left = /\b(?:test|it|describe)\s*\.\s*(only|skip|todo)\b/.exec(masked)?.[1];
  return [
    ...(/\bexpect\s*[.(]|\bfc\s*\.\s*assert\b|\bassert\s*[.(]/.test(masked) ? [] : [`${file} asserts nothing`]),
    ...(left ? [`${file} has .${left}`] : []),
  ];
}
