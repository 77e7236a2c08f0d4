import { sql } from 'kysely';
import { readRefs, refKey, type UpsertCompany, type Upserted, writeRefs } from '#modules/companies/commands/upsert.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import { type FoldMode, fold } from '#platform/shared/fold.ts';
import { understoodContact } from '../rules/understand.ts';
import { columnsOf, type Values } from './contacts.ts';
import { dialled } from './phones.ts';

/** One row of a bulk write. Values are the wire's, checked by the caller (`lenient` custom values included). */
export interface UpsertContact {
  externalRef?: UpsertCompany['externalRef'];
  /** `companyId` names a company of this workspace (`upsertCompanies` first). `createdAt`: when the other system made the person. */
  values: Values & { createdAt?: string | null; lifecycleStage?: string };
  /** Towards a contact that is here already; `overwrite` where absent. Nothing empty ever empties; tags, interests, mails and phones are united. */
  mode?: FoldMode;
}

interface Target {
  row: Record<string, unknown> & { id: string };
  isNew: boolean;
  dirty: boolean;
  emails: Map<string, string | null>;
  phones: Map<string, { raw: string; kind: string | null }>;
  companyWas: string | null;
}

interface Book {
  targets: Map<string, Target>;
  byEmail: Map<string, string>;
  country: string | null;
  importId: string | null;
}

/**
 * Finds or makes contacts by external reference, then by any of the mail addresses; set-wise, thousands of rows per call. The same rows again
 * change nothing. A row whose reference is one person and whose address is another's keeps the person, and leaves the address where it is:
 * one address is one person. A contact in the trash comes back. `before` of a result holds the previous columns, and `emails`/`phones` that
 * this row added (`added_emails`, `added_phones`), for undoing.
 */
export async function upsertContacts(
  ctx: Ctx,
  rows: readonly UpsertContact[],
  options: { importId?: string | null } = {},
): Promise<Upserted[]> {
  if (rows.length === 0) return [];
  await sql`select pg_advisory_xact_lock(hashtextextended(${`upsert:${ctx.scope.workspaceId}`}, 0))`.execute(ctx.tx);
  const refs = await readRefs(ctx, 'contact', rows);
  const book = await openBook(ctx, { rows, ids: [...new Set(refs.values())], importId: options.importId ?? null });
  const fresh: { ref: { system: string; id: string }; id: string }[] = [];
  const results = rows.map((row): Upserted => {
    const key = refKey(row.externalRef);
    const byRef = key === null ? undefined : refs.get(key);
    const id = byRef ?? row.values.emails?.map(({ email }) => book.byEmail.get(email.toLowerCase())).find((one) => one !== undefined);
    const result = id === undefined ? make(ctx, book, row) : meet(book, { id, row, byRef: byRef !== undefined });
    if (row.externalRef && key && !byRef) {
      fresh.push({ ref: row.externalRef, id: result.id });
      refs.set(key, result.id);
    }
    return result;
  });
  await store(ctx, book);
  await writeRefs(ctx, { entity: 'contact', fresh, importId: book.importId });
  ctx.changed('contact');
  return results;
}

function incomingOf(row: UpsertContact): Record<string, unknown> {
  const { emails: _emails, phones: _phones, custom, createdAt, lifecycleStage, companyId, ...rest } = row.values;
  return {
    ...columnsOf(rest),
    custom: custom ?? {},
    company_id: companyId,
    created_at: createdAt,
    lifecycle_stage: lifecycleStage,
  };
}

function make(ctx: Ctx, book: Book, row: UpsertContact): Upserted {
  const id = uuid7();
  const { created_at, lifecycle_stage, ...columns } = incomingOf(row);
  const target: Target = {
    row: {
      tags: [],
      interests: [],
      ...columns,
      id,
      created_at: created_at ?? ctx.now,
      lifecycle_stage: lifecycle_stage ?? 'inquiry',
      import_id: book.importId,
      created_by: ctx.scope.actor.memberId,
    },
    isNew: true,
    dirty: true,
    emails: new Map(),
    phones: new Map(),
    companyWas: null,
  };
  book.targets.set(id, target);
  addAddresses(book, target, row);
  return { id, outcome: 'created', before: null };
}

