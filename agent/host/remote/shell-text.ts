/** Text of a shell script: nothing is filled in, and a brace after a dollar sign is written with a backslash before both. */
export function sh({ raw }: TemplateStringsArray): string {
  return raw.join('').replaceAll('\\${', '${');
}

/** One word of a shell script, whatever stands in it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
