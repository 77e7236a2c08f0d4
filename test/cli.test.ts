import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Service } from '../fault/service.ts';

let folder: string;
let service: Service;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'truce-cli-'));
  // Serve and work: the two commands that stay.
  service = await Service.open({ split: true });
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

interface Finding {
  check: string;
  state: string;
}

describe('the command line, each command with --json', () => {
  it('migrate finds nothing to do beside a running service', async () => {
    expect(await service.cli('migrate')).toEqual({ migrated: [] });
  });

  it('key and user make, list and end', async () => {
    expect(
      await service.cli('user', 'create', '--email', 'op@example.test', '--role', 'rep', '--password', 'three odd teapots'),
    ).toMatchObject({
      status: 'active',
    });
    const { users } = await service.cli<{ users: { email: string }[] }>('user', 'list');
    expect(users.map(({ email }) => email)).toContain('op@example.test');
    const { id, key } = await service.cli<{ id: string; key: string }>('key', 'create', '--role', 'rep');
    expect(key).toMatch(/^truce_/);
    const { keys } = await service.cli<{ keys: { id: string }[] }>('key', 'list');
    expect(keys.map((one) => one.id)).toContain(id);
    await service.cli('key', 'revoke', id);
    await service.cli('user', 'disable', 'op@example.test');
  });

  it('sample fills an empty workspace', async () => {
    expect((await service.cli<{ rows: number }>('sample')).rows).toBeGreaterThan(1_000);
  }, 240_000);

  it('import brings a file in and ends when it has ended; export writes it out', async () => {
    const file = path.join(folder, 'people.csv');
    await writeFile(file, 'Id,First Name,Last Name,Email\n1,Ann,Lee,ann@kessler.com\n2,Bo,Ray,not an address\n');
    // The one workspace here has become a sample company, which nobody means without saying so.
    expect(await service.command('import', file)).toMatchObject({ code: 1, problem: expect.stringContaining('--workspace') });
    const named = ['--workspace', 'Faults'];
    const done = await service.cli<{ state: string; files: { rows: number }[]; totals: Record<string, number> }>('import', file, ...named);
    expect(done.files).toMatchObject([{ file: 'people.csv', rows: 2 }]);
    const { created = 0, updated = 0, merged = 0, skipped = 0, failed = 0, rows } = done.totals;
    expect([done.state, created + updated + merged + skipped + failed]).toEqual(['done', rows]);
    const out = path.join(folder, 'out');
    const manifest = await service.cli<{ tables: { table: string }[] }>('export', out, ...named);
    expect((await readdir(out)).sort()).toEqual([...manifest.tables.map(({ table }) => `${table}.csv`), 'manifest.json'].sort());
    expect(JSON.parse(await readFile(path.join(out, 'manifest.json'), 'utf8'))).toMatchObject({ product: 'truce' });
    expect(await service.command('export', out, ...named)).toMatchObject({ code: 1, problem: expect.stringContaining('not empty') });
  });

  it('doctor tells what it sees, and fails only where something is wrong', async () => {
    const findings = await service.cli<Finding[]>('doctor');
    expect(findings.map(({ check }) => check)).toEqual([
      'disk',
      'database',
      'version',
      'application role',
      'tenant wall',
      'jobs',
      'restored copy',
      'mail',
    ]);
    expect(findings.filter(({ state }) => state === 'wrong')).toEqual([]);
  });

  it('backup writes a copy; restore refuses to put it over data, and puts it into an empty installation', async () => {
    const copy = path.join(folder, 'copy');
    const { tables } = await service.cli<{ tables: unknown[] }>('backup', copy);
    expect(tables.length).toBeGreaterThan(60);
    expect(await service.command('restore', copy)).toMatchObject({ code: 1, problem: expect.stringContaining('already holds data') });
    const empty = path.join(folder, 'nothing');
    await mkdir(empty);
    expect(await service.command('restore', empty)).toMatchObject({ code: 1, problem: expect.stringContaining('no complete backup') });
    const restored = await Service.empty();
    try {
      expect(await restored.cli('restore', copy)).toMatchObject({ tables: tables.length });
      expect(await restored.cli('restore', '--confirm')).toEqual({ confirmed: true });
    } finally {
      await restored.close();
    }
  });
});
