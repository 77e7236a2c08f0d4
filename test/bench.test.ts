import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bench } from '../bench/bench.ts';

const state = mkdtempSync(path.join(tmpdir(), 'truce-bench-'));
afterAll(() => rmSync(state, { recursive: true, force: true }));

describe('the bench', () => {
  it('fills a small company, asks for everything once and prints what it took', async () => {
    const lines: string[] = [];
    const only = ['paths', 'money', 'criterion', 'hits', 'import'];
    await bench({ scale: 0.001, state, only, seconds: 0, fewest: 1, rows: 200, match: '', print: (line) => lines.push(line) });
    const rows = lines.filter((line) => line.startsWith('| ') && !line.startsWith('| what |'));
    expect(rows.length).toBeGreaterThanOrEqual(60);
    for (const row of rows) expect(row).toMatch(/^\| [\w ,'-]+ \| \d+ (\| [\d.]+ ){5}\|/);
    expect(lines.at(-4)).toMatch(/criterion over all contacts: .* (\d+) and \1 people found/);
    expect(lines.at(-3)).toMatch(/^hits: \d+\/s answered with 204 .*answers \{"204":\d+\}$/);
    expect(lines.at(-2)).toMatch(/^contact list alone: .* beside \d+ hits\/s/);
    expect(lines.at(-1)).toMatch(/import of 200 contacts: \d+ rows\/s/);
  }, 120_000);
});
