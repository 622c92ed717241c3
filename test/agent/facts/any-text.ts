import fc from 'fast-check';

const odd = ['\0', '\n', '\r', '\t', ' ', ':', '=', '\u{85}', '\u{fffd}', '\u{202e}', '\u{1f4a9}', '\ud800', '\udfff', '\u{10ffff}'];

/** Text as nobody writes it: any of the first characters of Unicode, control characters, halves of pairs. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(fc.integer({ min: 0, max: 0x2ff }).map((code) => String.fromCharCode(code)), fc.constantFrom(...odd));
  return fc.string({ unit, maxLength });
}
