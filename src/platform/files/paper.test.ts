import { expect, it } from 'vitest';
import { readPdf } from '../../../test/pdf.ts';
import { canShow, writePaper } from './paper.ts';

const rows = Array.from({ length: 40 }, (_, n) => [`Row ${n}`, 'Łukasz', 'Ολγα']);
const PAPER = {
  title: 'Report · 株式会社',
  author: 'Acme',
  language: 'en',
  madeAt: '2026-03-04T09:00:00.000Z',
  blocks: [
    { kind: 'table' as const, heads: ['What', 'Who', 'Said'], widths: [40, 30, 30], rows: [...rows, ['Kim', '김 민준', 'yes']] },
    { kind: 'list' as const, items: ['Plan 東京 2026'] },
  ],
  foot: (page: number, of: number) => `page ${page} of ${of}`,
  unshown: { mark: '[not shown]', line: 'Some signs are not shown.' },
};

async function bytesOf(paper: Parameters<typeof writePaper>[0]): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await writePaper(paper)) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

it('says where it cannot show a sign instead of an empty box, and says so at its end only then', async () => {
  const { text, info } = await readPdf(await bytesOf(PAPER));
  for (const words of ['Report · [not shown]', 'Kim [not shown] yes', 'Plan [not shown] 2026', 'Some signs are not shown.', 'Łukasz'])
    expect(text).toContain(words);
  expect(info).toMatchObject({ Title: 'Report · 株式会社' });
  const plain = { ...PAPER, title: 'Report', blocks: [{ kind: 'list' as const, items: ['Ольга'] }] };
  expect((await readPdf(await bytesOf(plain))).text).not.toContain('not shown');
  expect(['Ελένη', '東京', 'a b'].map(canShow)).toEqual([true, false, true]);
});

it('lets others have their turn between its rows', async () => {
  let turns = 0;
  let done = false;
  const other = () => {
    turns += 1;
    if (!done) setImmediate(other);
  };
  setImmediate(other);
  await writePaper(PAPER);
  done = true;
  expect(turns).toBeGreaterThan(rows.length);
});
