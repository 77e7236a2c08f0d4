import { setTimeout as pause } from 'node:timers/promises';
import { Service } from './service.ts';

export interface Plan {
  kills: number;
  victim: 'program' | 'database' | 'worker';
  rows: number;
  seed: number;
  /** About how long it runs between two kills. */
  pauseMs: number;
}

export interface Outcome {
  /** Rows of the file, and contacts that are there of it. */
  rows: number;
  contacts: number;
  /** Rows by what the import says became of them. */
  accounted: number;
  /** Contacts whose making was acknowledged, how many of them are there, and how many twice. */
  acknowledged: number;
  present: number;
  doubled: number;
  kills: number;
  killsDuringImport: number;
}

export function nothingLost({ rows, contacts, accounted, acknowledged, present, doubled }: Outcome): boolean {
  return contacts === rows && accounted === rows && present === acknowledged && doubled === 0;
}

interface Import {
  id: string;
  state: string;
  files: { id: string }[];
  totals: { rows: number; created: number; updated: number; merged: number; skipped: number; failed: number };
}

/** A small repeatable generator (mulberry32), so that a run can be told by its seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Imports a file and writes contacts one by one while the program or its database is killed again and again. */
export async function killDuring(plan: Plan): Promise<Outcome> {
  const random = randomOf(plan.seed);
  const service = await Service.open({ split: plan.victim === 'worker' });
  try {
    const id = await begin(service, plan.rows);
    const writer = writeUntil(service);
    let kills = 0;
    let killsDuringImport = 0;
    const isDone = async () => (await service.call<Import>('GET', `/imports/${id}`))?.state === 'done';
    for (; kills < plan.kills; kills += 1) {
      await pause(plan.pauseMs * (0.1 + random()));
      if (!(await isDone())) killsDuringImport += 1;
      await strike(service, plan.victim);
    }
    await untilEnded(service, id);
    const acknowledged = await writer.stop();
    return await count(service, { id, rows: plan.rows, acknowledged, kills, killsDuringImport });
  } finally {
    await service.close();
  }
}

/** How long an import may stand still before it counts as stuck: a killed database has to recover first, on slow machines too. */
const STILL_MS = 120_000;

async function untilEnded(service: Service, id: string): Promise<void> {
  let rows = -1;
  for (let since = Date.now(); Date.now() - since < STILL_MS; await pause(250)) {
    const now = await service.call<Import>('GET', `/imports/${id}`);
    if (now?.state === 'done') return;
    if (now && now.totals.rows !== rows) {
      rows = now.totals.rows;
      since = Date.now();
    }
  }
  throw new Error(`the import stands still at ${rows} rows\n${service.lastWords()}`);
}

async function strike(service: Service, victim: Plan['victim']): Promise<void> {
  if (victim === 'program') {
    await service.killProgram();
    await service.start();
    return;
  }
  if (victim === 'worker') return service.killWorker();
  await service.killDatabase();
  await service.until(async () => (await service.call('GET', '/session')) !== null, 'the service did not come back');
}

async function begin(service: Service, rows: number): Promise<string> {
  const lines = ['Email,First Name,Last Name', ...Array.from({ length: rows }, (_, n) => `person${n}@import.example,First${n},Last${n}`)];
  const form = new FormData();
  form.append('file', new Blob([lines.join('\n')], { type: 'text/csv' }), 'people.csv');
  const made = await service.call<Import>('POST', '/imports', { form });
  const fileId = made?.files[0]?.id;
  if (!made || !fileId) throw new Error('the file was not taken');
  const mapping = {
    Email: { field: 'email', transform: 'email' },
    'First Name': { field: 'firstName' },
    'Last Name': { field: 'lastName' },
  };
  await service.call('PATCH', `/imports/${made.id}/files/${fileId}`, { body: { entity: 'contact', mapping } });
  await service.call('POST', `/imports/${made.id}/run`);
  return made.id;
}

/** Makes one contact after the other; each is tried again with its key until it is acknowledged. */
function writeUntil(service: Service): { stop(): Promise<string[]> } {
  const acknowledged: string[] = [];
  let going = true;
  const work = (async () => {
    for (let n = 0; going; n += 1) {
      const email = `writer${n}@write.example`;
      while (going) {
        const made = await service.call<{ id: string }>('POST', '/contacts', {
          body: { lastName: `Writer ${n}`, emails: [{ email }] },
          idempotencyKey: `writer-${n}`,
        });
        if (made) {
          acknowledged.push(made.id);
          break;
        }
        await pause(50);
      }
    }
  })();
  return {
    stop: async () => {
      going = false;
      await work;
      return acknowledged;
    },
  };
}

interface Run {
  id: string;
  rows: number;
  acknowledged: string[];
  kills: number;
  killsDuringImport: number;
}

async function count(service: Service, run: Run): Promise<Outcome> {
  const emails = await allEmails(service);
  const { totals } = (await service.call<Import>('GET', `/imports/${run.id}`)) as Import;
  const imported = emails.filter(({ email }) => email.endsWith('@import.example'));
  const written = emails.filter(({ email }) => email.endsWith('@write.example'));
  const ids = new Set(written.map(({ id }) => id));
  return {
    rows: run.rows,
    contacts: imported.length,
    accounted: totals.created + totals.updated + totals.merged + totals.skipped + totals.failed,
    acknowledged: run.acknowledged.length,
    present: run.acknowledged.filter((id) => ids.has(id)).length,
    doubled: emails.length - new Set(emails.map(({ email }) => email)).size,
    kills: run.kills,
    killsDuringImport: run.killsDuringImport,
  };
}

interface Page {
  items: { id: string; values: Record<string, unknown> }[];
  next: string | null;
}

async function allEmails(service: Service): Promise<{ id: string; email: string }[]> {
  const found: { id: string; email: string }[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Page | null = await service.call<Page>('POST', '/lists/contact/rows', {
      body: { columns: ['email'], limit: 200, ...(cursor ? { cursor } : {}) },
    });
    if (!page) throw new Error('the list did not answer');
    found.push(...page.items.map((row) => ({ id: row.id, email: String(row.values.email) })));
    if (!page.next) return found;
    cursor = page.next;
  }
}
