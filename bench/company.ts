import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { createUser, ensureFirstAdmin } from '#modules/team/commands.ts';
import { hashPassword } from '#platform/auth/password.ts';
import { PROJECT } from '#src/project.ts';
import type { Product } from './product.ts';

const GB = 1024 ** 3;
export const PASSWORD = 'three odd teapots';

/** How many rows of each kind; `scale` 1 is what the bench is about. */
export interface Size {
  contacts: number;
  companies: number;
  deals: number;
  activities: number;
  /** Open ones; ten closed ones stand behind each. */
  leads: number;
}

export function sizeOf(scale: number): Size {
  const times = (n: number) => Math.max(20, Math.round(n * scale));
  return { contacts: times(250_000), companies: times(25_000), deals: times(50_000), activities: times(5_000_000), leads: times(3_000) };
}

interface Person {
  name: string;
  roles: string[];
  team: string | null;
}

const person = (name: string, roles: string[], team: string | null = null): Person => ({ name, roles, team });
/** Twelve people besides the administrator; reps reach what is their team's. */
export const PEOPLE: readonly Person[] = [
  person('rep1', ['rep'], 'North'),
  person('rep2', ['rep'], 'North'),
  person('rep3', ['rep'], 'North'),
  person('rep4', ['rep'], 'South'),
  person('rep5', ['rep'], 'South'),
  person('rep6', ['rep', 'coordinator'], 'South'),
  person('lead1', ['sales_lead'], 'North'),
  person('lead2', ['sales_lead'], 'South'),
  person('market1', ['marketer']),
  person('market2', ['marketer']),
  person('market3', ['marketing_lead']),
  person('revenue', ['revenue_lead']),
];
export const emailOf = (name: string) => `${name}@bench.example`;

/** What a state folder was filled with; another content or another week means filling anew. A younger schema does not: the folder is upgraded as any installation is. */
function markOf(size: Size): string {
  const hash = createHash('sha256').update(readFileSync(path.join(PROJECT, 'bench/fill.sql')));
  return JSON.stringify({ ...size, sources: hash.digest('hex') });
}

const WEEK_MS = 7 * 86_400_000;
const markFile = (state: string) => path.join(state, 'bench.json');

/** Whether the folder holds such a company already. Anything else in it that a bench made is removed. */
export function isFilled(state: string, size: Size): boolean {
  if (!existsSync(state)) return false;
  const mark = existsSync(markFile(state)) ? (JSON.parse(readFileSync(markFile(state), 'utf8')) as { mark: string; at: number }) : null;
  if (mark?.mark === markOf(size) && Date.now() - mark.at < WEEK_MS) return true;
  if (!mark && readdirSync(state).length > 0)
    throw new Error(`${state} holds something that no bench has made. Name another folder with --state.`);
  rmSync(state, { recursive: true });
  return false;
}

/** Claims the folder, so that one whose filling was cut off is known as ours. */
export function claim(state: string, size: Size): void {
  mkdirSync(state, { recursive: true });
  const { bavail, bsize } = statfsSync(state);
  const needed = (size.activities / 5_000_000) * 14 * GB + GB;
  if (bavail * bsize < needed) throw new Error(`This takes ${Math.ceil(needed / GB)} GB, more than is free in ${state}.`);
  writeFileSync(markFile(state), JSON.stringify({ mark: '', at: 0 }));
}

/** Makes the workspace, its people with their rights, the signed agreement and all rows, as the live code would leave them. */
export async function fill(product: Product, size: Size, say: (line: string) => void): Promise<void> {
  const { context } = product;
  await ensureFirstAdmin(context, { email: emailOf('admin'), password: PASSWORD, workspace: 'Bench' });
  const owner = new pg.Client({ connectionString: product.ownerUrl });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ id: string }>('select id from workspace');
    const workspaceId = rows[0]?.id ?? '';
    await addPeople(product, owner, workspaceId);
    await product.signAgreement();
    await runSteps(owner, { workspaceId, size, say });
    writeFileSync(markFile(product.state), JSON.stringify({ mark: markOf(size), at: Date.now() }));
  } finally {
    await owner.end();
  }
}

async function addPeople({ context }: Product, owner: pg.Client, workspaceId: string): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD);
  for (const team of ['North', 'South'])
    await owner.query('insert into team (workspace_id, name, department) values ($1, $2, $3)', [workspaceId, team, 'sales']);
  for (const { name, roles, team } of PEOPLE) {
    const userId = await context.database.unbound((tx) => createUser(tx, { email: emailOf(name), name, passwordHash }));
    const department = team || name === 'revenue' ? 'sales' : 'marketing';
    await owner.query(
      `insert into member (workspace_id, user_id, email, name, roles, department, status, team_id)
       values ($1, $2, $3, $4, $5, $6, 'active', (select id from team where workspace_id = $1 and name = $7))`,
      [workspaceId, userId, emailOf(name), name, roles, department, team],
    );
  }
  await owner.query(
    `insert into role_right (workspace_id, role, entity, read_reach, write_reach)
     select $1, role, entity, 'team', 'team' from unnest('{rep,coordinator}'::text[]) role, unnest('{contact,deal,lead}'::text[]) entity`,
    [workspaceId],
  );
  await owner.query(
    `insert into field_right (workspace_id, role, entity, field, access) select $1, role, 'company', 'annualRevenue', 'hidden' from unnest('{rep,coordinator}'::text[]) role`,
    [workspaceId],
  );
}

interface Filling {
  workspaceId: string;
  size: Size;
  say: (line: string) => void;
}

async function runSteps(owner: pg.Client, { workspaceId, size, say }: Filling): Promise<void> {
  const settings = { ...size, workspace: workspaceId, now: new Date().toISOString() };
  for (const [name, value] of Object.entries(settings))
    await owner.query('select set_config($1, $2, false)', [`bench.${name}`, String(value)]);
  // What an import sets for its transactions, and what makes a bulk load quick without changing what it leaves.
  await owner.query(`set truce.audit = 'off'; set synchronous_commit = off; set work_mem = '128MB'`);
  const text = readFileSync(path.join(PROJECT, 'bench/fill.sql'), 'utf8');
  for (const step of text.split(/^-- step: /m).slice(1)) {
    const began = Date.now();
    const [name = ''] = step.split('\n', 1);
    await owner.query(step.slice(name.length));
    say(`  ${name.padEnd(12)} ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
  const began = Date.now();
  await owner.query('vacuum analyze');
  say(`  ${'analyze'.padEnd(12)} ${((Date.now() - began) / 1000).toFixed(1)} s`);
}
