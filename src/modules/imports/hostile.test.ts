import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { bringIn } from './commands/run.ts';
import * as contract from './contract.ts';
import type { ImportSummary } from './schema.ts';
import { brought, expectAccounted, ran, realData, runOf, type TestFile, uploaded } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const csv = realData('csv');

async function contacts(
  client: Client,
): Promise<{ first_name: string | null; last_name: string | null; email: string | null; description: string | null }[]> {
  const { rows } = await app.context.queuePool.query(
    'select first_name, last_name, email, description from contact where workspace_id = $1 order by email',
    [client.workspaceId],
  );
  return rows;
}

async function broughtAlone(file: TestFile): Promise<{ done: ImportSummary; admin: Client }> {
  const { admin } = await app.newWorkspace();
  return { done: await brought(app, admin, { ...file, as: 'contact' }), admin };
}

describe('files as they are found in the wild', () => {
  it('a byte-order mark, semicolons and two-byte letters', async () => {
    const text = 'E-Mail;Vorname;Nachname\r\njuergen@mueller.example;Jürgen;Müller\r\n';
    for (const content of [Buffer.from(`\ufeff${text}`), Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(text, 'latin1')]) {
      const { done, admin } = await broughtAlone({ name: 'a.csv', content });
      expect(done.files[0]).toMatchObject({ delimiter: ';', rows: 1, created: 1 });
      expect(await contacts(admin)).toEqual([
        expect.objectContaining({ first_name: 'Jürgen', last_name: 'Müller', email: 'juergen@mueller.example' }),
      ]);
    }
  });

  it('columns of the same name are told apart, and the first counts', async () => {
    const { done, admin } = await broughtAlone({
      name: 'a.csv',
      content: 'email,name,name,email\nanna@kessler.example,x,y,other@kessler.example\n',
    });
    expect(done.files[0]).toMatchObject({
      headers: ['email', 'name', 'name (2)', 'email (2)'],
      findings: ['duplicate_headers'],
      created: 1,
    });
    expect(await contacts(admin)).toEqual([expect.objectContaining({ email: 'anna@kessler.example' })]);
  });

  it('titles and empty lines above the header row cost no row', async () => {
    for (const above of ['Our fair 2026\n\n', '\n\n', 'Our fair 2026\n', '\n'])
      expect(
        (await broughtAlone({ name: 'a.csv', content: `${above}Email,Last name,City\na@x.example,A,Wien\nb@x.example,B,Graz\n` })).done
          .totals,
      ).toMatchObject({
        rows: 2,
        created: 2,
      });
  });

  it('zeros and broken halves of letters inside a cell do not stop the row', async () => {
    const content = Buffer.concat([Buffer.from('email,first name\nanna@kessler.example,An\0na\n')]);
    const { done, admin } = await broughtAlone({ name: 'a.csv', content });
    expect(done.totals).toMatchObject({ rows: 1, created: 1 });
    expect((await contacts(admin))[0]?.first_name).toBe('Anna');
    const half = Buffer.from('\ufeffemail,first name\nanna@kessler.example,An\ud800na\n', 'utf16le');
    expect((await broughtAlone({ name: 'a.csv', content: half })).done.totals).toMatchObject({ rows: 1, created: 1 });
  });

  it('a quotation mark that nobody closes is said, with its line; the rows before it are in', async () => {
    const filler = `${'x'.repeat(990)}\n`.repeat(6_000);
    const { done } = await broughtAlone({
      name: 'a.csv',
      content: `email,first name\nanna@kessler.example,Anna\ntom@ruiz.example,"Tom\n${filler}`,
    });
    expect(done.files[0]).toMatchObject({ created: 1, finished: true, problem: expect.stringMatching(/^From line 3 on/) });
  }, 60_000);

  it('a cell of ten megabytes, and a file that is one endless line, end in a sentence', async () => {
    const cell = await broughtAlone({
      name: 'a.csv',
      content: `email,first name\nanna@kessler.example,Anna\ntom@ruiz.example,${'x'.repeat(10_000_000)}\n`,
    });
    expect(cell.done.files[0]).toMatchObject({ created: 1, problem: expect.stringMatching(/^From line 3 on/) });
    const { admin } = await app.newWorkspace();
    const endless = await uploaded(admin, { name: 'b.csv', content: 'a,'.repeat(5_000_000) });
    const done = await ran(app, admin, endless);
    expect(done.files[0]?.problem ?? '').toMatch(/cannot be read/);
  }, 60_000);

  it('what is no table is named as what it is, and nothing of it comes in', async () => {
    const { admin } = await app.newWorkspace();
    const found = await uploaded(
      admin,
      { name: 'page.csv', content: '<!doctype html><html><body>Sign in</body></html>' },
      { name: 'data.csv', content: '[{"email":"a@b.example"}]' },
      { name: 'nothing.csv', content: '' },
      { name: 'old.xls', content: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) },
    );
    expect(found.files.map((file) => [file.name, file.kind]).sort()).toEqual([
      ['data.csv', 'json'],
      ['nothing.csv', 'empty'],
      ['old.xls', 'xls'],
      ['page.csv', 'html'],
    ]);
    for (const file of found.files) {
      expect(file.problem).not.toBeNull();
      await expect(admin.call(contract.changeImportFile, { id: found.id, fileId: file.id, entity: 'contact' })).rejects.toMatchObject({
        status: 409,
      });
    }
    expect((await ran(app, admin, found)).totals.rows).toBe(0);
  });

  it('formulas come in as the text they are, and leave as text that no spreadsheet runs', async () => {
    const { done, admin } = await broughtAlone({
      name: 'a.csv',
      content: 'email,first name\nanna@kessler.example,"=HYPERLINK(""http://evil.example"")"\nbad@@x,=1+1\n',
    });
    expect(done.totals).toMatchObject({ created: 1, failed: 1 });
    expect((await contacts(admin))[0]?.first_name).toBe('=HYPERLINK("http://evil.example")');
    const mend = (await admin.raw({ method: 'GET', url: `/api/imports/${done.id}/files/${done.files[0]?.id}/mend` })).body;
    expect(mend).toContain(`"'=1+1"`);
  });

  it('one row that the database refuses takes no neighbour with it', async () => {
    const { admin } = await app.newWorkspace();
    const found = await uploaded(admin, { name: 'a.csv', content: 'Deal,Amount\nOne,1\nTwo,99999999999999999999999\nThree,3\n' });
    const mapping = { Deal: { field: 'name' }, Amount: { field: 'amount', transform: 'money' } };
    await admin.call(contract.changeImportFile, { id: found.id, fileId: found.files[0]?.id ?? '', entity: 'deal', mapping });
    const done = await ran(app, admin, found);
    expect(done.totals).toMatchObject({ rows: 3, created: 2, failed: 1 });
  });
});

