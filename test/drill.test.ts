import { createHash } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinPostgres } from '#platform/db/embedded/postgres.ts';
import { Service } from '../fault/service.ts';

interface Manifest {
  madeAt: string;
  tables: { name: string; rows: number; checksum: string }[];
}
interface Finding {
  check: string;
  state: string;
  found: string;
}

const silent = { info: () => undefined, warn: () => undefined, error: (message: string) => console.error(message) };
let folder: string;
let original: Service;
/** Takes every connection and counts it: what a copy that sends would reach. */
let mailServer: Server;
let connections = 0;
let settings: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'truce-drill-'));
  mailServer = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve));
  const address = mailServer.address();
  settings = { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(typeof address === 'object' ? address?.port : 0) };
  original = await Service.open();
});
afterAll(async () => {
  await original.close();
  mailServer.close();
  await rm(folder, { recursive: true, force: true });
});

/** Another sum than the backup's own: over whole rows, in order, SHA-256. */
async function contentOf(stateDir: string): Promise<Record<string, string>> {
  const postgres = await joinPostgres({ stateDir, log: silent });
  const client = new pg.Client({ connectionString: postgres.superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not in (${PASSING}) order by relname`,
    );
    const found: Record<string, string> = {};
    for (const { name } of rows) {
      const all = await client.query<{ t: string }>(`select t::text as t from only "${name}" t order by t::text collate "C"`);
      found[name] = `${all.rowCount} ${createHash('sha256')
        .update(all.rows.map((row) => row.t).join('\n'))
        .digest('hex')}`;
    }
    return found;
  } finally {
    await client.end();
    await postgres.stop();
  }
}
/** What says of a running program only that it runs; and the mark of a restored copy. */
const PASSING = `'migration', 'installation', 'job_worker', 'idempotency_key', 'auth_session', 'api_key'`;

async function fill(): Promise<void> {
  const company = await original.call<{ id: string }>('POST', '/companies', { body: { name: 'Kessler GmbH' } });
  const contact = await original.call<{ id: string }>('POST', '/contacts', {
    body: { firstName: 'Ann', lastName: 'Lee', emails: [{ email: 'ann@kessler.com' }], companyId: company?.id },
  });
  const lead = await original.call<{ id: string }>('POST', '/leads', { body: { contactId: contact?.id } });
  const deal = await original.call('POST', '/deals', { body: { name: 'Big one', companyId: company?.id, contactId: contact?.id } });
  const invoice = await original.call('POST', '/invoices', {
    body: { companyId: company?.id, invoicedAt: '2026-03-02T10:00:00.000Z', totalMinor: 50_000, currency: 'EUR' },
  });
  const invited = await original.call('POST', '/members', { body: { email: 'new@kessler.com', name: 'New', roles: ['rep'] } });
  const form = new FormData();
  const rows = Array.from({ length: 4_000 }, (_, n) => `person${n}@import.example,First${n},Last${n}`);
  form.append('file', new Blob([`Email,First Name,Last Name\n${rows.join('\n')}`], { type: 'text/csv' }), 'people.csv');
  const uploaded = await original.call<{ id: string; files: { id: string }[] }>('POST', '/imports', { form });
  await original.call('PATCH', `/imports/${uploaded?.id}/files/${uploaded?.files[0]?.id}`, { body: { entity: 'contact' } });
  await original.call('POST', `/imports/${uploaded?.id}/run`);
  expect([company, contact, lead, deal, invoice, invited, uploaded].map((made) => made === null)).toEqual(Array(7).fill(false));
}

describe('the drill', () => {
  it('backs up while writes go on, restores the same rows elsewhere, and the copy sends nothing until it is confirmed', async () => {
    await fill();
    // The import runs and contacts are made while the first copy is taken.
    let going = true;
    const writer = (async () => {
      for (let n = 0; going; n += 1)
        await original.call('POST', '/contacts', { body: { lastName: `W ${n}`, emails: [{ email: `w${n}@write.example` }] } });
    })();
    const moving = await original.cli<Manifest>('backup', path.join(folder, 'moving'));
    going = false;
    await writer;
    await original.until(async () => {
      const { imports } = (await original.call<{ imports: { state: string }[] }>('GET', '/imports')) ?? { imports: [] };
      const { counts } = (await original.call<{ counts: { waiting: number; running: number } }>('GET', '/jobs')) ?? { counts: null };
      return imports.every(({ state }) => state === 'done') && counts?.waiting === 0 && counts.running === 0;
    }, 'the original did not come to rest');
    // A copy taken in the middle of it all is whole: every foreign key and every checksum is looked at by the restore.
    const first = await Service.empty({ stateDir: path.join(folder, 'first') });
    expect(await first.cli('restore', path.join(folder, 'moving'))).toMatchObject({ tables: moving.tables.length });

    await original.stop();
    const still = await original.cli<Manifest>('backup', path.join(folder, 'still'));
    expect(still.tables.find(({ name }) => name === 'contact')?.rows).toBeGreaterThan(4_000);
    expect(still.tables.find(({ name }) => name === 'file_chunk')?.rows).toBeGreaterThan(0);
    const before = await contentOf(original.stateDir);
    const stateDir = path.join(folder, 'second');
    const second = await Service.empty({ stateDir, settings });
    // Truce's own secrets are no part of the database, as the guide says.
    await cp(path.join(original.stateDir, 'secrets.json'), path.join(stateDir, 'secrets.json'));
    await second.cli('restore', path.join(folder, 'still'));
    expect(await contentOf(stateDir)).toEqual(before);

    const again = await second.command('restore', path.join(folder, 'still'));
    expect([again.code, again.problem]).toEqual([1, expect.stringContaining('already holds data')]);

    await second.begin();
    try {
      expect(await second.call('GET', '/health')).toMatchObject({ ok: true, restoredCopy: true });
      expect(await second.cli<Finding[]>('doctor')).toContainEqual(expect.objectContaining({ check: 'restored copy', state: 'look' }));
      await second.call('POST', '/members', { body: { email: 'copy@kessler.com', name: 'Copy', roles: ['rep'] } });
      const held = async () => (await second.call<{ items: { state: string }[] }>('GET', '/mails?state=held'))?.items.length ?? 0;
      await second.until(async () => (await held()) > 0, 'the mail of the copy was not held');
      expect(connections).toBe(0);
      expect(await second.cli('restore', '--confirm')).toEqual({ confirmed: true });
      await second.until(async () => connections > 0, 'the confirmed copy sends no mail');
      expect(await second.call('GET', '/health')).toMatchObject({ restoredCopy: false });
    } finally {
      await second.close();
      await first.close();
    }
  }, 240_000);
});
