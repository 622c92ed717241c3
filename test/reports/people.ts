/**
 * Words of ours that a town manager or a council member does not know or that promise too much, with what to say instead.
 * "Asset tag" is what the sticker on a computer is called; what stands in brackets behind "second step at sign-in" explains it.
 */
const ours: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bcompliant\b/i, 'in place, as tested on a date'],
  [/\bendpoints?\b/i, 'computer'],
  [/\bassets?\b(?! tag)/i, 'computer, device'],
  [/\btenants?\b/i, 'town'],
  [/\bhosts?\b|\bhostnames?\b/i, 'computer, name of the computer'],
  [/\bMFA\b|\bmulti-?factor\b|\b2FA\b/i, 'second step at sign-in'],
  [/\bwaive(?:d|r|rs)\b/i, 'accepted risk'],
  [/\bunknowns?\b/i, 'not known'],
  [/\bconnectors?\b/i, 'where to ask'],
  [/\bCVE\b|\bCVSS\b/i, 'weakness'],
];

/** Words in a text for people that are ours, not theirs: sentences with the word and what to say. */
export function strange(where: string, text: string): string[] {
  const plain = text.replace(/(second steps? at sign-in) \([^)]*\)/gi, '$1');
  return ours.flatMap(([pattern, instead]) => {
    const found = pattern.exec(plain);
    return found === null ? [] : [`${where} says "${found[0]}" (… ${plain.slice(Math.max(0, found.index - 30), found.index + 40)} …): say "${instead}"`];
  });
}
