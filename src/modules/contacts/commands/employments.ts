import { sql } from 'kysely';
import { reachableCompany } from '#modules/companies/queries/companies.ts';
import type { Ctx } from '#platform/context.ts';
import { lockedField } from '#platform/shared/fieldrights.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { employerChanged } from '../events.ts';
import { reachableContact } from '../queries/contacts.ts';
import { understoodContact } from '../rules/understand.ts';

export interface Move {
  contactId: string;
  /** Null: has left, and nobody knows where to. */
  companyId: string | null;
  jobTitle: string | null;
  /** A day; null where it is not known since when. */
  startsOn: string | null;
}

/** Notes another employer, as of a day. */
export async function addEmployment(
  ctx: Ctx,
  asked: { id: string; companyId: string; jobTitle?: string | null; startsOn?: string },
): Promise<{ id: string } | Refusal> {
  const there = await reachableContact(ctx.tx, ctx.scope, { id: asked.id, to: 'write' });
  if (isRefusal(there)) return there;
  const locked = lockedField(ctx.scope, 'contact', { companyId: true, ...(asked.jobTitle === undefined ? {} : { jobTitle: true }) });
  if (locked) return refuse('forbidden', 'Your role may not change this field. Nothing was changed.', { field: locked });
  const company = await reachableCompany(ctx.tx, ctx.scope, { id: asked.companyId, to: 'read' });
  if (isRefusal(company)) return refuse('invalid', 'This company does not exist, or your role does not reach it.', { field: 'companyId' });
  if (there.company_id === asked.companyId) return refuse('conflict', 'This contact works there already.', { field: 'companyId' });
  const startsOn = asked.startsOn ?? ctx.now.slice(0, 10);
  if (asked.jobTitle !== undefined) {
    const columns = { job_title: asked.jobTitle || null };
    await ctx.tx
      .updateTable('contact')
      .set({ ...columns, ...understoodContact({ ...there.told, ...columns }) })
      .where('workspace_id', '=', ctx.scope.workspaceId)
      .where('id', '=', asked.id)
      .execute();
  }
  const id = await moveTo(ctx, { contactId: asked.id, companyId: asked.companyId, jobTitle: asked.jobTitle ?? null, startsOn });
  if (!id) throw new Error('a move to a company made no employment');
  ctx.changed('contact', asked.id);
  return { id };
}

/** Closes the job that is open and opens the next. What happened before stays with the company it happened at. */
export async function moveTo(ctx: Ctx, { contactId, companyId, jobTitle, startsOn }: Move): Promise<string | null> {
  const ws = ctx.scope.workspaceId;
  const before = await ctx.tx
    .selectFrom('contact')
    .select('company_id')
    .where('workspace_id', '=', ws)
    .where('id', '=', contactId)
    .executeTakeFirst();
  await ctx.tx
    .updateTable('contact')
    .set({ company_id: companyId, updated_at: ctx.now })
    .where('workspace_id', '=', ws)
    .where('id', '=', contactId)
    .execute();
  // A job that began after the next one is a slip of the dates; it ends on the day it began.
  await sql`update contact_company set ends_on = greatest(${startsOn ?? ctx.now.slice(0, 10)}::date, starts_on), is_primary = false
    where workspace_id = ${ws} and contact_id = ${contactId} and ends_on is null`.execute(ctx.tx);
  const made = companyId
    ? await ctx.tx
        .insertInto('contact_company')
        .values({
          workspace_id: ws,
          contact_id: contactId,
          company_id: companyId,
          job_title: jobTitle,
          starts_on: startsOn,
          is_primary: true,
          created_at: ctx.now,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
    : null;
  const from = before?.company_id ?? null;
  for (const id of [from, companyId]) if (id) ctx.changed('company', id);
  if (from !== null || companyId === null) await ctx.announce(employerChanged, { contactId, from, to: companyId });
  return made?.id ?? null;
}
