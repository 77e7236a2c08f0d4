import { sql } from 'kysely';
import type { z } from 'zod';
import { HUMAN_KINDS } from '#modules/activities/schema.ts';
import { findOrCreateCompany } from '#modules/companies/commands/companies.ts';
import { checkValues, defaultOwner, tidyTags } from '#modules/companies/commands/values.ts';
import { reachableCompany } from '#modules/companies/queries/companies.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { statedAfter } from '#platform/shared/stated.ts';
import { reachableContact } from '../queries/contacts.ts';
import { understoodContact } from '../rules/understand.ts';
import { type ContactValues, UNDERSTOOD } from '../schema.ts';
import { addressProblem, writeEmails, writePhones } from './addresses.ts';
import { moveTo } from './employments.ts';

export type Values = { [K in keyof typeof ContactValues]?: z.output<(typeof ContactValues)[K]> };

const COLUMNS = {
  firstName: 'first_name',
  lastName: 'last_name',
  jobTitle: 'job_title',
  jobFunction: 'job_function',
  seniority: 'seniority',
  worldRegion: 'world_region',
  ownerId: 'owner_id',
  buyingRole: 'buying_role',
  sourceChannel: 'source_channel',
  timeZone: 'time_zone',
  locale: 'locale',
  street: 'street',
  city: 'city',
  region: 'region',
  postalCode: 'postal_code',
  country: 'country',
  description: 'description',
  source: 'source',
} as const satisfies Partial<Record<keyof typeof ContactValues, string>>;

/** Wire values as columns of `contact`; the empty text is no value. */
export function columnsOf(values: Values): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const [name, column] of Object.entries(COLUMNS)) {
    const value = values[name as keyof typeof COLUMNS];
    if (value !== undefined) columns[column] = value === '' ? null : value;
  }
  if (values.tags) columns.tags = tidyTags(values.tags);
  if (values.interests) columns.interests = tidyTags(values.interests);
  return columns;
}

