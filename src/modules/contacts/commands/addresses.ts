import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { dialled } from './phones.ts';

export interface GivenEmail {
  email: string;
  kind?: string | null | undefined;
}

export interface GivenPhone {
  phone: string;
  kind?: string | null | undefined;
}

interface Holder {
  email: string;
  id: string;
  name: string;
  trashed: boolean;
  reached: boolean;
}

/** One address is one person: says whose it is already, with the address of that record. */
export async function addressProblem(
  ctx: Ctx,
  { contactId, emails }: { contactId?: string; emails: readonly GivenEmail[] | undefined },
): Promise<Refusal | null> {
  if (!emails?.length) return null;
  const wanted = emails.map(({ email }) => email.toLowerCase());
  const { rows } = await sql<Holder>`
    select e.email, c.id, c.name, c.deleted_at is not null trashed, coalesce(${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}, false) reached
    from contact_email e join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    where e.workspace_id = ${ctx.scope.workspaceId} and e.email = any (${wanted}) and e.contact_id is distinct from ${contactId ?? null}::uuid`.execute(
    ctx.tx,
  );
  if (rows.length === 0) return null;
  const errors = rows.map((holder) => ({ field: `emails[${wanted.indexOf(holder.email)}].email`, message: belongs(holder) }));
  return refuse('conflict', errors[0]?.message ?? '', { errors });
}

function belongs({ email, id, name, trashed, reached }: Holder): string {
  if (!reached) return `${email} belongs to a contact that your role does not reach. One address is one person.`;
  return `${email} belongs to ${name || 'another contact'}${trashed ? ', who is in the trash' : ''}: /contacts/${id}. One address is one person.`;
}

/** Replaces the whole list; the first is the primary one and stands on the contact as well. */
export async function writeEmails(ctx: Ctx, contactId: string, emails: readonly GivenEmail[]): Promise<void> {
  const { workspaceId } = ctx.scope;
  const list = [...new Map(emails.map((one) => [one.email.toLowerCase(), one.kind ?? null]))].map(([email, kind], index) => ({
    email,
    kind,
    is_primary: index === 0,
  }));
  await sql`delete from contact_email where workspace_id = ${workspaceId} and contact_id = ${contactId} and not (email = any (${list.map((one) => one.email)}::text[]))`.execute(
    ctx.tx,
  );
  const rows = sql`json_populate_recordset(null::contact_email, ${JSON.stringify(list)}::json) r`;
  await sql`update contact_email e set is_primary = r.is_primary, kind = r.kind from ${rows} where e.workspace_id = ${workspaceId} and e.contact_id = ${contactId} and e.email = r.email`.execute(
    ctx.tx,
  );
  // Not "on conflict do nothing": who lost a race for an address must hear of it.
  await sql`insert into contact_email (workspace_id, contact_id, email, is_primary, kind, created_at)
    select ${workspaceId}, ${contactId}, r.email, r.is_primary, r.kind, ${ctx.now} from ${rows}
    where not exists (select from contact_email e where e.workspace_id = ${workspaceId} and e.contact_id = ${contactId} and e.email = r.email)`.execute(
    ctx.tx,
  );
  await ctx.tx
    .updateTable('contact')
    .set({ email: list[0]?.email ?? null })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', contactId)
    .execute();
}

/** Replaces the whole list; the first is the primary one. Numbers without a country code are read as the person's country's, else the workspace's. */
export async function writePhones(ctx: Ctx, contactId: string, phones: readonly GivenPhone[]): Promise<void> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<{ country: string | null }>`
    select coalesce(case when c.country ~ '^[A-Z]{2}$' then c.country end, w.country) country from contact c join workspace w on w.id = c.workspace_id
    where c.workspace_id = ${workspaceId} and c.id = ${contactId}`.execute(ctx.tx);
  const country = rows[0]?.country ?? null;
  const byNumber = new Map(phones.map((one) => [dialled(one.phone, country), { raw: one.phone, kind: one.kind ?? null }]));
  const list = [...byNumber].map(([phone, rest], index) => ({ phone, ...rest, is_primary: index === 0 }));
  await sql`delete from contact_phone where workspace_id = ${workspaceId} and contact_id = ${contactId}`.execute(ctx.tx);
  if (list.length > 0)
    await sql`insert into contact_phone (workspace_id, contact_id, phone, raw, kind, is_primary, created_at)
      select ${workspaceId}, ${contactId}, r.phone, r.raw, r.kind, r.is_primary, ${ctx.now} from json_populate_recordset(null::contact_phone, ${JSON.stringify(list)}::json) r`.execute(
      ctx.tx,
    );
  await ctx.tx
    .updateTable('contact')
    .set({ phone: list[0]?.phone ?? null })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', contactId)
    .execute();
}
