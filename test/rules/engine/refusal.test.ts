import { describe, expect, test } from 'vitest';
import { refusalOf } from './setup.ts';

describe('an expression that is refused says what is wrong and how to mend it', () => {
  test.each([
    ['facts.os.famly', 'there is no "facts.os.famly"; did you mean "family"?', 9],
    ['facts.softwear.packages', 'there is no "facts.softwear"; did you mean "software"?', 6],
    ['fact.os.family', 'there is no "fact" here; did you mean "facts"?', 0],
    ['facts.accounts.users.all(u, u.naem == "a")', 'there is no "u.naem"; did you mean "name"?', 30],
    ['p.maxDay > 1', 'there is no "p.maxDay"; did you mean "maxDays"?', 2],
    ['asset.clas == "server"', 'there is no "asset.clas"; did you mean "class"?', 6],
    ['facts.os.family == "linus"', '"facts.os.family" is never "linus"; did you mean "linux"?', 19],
    ['facts.os.family in ["linux", "macs"]', '"facts.os.family" is never "macs"; did you mean "macos"?', 19],
    ['has(facts.os.version)', 'has() is refused', 0],
    ['facts.os.name.matches("a")', 'matches is refused: its time can explode; write re2(text, pattern)', 0],
    ['facts.os.name.startWith("a")', 'there is no function "startWith" with 2 argument(s); did you mean "startsWith"?', 0],
    ['re2(facts.os.name, "(")', 're2 does not understand the pattern', 19],
    ['re2(facts.os.name, facts.os.product)', 'the pattern of re2 must be written in the rule', 19],
    ['facts.os.version > "1"', '"facts.os.version" can be null; ask for that first: facts.os.version != null && …', 0],
    ['facts.os.version == null || facts.os.edition.startsWith("a")', '"facts.os.edition" can be null', 28],
    ['facts.os.version != null || facts.os.version > "1"', '"facts.os.version" can be null', 28],
    ['facts.remoteAccess.ssh.enabled', '"facts.remoteAccess.ssh" can be null', 0],
    ['packageNamed("x").version == "1"', '"packageNamed("x")" can be null', 0],
    ['installed("y") && packageNamed("x").version == "1"', '"packageNamed("x")" can be null', 18],
    ['facts.os.family == null', '"facts.os.family" is never null; where it was not read the outcome is unknown by itself, so leave this out', 0],
    ['facts.os.family == 1', 'cannot compare string with int', 0],
    ['facts.hardware.memoryMiB == 1.5', 'cannot compare int with double', 0],
    ['facts.os.family > 1', 'cannot order string and int', 0],
    ['facts.os.rebootRequired > true', 'cannot order bool and bool', 0],
    ['facts.os == facts.os', 'cannot compare object with object', 0],
    ['facts.os.family && true', 'left of && must be bool; "facts.os.family" is string', 0],
    ['true || facts.os.family', 'right of || must be bool', 8],
    ['!facts.os.family', 'what ! turns must be bool', 1],
    ['facts.os.like.exists(x, x)', 'what exists asks must be bool', 24],
    ['facts.os.family.exists(x, true)', 'exists walks a list; "facts.os.family" is string', 0],
    ['facts.os.like.exists(facts, true)', '"facts" already means something else here; take another name', 21],
    ['facts.os.like.all(a, facts.os.like.all(b, facts.os.like.all(c, facts.os.like.all(d, true))))', 'more than 3 lists are walked inside each other', 63],
    ['facts.os.like.map(x, asOf)', 'map cannot make a list of what moves with asOf', 21],
    ['facts.os["family"]', 'only lists have places', 0],
    ['facts.os.like["a"]', 'a place in a list must be int', 14],
    ['facts.os.name.family', '"facts.os.name" is string and has no "family"', 0],
    ['[]', 'an empty list has no type', 0],
    ['[facts.os]', 'the items of a list must all be texts', 1],
    ['["a", 1]', 'the items of a list must all be texts', 6],
    ['{"a": 1}', 'rules do not have "map" of CEL', 0],
    ['b"abc"', 'rules have no bytes', 0],
    ['1u', 'rules have no bytes and no unsigned numbers', 0],
    ['9223372036854775807', 'larger than can be held exactly', 0],
    ['1 + 1.5', 'cannot calculate int + double', 0],
    ['facts.os.installedOn != null && facts.os.installedOn + 1 > asOf', 'cannot calculate timestamp + int', 32],
    ['duration("3 days")', 'duration needs a written text', 0],
    ['timestamp("yesterday")', 'timestamp needs an instant', 0],
    ['daysSince(facts.os.name)', 'daysSince takes timestamp; "facts.os.name" is string', 10],
    ['size(1)', 'size takes list or string; "1" is int', 5],
    ['days(duration("1h"), 2)', 'days takes 1 argument(s), here are 2', 0],
    ['(true ? facts.os.like : facts.os.rebootReasons).size() > 0', '?: can choose between dates, lists and objects of one and the same fact only', 1],
    ['true ? 1 : "a"', 'both sides of ?: must be of one type; here are int and string', 0],
    ['1 +', 'Unexpected token', 3],
    ['cel.bind(x, 1, x == 1)', 'there is no function "bind"', 0],
    ['facts.?os', 'Expected IDENTIFIER', 6],
  ])('%s', (source, message, start) => {
    const refusal = refusalOf(source, { parameters: { maxDays: { type: 'int', default: 1 } } });
    expect(refusal?.message).toContain(message);
    expect(refusal?.start).toBe(start);
    expect(refusal?.path).toEqual(['evidence', 'x']);
  });
});