export async function createContact(
  ctx: Ctx,
  { companyName, ...values }: Values & { companyName?: string },
): Promise<{ id: string } | Refusal> {
  if (!values.firstName && !values.lastName && !values.emails?.length)
    return refuse('invalid', 'Write a name or a mail address, so that the person can be found again.', { field: 'lastName' });
  const checked = await checkValues(ctx, { entity: 'contact', values: governed(values), creating: true });
  if (isRefusal(checked)) return checked;
  const problem = (await companyProblem(ctx, values.companyId)) ?? (await addressProblem(ctx, { emails: values.emails }));
  if (problem) return problem;
  const companyId = values.companyId ?? (await companyOf(ctx, companyName, values));
  const columns = columnsOf(values);
  const stated = statedAfter([], UNDERSTOOD, values);
  const made = await ctx.tx
    .insertInto('contact')
    .values({
      ...columns,
      ...understoodContact({ ...columns, stated }),
      stated,
      understand_due: false,
      workspace_id: ctx.scope.workspaceId,
      owner_id: values.ownerId === undefined ? await defaultOwner(ctx, 'contact') : values.ownerId,
      custom: JSON.stringify(checked.custom),
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
      updated_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (values.emails) await writeEmails(ctx, made.id, values.emails);
  if (values.phones) await writePhones(ctx, made.id, values.phones);
  if (companyId) await moveTo(ctx, { contactId: made.id, companyId, jobTitle: values.jobTitle ?? null, startsOn: null });
  ctx.changed('contact', made.id);
  return made;
}

/** The lists of addresses are governed by the rights on `email` and `phone`. */
function governed(values: Values): Values & Record<string, unknown> {
  return { ...values, email: values.emails, phone: values.phones };
}

async function companyOf(ctx: Ctx, name: string | undefined, values: Values): Promise<string | null> {
  if (!name) return null;
  return (await findOrCreateCompany(ctx, { name, domain: values.emails?.[0]?.email }))?.id ?? null;
}

async function companyProblem(ctx: Ctx, companyId: string | null | undefined): Promise<Refusal | null> {
  if (!companyId) return null;
  const company = await reachableCompany(ctx.tx, ctx.scope, { id: companyId, to: 'read' });
  return isRefusal(company)
    ? refuse('invalid', 'This company does not exist, or your role does not reach it.', { field: 'companyId' })
    : null;
}

export async function changeContact(ctx: Ctx, id: string, values: Values): Promise<Refusal | undefined> {
  const there = await reachableContact(ctx.tx, ctx.scope, { id, to: 'write' });
  if (isRefusal(there)) return there;
  const checked = await checkValues(ctx, { entity: 'contact', values: governed(values), creating: false });
  if (isRefusal(checked)) return checked;
  const problem = (await companyProblem(ctx, values.companyId)) ?? (await addressProblem(ctx, { contactId: id, emails: values.emails }));
  if (problem) return problem;
  const columns = columnsOf(values);
  const stated = statedAfter(there.told.stated, UNDERSTOOD, values);
  await ctx.tx
    .updateTable('contact')
    .set({
      ...columns,
      ...understoodContact({ ...there.told, ...columns, stated }),
      stated,
      ...(values.custom === undefined ? {} : { custom: sql`jsonb_strip_nulls(custom || ${JSON.stringify(checked.custom)}::jsonb)` }),
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  if (values.emails) await writeEmails(ctx, id, values.emails);
  if (values.phones) await writePhones(ctx, id, values.phones);
  if (values.companyId !== undefined && values.companyId !== there.company_id)
    await moveTo(ctx, {
      contactId: id,
      companyId: values.companyId,
      jobTitle: values.jobTitle ?? null,
      startsOn: there.company_id ? ctx.now.slice(0, 10) : null,
    });
  ctx.changed('contact', id);
}

export async function trashContact(ctx: Ctx, id: string): Promise<Refusal | undefined> {
  const there = await reachableContact(ctx.tx, ctx.scope, { id, to: 'write' });
  return isRefusal(there) ? there : setTrash(ctx, id, ctx.now);
}

export async function restoreContact(ctx: Ctx, id: string): Promise<Refusal | undefined> {
  const there = await reachableContact(ctx.tx, ctx.scope, { id, to: 'write', trashed: true });
  if (isRefusal(there)) return there;
  if (there.erased_at) return refuse('gone', 'This person was erased. Nothing is left that could be brought back.');
  if (there.merged_into) return refuse('conflict', 'This contact was merged into another one. Undo the merge instead.');
  return setTrash(ctx, id, null);
}

async function setTrash(ctx: Ctx, id: string, at: string | null): Promise<undefined> {
  await ctx.tx
    .updateTable('contact')
    .set({ deleted_at: at, updated_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('contact', id);
}

/** Something happened to these contacts at these instants: the last one is kept. Set-wise, locked in the order of their ids as scoring locks them, not audited by the jobs that call it. */
export async function touchContacts(ctx: Ctx, touches: readonly { id: string; at: string }[]): Promise<void> {
  if (touches.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    update contact c set last_activity_at = t.at from (
      select o.id, x.at from contact o join (select id, max(at) as at from json_to_recordset(${JSON.stringify(touches)}::json) as x(id uuid, at timestamptz) group by id) x using (id)
      where o.workspace_id = ${ctx.scope.workspaceId} and (o.last_activity_at is null or o.last_activity_at < x.at) order by o.id for no key update of o) t
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = t.id returning c.id`.execute(ctx.tx);
  for (const { id } of rows) ctx.changed('contact', id);
}

/** The same for what an import brought, which is not announced row by row: one statement when the import ends. */
export async function touchContactsOfImport(ctx: Ctx, importId: string): Promise<void> {
  await sql`update contact c set last_activity_at = t.at from (
      select contact_id id, max(occurred_at) as at from activity where workspace_id = ${ctx.scope.workspaceId} and import_id = ${importId}
        and contact_id is not null and kind = any (${HUMAN_KINDS}) and not retracted group by 1) t
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = t.id and (c.last_activity_at is null or c.last_activity_at < t.at)`.execute(
    ctx.tx,
  );
  ctx.changed('contact');
}
