import { expect, test } from 'vitest';
import { prelude } from '../../../../agent/host/remote/prelude.ts';
import { requestFor, script } from '../../../../agent/host/remote/request.ts';
import type { Machine } from '../../../../agent/host/remote/machine.ts';
import { machineOf } from '../../../../agent/host/remote/machine.ts';
import { quoted } from '../../../../agent/host/remote/shell-text.ts';
import { corpusSources } from './corpus.ts';

const said = ['system Linux', 'user 0', 'clock 2026-11-22T03:31:14Z', 'boot b'].map((each) => ({ word: each.split(' ')[0]!, args: [], body: Buffer.from(each.split(' ')[1]!) }));
const machine = machineOf(said) as Machine;
const requests = Object.values(corpusSources('/srv')).map((source, id) => requestFor(id, source));
const whole = `${prelude({ boundary: 'canary0123' })}${script(requests, machine)}`;

/** Where a script sends output to, other than to nothing and to other descriptors; `->` stands in texts of `ls`. */
const written = (text: string) => text.replace(/'[^'\n]*'|#.*|[^"]"\$1 -> "|" \$one -> "/g, '').match(/(?<![-&\d])>{1,2}\|?(?!&|\/dev\/null)\s*\S+/g) ?? [];

/** Programs that change something, as words of a command. */
const changing = /(?:^|[;&|({]|\bthen|\bdo|\belse)\s*(?:rm|rmdir|mkdir|mktemp|mkfifo|touch|tee|cp|mv|ln|chmod|chown|install|truncate|sed|mount|umount|systemctl|service|apt|dpkg|rpm|curl|wget|nc|eval "\$[a-z]*")\b/m;

test('the script writes no file and starts nothing that changes one', () => {
  expect(written(whole)).toEqual([]);
  expect(changing.exec(whole)).toBeNull();
  expect(written('echo x >/tmp/x; echo y >> z')).toEqual(['>/tmp/x;', '>> z']);
  expect(changing.test('foo && rm -f x')).toBe(true);
});

test('the boundary is no argument of a program: it stands in one variable, which is not exported', () => {
  expect(whole.match(/canary0123/g)).toHaveLength(1);
  expect(whole.match(/\$boundary/g)).toEqual(['$boundary']);
  expect(whole).toContain('mark() { echo; echo "$boundary $*"; }');
  expect(whole).not.toMatch(/export[^\n]*boundary/);
});

test('whatever a source is called, it stays one word of the script', () => {
  expect(quoted("it's; rm -rf $HOME `x`\n")).toBe("'it'\\''s; rm -rf $HOME `x`\n'");
  const hostile = script([requestFor(0, { kind: 'file', path: "/etc/'; touch /tmp/pwned; '" }), requestFor(1, { kind: 'names', pattern: "/etc/[a]?'*" })], machine);
  expect(hostile).toContain("file '/etc/'\\''; touch /tmp/pwned; '\\'''");
  expect(hostile).toContain("spread '' 'etc/[[]a][?]'\\''*'");
});
