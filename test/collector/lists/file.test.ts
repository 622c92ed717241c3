import { crc32, deflateRawSync } from 'node:zlib';
import writeXlsxFile from 'write-excel-file/node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../../collector/failure.ts';
import { checkedArchive } from '../../../collector/lists/archive.ts';
import { decodeText } from '../../../collector/lists/decode.ts';
import { readTable } from '../../../collector/lists/file.ts';

const rate = (cells: readonly string[]) => cells.filter((cell) => ['Name', 'Serial', 'Bought'].includes(cell)).length;
const table = (bytes: Buffer, sheet?: string) => readTable(bytes, { rate, sheet });
const cells = async (text: string) => (await table(Buffer.from(text))).rows.map((row) => row.cells);
const refusal = (bytes: Buffer) => table(bytes).then(() => 'was read', (error: unknown) => (isFailure(error) ? error.message : String(error)));

describe('separators and quotation marks', () => {
  test.each([',', ';', '\t'])('%j is found', async (separator) => {
    expect(await cells(`Name${separator}Serial\r\n"a ""b"", ; c"${separator}X1\r\n`)).toEqual([['Name', 'Serial'], ['a "b", ; c', 'X1']]);
  });

  test('the heading tells the separator, not the commas in the cells; sep= tells it first', async () => {
    expect((await cells('Name;Serial\n"Clerk, A";1,2,3,4,5,6\n'))[1]).toEqual(['Clerk, A', '1,2,3,4,5,6']);
    expect(await cells('sep=;\r\nx,y;z\r\n')).toEqual([['sep=', ''], ['x,y', 'z']]);
  });

  test('rows count as a spreadsheet counts them, with line breaks in cells and empty rows', async () => {
    const { rows } = await table(Buffer.from('Name,Serial\n"two\nlines",A\n\nlast,B\n'));
    expect(rows.map(({ row, cells: [first] }) => [row, first])).toEqual([[1, 'Name'], [2, 'two\nlines'], [3, ''], [4, 'last']]);
  });

  test('="00123" is the text that Excel shows; no formula is evaluated', async () => {
    expect((await cells('Name,Serial\n="00123",=1+1\n'))[1]).toEqual(['00123', '=1+1']);
  });

  test('a quotation mark that never closes is refused as a whole: nobody knows where the rows end', async () => {
    expect(await refusal(Buffer.from('Name,Serial\n"a,1\nb,2\n'))).toContain('never closes');
  });
});

describe('encodings', () => {
  const text = 'Name,Serial\nPeña,1\nStraße,2\n';

  test('UTF-8 with and without mark, UTF-16 both ways and Windows-1252 are told apart', () => {
    const wide = Buffer.from(`\uFEFF${text}`, 'utf16le');
    expect(decodeText(Buffer.from(text))).toEqual({ text, encoding: 'UTF-8' });
    expect(decodeText(Buffer.from(`\uFEFF${text}`))).toEqual({ text, encoding: 'UTF-8' });
    expect(decodeText(wide)).toEqual({ text, encoding: 'UTF-16' });
    expect(decodeText(Buffer.from(wide).swap16())).toEqual({ text, encoding: 'UTF-16' });
    expect(decodeText(Buffer.from(text, 'latin1'))).toEqual({ text, encoding: 'Windows-1252' });
    expect(decodeText(Buffer.from([0x93, 0x80, 0x94]))).toEqual({ text: '“€”', encoding: 'Windows-1252' });
  });

  test('in a mix the fewer lines lose their letters and nothing else', () => {
    const [head, one, two] = text.split('\n').map((line) => `${line}\n`) as [string, string, string];
    const mostlyWide = Buffer.concat([Buffer.from(head + one + two), Buffer.from(one, 'latin1')]);
    expect(decodeText(mostlyWide)).toEqual({ text: `${head}${one}${two}Pe\uFFFDa,1\n`, encoding: 'UTF-8' });
    const mostlyWestern = Buffer.concat([Buffer.from(head + one + two + one, 'latin1'), Buffer.from(one)]);
    expect(decodeText(mostlyWestern)).toEqual({ text: `${head}${one}${two}${one}Pe\uFFFDa,1\n`, encoding: 'Windows-1252' });
  });

  test('any bytes are decoded, and lines keep their number', () => {
    const unmarked = fc.uint8Array({ maxLength: 300 }).filter(([first]) => first !== 0xff && first !== 0xfe);
    fc.assert(
      fc.property(unmarked, (bytes) => {
        expect(decodeText(bytes).text.split('\n').length).toBe(Buffer.from(bytes).toString('latin1').split('\n').length);
      }),
    );
  });
});

const workbook = (rows: readonly (readonly (string | number | Date | boolean | null)[])[]): Promise<Buffer> =>
  writeXlsxFile(rows.map((row) => row.map((value) => (value instanceof Date ? { value, type: Date, format: 'mm/dd/yyyy' } : value)))).toBuffer();

