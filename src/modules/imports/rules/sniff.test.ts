import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { columnsOf } from './headers.ts';
import { sampleRows } from './rows.ts';
import { sniff } from './sniff.ts';

const of = (text: string, encoding = 'utf-8') => sniff(iconv.encode(text, encoding), true);
const bytes = (...list: number[]) => sniff(Uint8Array.from(list), true);

describe('what a file is', () => {
  it('by its first bytes, whatever its name', () => {
    expect(bytes().kind).toBe('empty');
    expect(of(' \r\n\n').kind).toBe('empty');
    expect(sniff(Buffer.from('PK\x03\x04\x14\0\x06\0[Content_Types].xml', 'latin1')).kind).toBe('xlsx');
    expect(sniff(Buffer.from('PK\x03\x04\x14\0\x06\0word/document.xml', 'latin1')).kind).toBe('zip');
    expect(bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1).kind).toBe('xls');
    expect(bytes(0x1f, 0x8b, 8).kind).toBe('gzip');
    expect(of('%PDF-1.7').kind).toBe('pdf');
    expect(of('\n <!DOCTYPE html><html>').kind).toBe('html');
    expect(of('<table><tr><td>a</td></tr></table>').kind).toBe('html');
    expect(of('<?xml version="1.0"?><rows/>').kind).toBe('xml');
    expect(of('[{"a": 1}]').kind).toBe('json');
    expect(sniff(Uint8Array.from({ length: 400 }, (_, index) => (index * 7) % 32)).kind).toBe('binary');
    expect(of('a,b\n1,2').kind).toBe('csv');
  });
});

describe('how a table is written', () => {
  it.each([
    ['a,b\n1,2\n', ','],
    ['a;b\n"x;y";1,5\n', ';'],
    ['a\tb\tc\n1,1\t2,2\t3\n', '\t'],
    ['a|b\n1|2\n', '|'],
    ['name,note\nAnna,"a; b; c; d"\nBen,"e; f; g; h"\n', ','],
    ['sep=;\r\na;b\r\n1;2\r\n', ';'],
  ])('%j', (text, delimiter) => {
    expect(of(text)).toMatchObject({ kind: 'csv', delimiter, hasHeader: true });
  });
  it.each(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'shift_jis', 'koi8-r', 'gb18030'])('in %s', (encoding) => {
    const names: Readonly<Record<string, string>> = {
      shift_jis: 'これは日本語の文章です。顧客の名前と住所が入っています。',
      'koi8-r': 'Это довольно длинный русский текст, чтобы кодировка была узнана',
      gb18030: '这是一个比较长的中文句子，用来识别编码。客户的姓名和地址都在这里。',
    };
    const text = `Name,City\n${names[encoding] ?? 'Jörg Müller mit Käse'},Köln\n`.replace('Köln', encoding in names ? 'X' : 'Köln');
    const found = of(text, encoding);
    expect(found.headers).toEqual(['Name', 'City']);
    expect(found.sample[0]?.[0]).toBe(text.split('\n')[1]?.split(',')[0]);
  });
  it('with a byte-order mark, which is not part of the first name', () => {
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be']) {
      const found = sniff(iconv.encode('id,näme\n1,ä\n', encoding, { addBOM: true }), true);
      expect([found.headers, found.encoding, found.bomLength > 0]).toEqual([['id', 'näme'], encoding, true]);
    }
  });
  it('cut in the middle of a character, a row or a quoted cell', () => {
    const whole = Buffer.from(`id,name\n${'1,Zoë\n'.repeat(50)}2,"long ${'é'.repeat(200)}"\n`);
    for (let length = 12; length < whole.length; length += 7) {
      const found = sniff(whole.subarray(0, length));
      expect([found.encoding, found.headers, found.problems]).toEqual(['utf-8', ['id', 'name'], []]);
    }
  });
  it('finds the header row below titles, and says so', () => {
    const found = of('Report of May\n\nName,City,Amount\nAnna,Bonn,5\nBen,Rome,6\n');
    expect(found).toMatchObject({ skipRows: 2, headers: ['Name', 'City', 'Amount'], hasHeader: true });
    expect(found.problems).toContain('lines_before_header');
  });
  it('sees that there is no header row', () => {
    expect(of('1,Anna\n2,Ben\n')).toMatchObject({ hasHeader: false, headers: ['Column 1', 'Column 2'], skipRows: 0 });
    expect(of('anna@example.com,2021-04-15\nben@example.com,2021-04-16\n').hasHeader).toBe(false);
    expect(of('Country,2020,2021\nItaly,5,6\n').hasHeader).toBe(true);
  });
  it('tells of rows that do not fit, quotes that do not end, and names that are missing or repeated', () => {
    expect(of('a,b\n1,2,3\n').problems).toContain('ragged_rows');
    expect(of('a,b\n1,"2\n3,4\n').problems).toContain('unclosed_quote');
    expect(of('a,a,,b\n1,2,3,4\n').problems).toEqual(['duplicate_headers', 'unnamed_columns']);
    expect(of('a\n1\n').problems).toContain('single_column');
    expect(of('a,b\n').problems).toContain('no_rows');
    expect(of('"int", "text"\n"1", "x, y"\n')).toMatchObject({ ltrim: true, headers: ['int', 'text'] });
  });
});

describe('columns', () => {
  it('get unique names, and empty ones at the end are left out', () => {
    expect(columnsOf(['Name', ' name ', 'Name (2)', '', '', ''])).toEqual({
      columns: [
        { index: 0, header: 'Name' },
        { index: 1, header: 'name (3)' },
        { index: 2, header: 'Name (2)' },
      ],
      duplicates: ['name'],
      unnamed: 0,
      dropped: 3,
    });
  });
  it('keep an empty one where a row has something in it', () => {
    expect(columnsOf(['a', '', ''], (index) => index === 1)).toMatchObject({
      columns: [{ header: 'a' }, { header: 'Column 2' }],
      unnamed: 1,
      dropped: 1,
    });
    expect(of('a,b,,\n1,2,3,\n').headers).toEqual(['a', 'b', 'Column 3']);
  });
  it('are unique whatever the names', () => {
    const name = fc.constantFrom('', 'A', 'a', 'A (2)', 'Column 1', 'Column 2', ' B ');
    fc.assert(
      fc.property(fc.array(name, { maxLength: 10 }), (row) => {
        const { columns, dropped } = columnsOf(row);
        expect(new Set(columns.map(({ header }) => header.toLowerCase())).size).toBe(columns.length);
        expect(columns.length + dropped).toBe(row.length);
      }),
    );
  });
});

describe('properties', () => {
  it('no bytes throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (list, complete) => {
        sniff(list, complete);
      }),
      { numRuns: 500 },
    );
    const near = fc
      .array(fc.constantFrom('a', '"', ',', ';', '\n', '\r', '\t', 'é', ' ', "'", '1'), { maxLength: 60 })
      .map((list) => list.join(''));
    fc.assert(
      fc.property(near, (text) => {
        of(text);
      }),
      { numRuns: 1000 },
    );
  });
  it('rows that are written are read back', () => {
    const cell = fc.array(fc.constantFrom('a', '"', ',', ';', '\n', '\r\n', 'é', ' '), { maxLength: 6 }).map((list) => list.join(''));
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }));
    fc.assert(
      fc.property(rows, fc.constantFrom('\n', '\r\n'), fc.boolean(), (list, end, closing) => {
        const text = list.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join(end) + (closing ? end : '');
        expect(sampleRows(text, { delimiter: ',', quote: '"' }, { limit: 100, complete: true })).toEqual({ rows: list, unclosed: false });
      }),
    );
  });
});