function meet(book: Book, met: { id: string; row: UpsertContact; byRef: boolean }): Upserted {
  const { id, row, byRef } = met;
  const target = book.targets.get(id);
  if (!target) throw new Error('a contact that was found has gone');
  const { created_at: _made, lifecycle_stage: _leads, ...incoming } = incomingOf(row);
  const folded = fold(target.row, incoming, row.mode ?? 'overwrite');
  const before: Record<string, unknown> = { ...folded?.before };
  if (folded) target.row = { ...folded.row, id };
  if (target.row.deleted_at) {
    before.deleted_at = target.row.deleted_at;
    target.row.deleted_at = null;
  }
  const { email, phone } = target.row;
  const added = addAddresses(book, target, row);
  if (target.row.email !== email) before.email = email ?? null;
  if (target.row.phone !== phone) before.phone = phone ?? null;
  if (added.emails.length > 0) before.added_emails = added.emails;
  if (added.phones.length > 0) before.added_phones = added.phones;
  const changed = Object.keys(before).length > 0;
  target.dirty ||= changed;
  return { id, outcome: byRef ? (changed ? 'updated' : 'unchanged') : 'merged', before: changed && !target.isNew ? before : null };
}

/** Adds the row's addresses that are nobody else's, and mirrors the first of each on the contact where it has none. */
function addAddresses(book: Book, target: Target, row: UpsertContact): { emails: string[]; phones: string[] } {
  const added = { emails: [] as string[], phones: [] as string[] };
  for (const { email, kind } of row.values.emails ?? []) {
    const address = email.toLowerCase();
    if (book.byEmail.has(address)) continue;
    book.byEmail.set(address, target.row.id);
    target.emails.set(address, kind ?? null);
    added.emails.push(address);
  }
  for (const { phone: raw, kind } of row.values.phones ?? []) {
    const phone = dialled(raw, book.country);
    if (target.phones.has(phone)) continue;
    target.phones.set(phone, { raw, kind: kind ?? null });
    added.phones.push(phone);
  }
  target.row.email ??= target.emails.keys().next().value ?? null;
  target.row.phone ??= target.phones.keys().next().value ?? null;
  return added;
}

async function openBook(
  ctx: Ctx,
  asked: { rows: readonly UpsertContact[]; ids: readonly string[]; importId: string | null },
): Promise<Book> {
  const ws = ctx.scope.workspaceId;
  const emails = [...new Set(asked.rows.flatMap((row) => row.values.emails?.map(({ email }) => email.toLowerCase()) ?? []))];
  const held = await sql<{
    email: string;
    contact_id: string;
  }>`select email, contact_id from contact_email where workspace_id = ${ws} and email = any (${emails})`.execute(ctx.tx);
  const ids = [...new Set([...asked.ids, ...held.rows.map((row) => row.contact_id)])];
  const people = await sql<{ row: Target['row']; phones: string[] }>`
    select to_jsonb(c) row, array(select phone from contact_phone p where p.workspace_id = ${ws} and p.contact_id = c.id) phones
    from contact c where workspace_id = ${ws} and id = any (${ids}::uuid[]) for no key update`.execute(ctx.tx);
  const country = await sql<{ country: string | null }>`select country from workspace where id = ${ws}`.execute(ctx.tx);
  const targets = people.rows.map(({ row, phones }): [string, Target] => [
    row.id,
    {
      row,
      isNew: false,
      dirty: false,
      emails: new Map(),
      phones: new Map(phones.map((phone) => [phone, { raw: '', kind: null }])),
      companyWas: (row.company_id as string | null) ?? null,
    },
  ]);
  return {
    targets: new Map(targets),
    byEmail: new Map(held.rows.map((row) => [row.email, row.contact_id])),
    country: country.rows[0]?.country ?? null,
    importId: asked.importId,
  };
}

