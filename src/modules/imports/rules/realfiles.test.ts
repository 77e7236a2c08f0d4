import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { readAs } from './cells.ts';
import { inferDateOrder } from './dates.ts';
import { decode } from './encoding.ts';
import { parseMoney } from './money.ts';
import { mappingOf, recognise, unknownHeaders } from './presets.ts';
import { alignIds, placeByTotals } from './recover.ts';
import { type Sniffed, sniff } from './sniff.ts';

const data = process.env.TRUCE_DATA ?? resolve(import.meta.dirname, '../../../../../shared/data');
const here = existsSync(join(data, 'csv')) && existsSync(join(data, 'zoho_crm'));
const suite = here
  ? 'on the files of the data folder'
  : `on the files of the data folder: SKIPPED, there is none at ${data} (set TRUCE_DATA)`;
const PREFIX = 65_536;

const files = (folder: string) =>
  readdirSync(join(data, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

function look(path: string): { found: Sniffed; content: Buffer } {
  const content = readFileSync(path);
  return { found: sniff(content.subarray(0, PREFIX), content.length <= PREFIX), content };
}

function rowsOf(found: Sniffed, content: Buffer, more: { skipEmpty: boolean } = { skipEmpty: true }): string[][] {
  const text = decode(content, { name: found.encoding ?? 'utf-8', bomLength: found.bomLength });
  return parse(text, {
    delimiter: found.delimiter,
    quote: found.quote,
    relax_column_count: true,
    relax_quotes: true,
    ltrim: found.ltrim,
    skip_empty_lines: more.skipEmpty,
  });
}

describe.skipIf(!here)(suite, () => {
  it('no file of csv/ throws, and each is what it is', () => {
    const kinds: Readonly<Record<string, string>> = { xlsx: 'xlsx', xls: 'xls', zip: 'zip', gz: 'gzip', json: 'json', tsv: 'csv' };
    for (const path of files('csv')) {
      const { found } = look(path);
      const expected = kinds[path.split('.').at(-1) ?? ''];
      if (expected) expect([path, found.kind]).toEqual([path, expected]);
      if (found.kind === 'csv') expect([path, found.headers.length > 0 && found.encoding !== null]).toEqual([path, true]);
    }
    expect(look(join(data, 'csv/traps/html_page_saved_as.csv')).found.kind).toBe('html');
    expect(look(join(data, 'csv/traps/xlsx_renamed_to.csv')).found.kind).toBe('xlsx');
  });

  it('csv-spectrum reads as its expected JSON', () => {
    for (const path of files('csv/csv-spectrum/csvs')) {
      // Its expected file gives another phone number than the file itself.
      if (path.endsWith('location_coordinates.csv')) continue;
      const { found, content } = look(path);
      const expected: unknown = JSON.parse(readFileSync(path.replace('/csvs/', '/json/').replace(/csv$/, 'json'), 'utf8'));
      const rows = rowsOf(found, content).slice(1);
      const read = rows.map((row) => Object.fromEntries(found.columns.map(({ header, index }) => [header, row[index]])));
      // The expected files write every line break as one character.
      const even = (value: unknown) => JSON.stringify(value).replaceAll('\\r\\n', '\\n');
      expect([basename(path), even(read)]).toEqual([basename(path), even(Array.isArray(expected) ? expected : [expected])]);
    }
  });

  it('csv-test-data reads as its expected JSON, row by row', () => {
    for (const path of files('csv/csv-test-data/json')) {
      const csv = path.replace('/json/', '/csv/').replace(/json$/, 'csv');
      const { found, content } = look(csv);
      const expected: (string[] | Record<string, string>)[] = JSON.parse(readFileSync(path, 'utf8'));
      if (found.kind === 'empty') {
        expect(expected.flat().join('')).toBe('');
        continue;
      }
      const rows = rowsOf(found, content, { skipEmpty: false });
      const withHeader = basename(path).startsWith('header-');
      const read = withHeader
        ? rows.slice(1).map((row) => Object.fromEntries(found.columns.map(({ header, index }) => [header, row[index]])))
        : rows;
      expect([basename(path), read]).toEqual([basename(path), expected]);
    }
  });

  it('latin and greek files keep their letters', () => {
    const cells = (name: string) => {
      const { found, content } = look(join(data, 'csv/frictionless-py/data', name));
      return rowsOf(found, content).flat().join(' ');
    };
    expect(cells('latin1.csv')).toContain('©');
    expect(cells('table-with-accents.csv')).toContain('Année');
    expect(cells('table-infer-iso-8859-7.csv')).toMatch(/\p{Script=Greek}/u);
    expect(cells('bom.csv').startsWith('id')).toBe(true);
  });
});

describe.skipIf(!here)(`zoho_crm, ${suite}`, () => {
  const tables = here
    ? files('zoho_crm')
        .filter((path) => path.endsWith('.csv'))
        .map((path) => ({ path, ...look(path) }))
    : [];

  it('each of the 21 files is recognised, nothing in it unknown', () => {
    const ids = tables.map(({ path, found }) => {
      const recognised = recognise(found.headers, path);
      expect([basename(path), found.hasHeader, found.delimiter, found.encoding]).toEqual([basename(path), true, ',', 'utf-8']);
      expect([basename(path), recognised && unknownHeaders(recognised.preset, found.headers)]).toEqual([basename(path), []]);
      return recognised?.preset.id;
    });
    expect(new Set(ids).size).toBe(21);
    expect(tables.find(({ path }) => path.includes('Sales_Orders'))?.found.headers).toHaveLength(15);
  });

  it('every cell of every file is read, but for the line that is cut off', () => {
    const sums: Record<string, number> = {};
    let rowsRead = 0;
    const problems: string[] = [];
    for (const { path, found, content } of tables) {
      const recognised = recognise(found.headers, path);
      if (!recognised) throw new Error(`not recognised: ${path}`);
      const rows = rowsOf(found, content).slice(1);
      rowsRead += rows.length;
      for (const column of mappingOf(recognised.preset, found.headers)) {
        const index = found.headers.indexOf(column.header);
        const cells = rows.map((row) => row[index] ?? '');
        const order = inferDateOrder(cells).order;
        for (const [line, cell] of cells.entries()) {
          const read = readAs(column.transform, cell, { zone: 'UTC', order, currency: 'USD', country: 'US' });
          if (!read.ok) problems.push(`${basename(path)}:${line + 2} ${column.header} "${cell}" ${read.reason}`);
          else if (column.transform === 'money' && read.value !== null) {
            const { amountMinor } = read.value as { amountMinor: number };
            const key = `${recognised.preset.entity}.${column.field}`;
            sums[key] = (sums[key] ?? 0) + amountMinor;
          }
        }
      }
    }
    expect(problems).toEqual([]);
    expect(rowsRead).toBe(49_490);
    // Worked out from the files by other means.
    expect(sums['invoice.total']).toBe(1_603_018_700);
    expect(sums['invoice.subTotal']).toBe(1_779_705_720);
    expect(sums['deal.amount']).toBe(23_138_090_000);
    expect(sums['order.total']).toBe(3_171_212_000);
    expect(sums['quote.subTotal']).toBe(5_136_067_687);
    expect(sums['campaign.budget']).toBe(3_742_035_000);
    expect(sums['campaign.cost']).toBe(4_420_958_000);
  }, 60_000);

  const table = (name: string) => {
    const { found, content } = tables.find(({ path }) => basename(path) === `${name}.csv`) ?? look(join(data, `zoho_crm/${name}.csv`));
    return rowsOf(found, content)
      .slice(1)
      .map((row) => Object.fromEntries(found.columns.map(({ header, index }) => [header, row[index] ?? ''])));
  };
  const minor = (text: string | undefined) => {
    const read = parseMoney(text ?? '', { currency: 'USD' });
    return read.ok ? read.value.amountMinor : null;
  };

  it('calls and meetings find their deals, though the deals have no number of their own', () => {
    const flagged = (column: string) =>
      table('Potentials')
        .filter((row) => row[column] === 'Yes')
        .map((row) => ({ id: Number(row.LEADID), key: '' }));
    const wanted = (name: string) =>
      [...new Set(table(name).map((row) => Number(row.POTENTIALID)))].filter((id) => id > 0).map((id) => ({ id, key: '' }));
    expect(alignIds(flagged('Calls Involved'), wanted('Calls'))).toEqual({ offset: 22_264, agree: 325, of: 331 });
    expect(alignIds(flagged('Events Involved'), wanted('Events'))).toEqual({ offset: 22_264, agree: 477, of: 477 });
    expect(alignIds(flagged('Tasks Involved'), wanted('Events'))).toBeNull();
  });

  it('order lines find their orders, and invoice lines theirs through them', () => {
    const lines = table('Sales_Order_Line_Items').sort((a, b) => Number(a.INVENTORYRELID) - Number(b.INVENTORYRELID));
    const placed = placeByTotals(
      lines.map((row) => ({ id: row.INVENTORYRELID ?? '', amountMinor: minor(row['Net Total']) ?? 0 })),
      table('Sales_Orders').map((row) => ({ id: row.SALESORDERID ?? '', subTotalMinor: minor(row['Sub Total']) })),
    );
    expect([placed?.lines, placed?.heads]).toEqual([6_138, 2_061]);
    const keyed = (rows: Record<string, string>[]) =>
      rows.map((row) => ({ id: Number(row.INVENTORYRELID), key: `${row['Product Name']}|${row.Quantity}` }));
    const invoiceLines = table('Invoice_Line_Items');
    const aligned = alignIds(keyed(invoiceLines), keyed(lines));
    expect(aligned).toEqual({ offset: -2_000_000, agree: 3051, of: 3051 });
    // Lines that were invoiced must lie in orders that were: the two findings confirm each other.
    const invoiced = new Set(table('Invoices').map((row) => row['Sales Order Id']));
    const orders = invoiceLines.map((row) => placed?.headOf.get(String(Number(row.INVENTORYRELID) - 2_000_000)));
    expect(orders.filter((order) => order !== undefined && invoiced.has(order)).length).toBe(3_051);
    const purchases = placeByTotals(
      table('Purchase_Order_Line_Items').map((row) => ({ id: row.INVENTORYRELID ?? '', amountMinor: minor(row['Net Total']) ?? 0 })),
      table('Purchase_Orders').map((row) => ({ id: row.PURCHASEORDERID ?? '', subTotalMinor: minor(row['Sub Total']) })),
    );
    expect(purchases).toBeNull();
  });
});