describe.skipIf(csv === null)('the files of data/csv (skipped where the folder of real data is absent)', () => {
  const files = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(csv|tsv|xlsx|xls|zip|gz|json)$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name));

  it('each uploads, previews and runs without a crash and without a lost row', async () => {
    const all = files(csv ?? '');
    expect(all.length).toBeGreaterThan(100);
    const { admin } = await app.newWorkspace();
    for (let start = 0; start < all.length; start += 40) {
      const batch = all.slice(start, start + 40).map((file) => ({ name: path.basename(file), content: readFileSync(file) }));
      const found = await uploaded(admin, ...batch);
      expect(found.files).toHaveLength(batch.length);
      for (const file of found.files) {
        if (file.problem !== null) continue;
        expect([file.name, file.headers.length > 0]).toEqual([file.name, true]);
        const change = { id: found.id, fileId: file.id };
        const first = file.headers.slice(0, 1).map((header) => [header, { field: 'lastName' }]);
        await admin.call(contract.changeImportFile, { ...change, entity: 'contact', mapping: Object.fromEntries(first) });
        await admin.call(contract.previewImportFile, change);
      }
      await admin.call(contract.runImport, { id: found.id });
      await bringIn(await runOf(app, admin), found.id);
      const done = await admin.call(contract.getImport, { id: found.id });
      expect(done.state).toBe('done');
      expectAccounted(done);
      for (const file of done.files)
        if (file.problem === null && file.rowsCounted) expect([file.name, file.rows]).toEqual([file.name, file.expectedRows]);
    }
  }, 240_000);

  it('a web page and a workbook that call themselves CSV are told apart', async () => {
    const { admin } = await app.newWorkspace();
    const trap = (name: string) => ({ name, content: readFileSync(path.join(csv ?? '', 'traps', name)) });
    const found = await uploaded(admin, trap('html_page_saved_as.csv'), trap('xlsx_renamed_to.csv'));
    expect(Object.fromEntries(found.files.map((file) => [file.name, file.kind]))).toEqual({
      'html_page_saved_as.csv': 'html',
      'xlsx_renamed_to.csv': 'xlsx',
    });
    expectAccounted(found);
  });

  it('a workbook comes in like a text file', async () => {
    const { admin } = await app.newWorkspace();
    const found = await uploaded(admin, {
      name: 'table.xlsx',
      content: readFileSync(path.join(csv ?? '', 'frictionless-py/data/table.xlsx')),
    });
    expect(found.files[0]).toMatchObject({ kind: 'xlsx', headers: ['id', 'name'], expectedRows: 2, findings: ['more_sheets'] });
    const mapping = { name: { field: 'lastName' } };
    await admin.call(contract.changeImportFile, { id: found.id, fileId: found.files[0]?.id ?? '', entity: 'contact', mapping });
    expect((await ran(app, admin, found)).totals).toMatchObject({ rows: 2, created: 2 });
    expect((await contacts(admin)).map((row) => row.last_name).sort()).toEqual(['english', '中国人']);
  });
});