const WRITTEN = [
  ...[
    'first_name',
    'last_name',
    'email',
    'phone',
    'job_title',
    'job_function',
    'seniority',
    'company_id',
    'owner_id',
    'buying_role',
    'lifecycle_stage',
  ],
  ...[
    'source_channel',
    'time_zone',
    'locale',
    'street',
    'city',
    'region',
    'postal_code',
    'country',
    'description',
    'interests',
    'tags',
    'custom',
  ],
  ...['source', 'deleted_at', 'world_region', 'stated', 'understand_due'],
];

async function store(ctx: Ctx, book: Book): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const dirty = [...book.targets.values()].filter((target) => target.dirty);
  const understood = ({ row }: Target) => ({ ...row, ...understoodContact(row), stated: row.stated ?? [], understand_due: false });
  const made = dirty.filter((target) => target.isNew).map(understood);
  const changed = dirty.filter((target) => !target.isNew).map(understood);
  const columns = sql.join(WRITTEN.map((name) => sql.ref(name)));
  const values = sql.join(WRITTEN.map((name) => sql.ref(`r.${name}`)));
  if (made.length > 0)
    await sql`insert into contact (workspace_id, id, created_at, updated_at, import_id, created_by, ${columns})
      select ${ws}, r.id, r.created_at, ${ctx.now}, r.import_id, r.created_by, ${values} from json_populate_recordset(null::contact, ${JSON.stringify(made)}::json) r`.execute(
      ctx.tx,
    );
  if (changed.length > 0)
    await sql`update contact c set (${columns}, updated_at) = (${values}, ${ctx.now}::timestamptz)
      from json_populate_recordset(null::contact, ${JSON.stringify(changed)}::json) r where c.workspace_id = ${ws} and c.id = r.id`.execute(
      ctx.tx,
    );
  await storeAddresses(ctx, dirty);
  await storeMoves(ctx, dirty);
}

async function storeAddresses(ctx: Ctx, dirty: readonly Target[]): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const emails = dirty.flatMap((target) =>
    [...target.emails].map(([email, kind]) => ({ contact_id: target.row.id, email, kind, is_primary: target.row.email === email })),
  );
  const phones = dirty.flatMap((target) =>
    [...target.phones]
      .filter(([, { raw }]) => raw !== '')
      .map(([phone, rest]) => ({ contact_id: target.row.id, phone, ...rest, is_primary: target.row.phone === phone })),
  );
  if (emails.length > 0) {
    await sql`insert into contact_email (workspace_id, contact_id, email, is_primary, kind, created_at)
      select ${ws}, r.contact_id, r.email, r.is_primary, r.kind, ${ctx.now} from json_populate_recordset(null::contact_email, ${JSON.stringify(emails)}::json) r`.execute(
      ctx.tx,
    );
  }
  if (phones.length > 0)
    await sql`insert into contact_phone (workspace_id, contact_id, phone, raw, kind, is_primary, created_at)
      select ${ws}, r.contact_id, r.phone, r.raw, r.kind, r.is_primary, ${ctx.now} from json_populate_recordset(null::contact_phone, ${JSON.stringify(phones)}::json) r
      on conflict do nothing`.execute(ctx.tx);
}

/** An import knows that a person works somewhere, not since when: the job before ends today, the next has no first day. */
async function storeMoves(ctx: Ctx, dirty: readonly Target[]): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const moved = dirty.filter((target) => (target.row.company_id ?? null) !== target.companyWas);
  if (moved.length === 0) return;
  await sql`update contact_company set ends_on = greatest(${ctx.now.slice(0, 10)}::date, starts_on), is_primary = false
    where workspace_id = ${ws} and ends_on is null and contact_id = any (${moved.map((target) => target.row.id)}::uuid[])`.execute(ctx.tx);
  const jobs = moved.map(({ row }) => ({ contact_id: row.id, company_id: row.company_id, job_title: row.job_title ?? null }));
  await sql`insert into contact_company (workspace_id, contact_id, company_id, job_title, is_primary, created_at)
    select ${ws}, r.contact_id, r.company_id, r.job_title, true, ${ctx.now} from json_populate_recordset(null::contact_company, ${JSON.stringify(jobs)}::json) r`.execute(
    ctx.tx,
  );
}