describe('workbooks', () => {
  test('are read with dates as days and numbers as they stand', async () => {
    const bytes = await workbook([['Name', 'Serial', 'Bought'], ['PC-1', 123456789012, new Date(Date.UTC(2020, 2, 5))], ['PC-2', null, null], ['PC-3', true, 'Ö']]);
    expect((await table(bytes)).rows.map((row) => row.cells)).toEqual([['Name', 'Serial', 'Bought'], ['PC-1', '123456789012', '2020-03-05'], ['PC-2', '', ''], ['PC-3', 'yes', 'Ö']]);
    expect(await refusal(Buffer.concat([bytes.subarray(0, bytes.length - 30)]))).toContain('damaged');
    await expect(table(bytes, 'Nowhere')).rejects.toThrow(/Nowhere|cannot be read/);
  });

  test('of any damage are refused in words or read, and never crash', async () => {
    const bytes = await workbook([['Name', 'Serial'], ['PC-1', 'ABC']]);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, flip) => {
        const damaged = Buffer.from(bytes);
        damaged[place] = (damaged[place] ?? 0) ^ flip;
        expect(await refusal(damaged)).toMatch(/was read|workbook|archive|neither text|sheet/i);
      }),
      { numRuns: 300 },
    );
  });
});

/** An archive of parts as they are given, whatever they say of themselves. */
function archive(parts: readonly { name: string; data: Buffer; claims?: number; flags?: number }[]): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const { name, data, claims = data.length, flags = 0 } of parts) {
    const raw = deflateRawSync(data);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(flags, 2);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(data), 10);
    head.writeUInt32LE(raw.length, 14);
    head.writeUInt32LE(claims, 18);
    head.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), head, Buffer.from(name), raw]);
    const offset = Buffer.alloc(4);
    offset.writeUInt32LE(at);
    entries.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), head, Buffer.alloc(8 + 2), offset, Buffer.from(name)]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006'), end]);
}

describe('hostile files', () => {
  const sheet = (xml: string) => archive([{ name: 'xl/workbook.xml', data: Buffer.from('<workbook/>') }, { name: 'xl/worksheets/sheet1.xml', data: Buffer.from(xml) }]);

  test('a bomb is refused by what it says, and when it lies about that', async () => {
    const zeros = Buffer.alloc(8 * 1024 * 1024);
    const most = 0xffff_ffff;
    expect(await refusal(archive([{ name: 'xl/workbook.xml', data: zeros, claims: most }]))).toContain('4096 MB when unpacked');
    const many = Array.from({ length: 40 }, (_, index) => ({ name: `xl/worksheets/sheet${index}.xml`, data: zeros }));
    expect(await refusal(archive(many))).toContain('320 MB when unpacked');
    expect(await refusal(archive([{ name: 'xl/workbook.xml', data: zeros, claims: 1_000 }]))).toContain('says something else');
  });

  test.each([
    ['a protected workbook', archive([{ name: 'xl/workbook.xml', data: Buffer.from('x'), flags: 1 }]), 'password'],
    ['a protected workbook in the old container', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from('EncryptedPackage', 'utf16le')]), 'password'],
    ['an old workbook', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(100)]), '.xls'],
    ['another archive', archive([{ name: 'word/document.xml', data: Buffer.from('<x/>') }]), 'no Excel workbook'],
    ['a cell in the last row', sheet('<sheetData><row r="1048576"><c r="A1048576"/></row></sheetData>'), 'row 1048576'],
    ['a cell in the last column', sheet('<sheetData><row r="1"><c r="XFD1"/></row></sheetData>'), 'column XFD'],
    ['a cell in no column there is', sheet('<c r="ZZZZZZZZZZ1"/>'), 'column ZZZZZZZZ'],
    ['cells without end', sheet('<c/>'.repeat(5_000_001)), '5,000,000 cells'],
    ['bytes of a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]), 'neither text'],
    ['too many rows', Buffer.from('a,b\n'.repeat(100_021)), '100,000 rows'],
    ['a row without end', Buffer.from(`Name,Serial\n${'x'.repeat(500_000)}\n`), 'quotation mark'],
  ])('%s is refused in words', async (_, bytes, words) => {
    expect(await refusal(bytes)).toContain(words);
  });

  test('parts that the directory does not name are not handed on', () => {
    const hidden = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(40)]);
    const whole = archive([{ name: 'xl/workbook.xml', data: Buffer.from('<workbook/>') }, { name: 'xl/media/image.png', data: Buffer.from('x') }]);
    const seen: string[] = [];
    const checked = checkedArchive(whole, (name) => seen.push(name));
    expect(seen).toEqual(['xl/workbook.xml']);
    expect(checked.includes('image.png')).toBe(false);
    expect(() => checkedArchive(hidden, () => undefined)).toThrow(/damaged/);
  });
});