describe('what has been asked is known', () => {
  test.each([
    'facts.os.version != null && facts.os.version > "1"',
    '!(facts.os.version == null) && facts.os.version > "1"',
    'facts.os.version == null || facts.os.version > "1"',
    'facts.os.version == null ? false : facts.os.version > "1"',
    'facts.os.version != null ? facts.os.version > "1" : false',
    'facts.os.version == "12" && facts.os.version > "1"',
    'facts.os.version != null && facts.os.edition != null && facts.os.version > facts.os.edition',
    '!(facts.os.version == null || facts.os.edition == null) && facts.os.version > facts.os.edition',
    'facts.remoteAccess.ssh != null && facts.remoteAccess.ssh.enabled',
    'facts.accounts.users.all(u, u.loginShell == null || u.loginShell.startsWith("/"))',
    'facts.os.version != null && facts.os.like.all(x, facts.os.version > x)',
    'installed("a") && packageNamed("a").source == "dpkg"',
    'packageNamed("a") != null && packageNamed("a").source == "dpkg"',
    'derived.support.os.endsOn == null || daysUntil(derived.support.os.endsOn) >= 0',
  ])('%s', (source) => {
    expect(refusalOf(source)).toBeUndefined();
  });

  test('in all of the rule, when "applies" has asked', () => {
    const parts = { pass: 'facts.remoteAccess.ssh.enabled', evidence: { x: 'facts.remoteAccess.ssh.ports' } };
    expect(refusalOf('', { ...parts, applies: 'facts.remoteAccess.ssh != null' })).toBeUndefined();
    expect(refusalOf('', { ...parts, applies: 'true' })?.path).toEqual(['pass']);
  });
});

describe('each part of a rule has its type', () => {
  test.each([
    [{ pass: 'facts.os.family' }, 'pass', 'must come out as bool; this is string'],
    [{ pass: 'facts.hardware.secureBoot' }, 'pass', 'must come out as bool; this is bool or null'],
    [{ applies: '1' }, 'applies', 'must come out as bool; this is int'],
    [{ each: 'facts.os.family' }, 'each', 'must come out as list; this is string'],
    [{ each: 'facts.os.like', itemLabel: 'size(item)', pass: 'item == "a"' }, 'itemLabel', 'must come out as string; this is int'],
    [{ pass: 'item == "a"' }, 'pass', 'there is no "item" here'],
    [{ pass: 'account.name == "a"' }, 'pass', 'there is no "account" here'],
    [{ scope: 'town', pass: 'facts.os.family == "linux"', evidence: { x: 'size(assets)' } }, 'pass', 'there is no "facts" here'],
    [{ scope: 'town', pass: 'installed("a")', evidence: { x: 'size(assets)' } }, 'pass', 'packages belong to a computer'],
  ])('%j', (parts, path, message) => {
    const refusal = refusalOf('facts.os.family', parts);
    expect(refusal?.path[0]).toBe(path);
    expect(refusal?.message).toContain(message);
  });
});

