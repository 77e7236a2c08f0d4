import { sql } from 'kysely';
import { createCompany } from '#modules/companies/commands/companies.ts';
import { recomputeCustomers } from '#modules/companies/commands/customers.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { candidatesFor } from '../queries/customers.ts';
import { type CustomerSaid, certainMatch } from '../rules.ts';
import type { DocumentKind } from './documents.ts';

interface Saying {
  /** The document. */
  id: string;
  said: Partial<CustomerSaid>;
}

const whole = ({ number, name, taxId, email }: Partial<CustomerSaid>): CustomerSaid => ({
  number: number?.trim() || null,
  name: name?.trim() || null,
  taxId: taxId?.trim() || null,
  email: email?.trim().toLowerCase() || null,
});

/**
 * Finds the companies of documents that name their customer in words. Certain matches apply; the others wait for a person, with the document as it
 * came in. A document that has a company, or about which a person has decided, stays as it is.
 */
export async function matchCustomers(ctx: Ctx, kind: DocumentKind, sayings: readonly Saying[]): Promise<void> {
  const asked = await openOf(ctx, kind, sayings);
  if (asked.length === 0) return;
  const candidates = await candidatesFor(
    ctx,
    asked.map(({ said }) => said),
  );
  const rows = asked.map(({ id, said }, place) => {
    const found = candidates[place];
    const match = found ? certainMatch(found.candidates, found) : null;
    return { documentId: id, ...said, companyId: match?.companyId ?? null, how: match?.how ?? null };
  });
  const column = sql.ref(kind === 'order' ? 'order_id' : 'invoice_id');
  await sql`insert into customer_match (workspace_id, ${column}, number, name, tax_id, email, state, how, decided_at, created_at)
    select ${ctx.scope.workspaceId}, r."documentId", r.number, r.name, r."taxId", r.email, case when r.how is null then 'waiting' else 'settled' end, r.how,
      case when r.how is not null then ${ctx.now}::timestamptz end, ${ctx.now}
    from json_to_recordset(${JSON.stringify(rows)}::json) as r("documentId" uuid, number text, name text, "taxId" text, email text, how text)
    on conflict (workspace_id, ${column}) do update set number = excluded.number, name = excluded.name, tax_id = excluded.tax_id, email = excluded.email,
      state = excluded.state, how = excluded.how, decided_at = excluded.decided_at where customer_match.state = 'waiting'`.execute(ctx.tx);
  const settled = rows.flatMap(({ documentId, companyId, how, number }) =>
    companyId && how ? [{ documentId, companyId, how, number }] : [],
  );
  await giveCompanies(ctx, kind, settled);
  // A name alone says little about a number: the next document may name another.
  await rememberNumbers(
    ctx,
    settled.filter(({ how }) => how === 'tax_id' || how === 'domain'),
  );
  ctx.changed('customer_match');
}

/** A document that waits for its customer, and to which somebody else has given a company meanwhile, waits no more. */
export async function settleNamed(ctx: Ctx, kind: DocumentKind, ids: readonly string[]): Promise<void> {
  const { rows } =
    await sql`update customer_match m set state = 'settled', how = 'person', decided_by = ${ctx.scope.actor.memberId}, decided_at = ${ctx.now}
    from ${sql.table(kind === 'order' ? 'sales_order' : 'invoice')} d where d.workspace_id = ${ctx.scope.workspaceId} and d.id = any (${ids}::uuid[]) and d.company_id is not null
      and m.workspace_id = d.workspace_id and ${sql.ref(`m.${kind === 'order' ? 'order_id' : 'invoice_id'}`)} = d.id and m.state <> 'settled' returning m.id`.execute(
      ctx.tx,
    );
  if (rows.length > 0) ctx.changed('customer_match');
}

/** Of the documents those that have no company, and say something. The last word about a document counts. */
async function openOf(ctx: Ctx, kind: DocumentKind, sayings: readonly Saying[]): Promise<{ id: string; said: CustomerSaid }[]> {
  const said = new Map(sayings.map((one) => [one.id, whole(one.said)]));
  const ids = [...said].filter(([, one]) => Object.values(one).some((value) => value !== null)).map(([id]) => id);
  if (ids.length === 0) return [];
  const column = sql.ref(`m.${kind === 'order' ? 'order_id' : 'invoice_id'}`);
  const { rows } = await sql<{ id: string }>`select d.id from ${sql.table(kind === 'order' ? 'sales_order' : 'invoice')} d
    where d.workspace_id = ${ctx.scope.workspaceId} and d.id = any (${ids}::uuid[]) and d.company_id is null
      and not exists (select from customer_match m where m.workspace_id = d.workspace_id and ${column} = d.id and m.state = 'aside')`.execute(
    ctx.tx,
  );
  return rows.flatMap(({ id }) => {
    const one = said.get(id);
    return one ? [{ id, said: one }] : [];
  });
}

async function giveCompanies(ctx: Ctx, kind: DocumentKind, given: readonly { documentId: string; companyId: string }[]): Promise<void> {
  if (given.length === 0) return;
  await sql`update ${sql.table(kind === 'order' ? 'sales_order' : 'invoice')} d set company_id = r."companyId", updated_at = ${ctx.now}
    from json_to_recordset(${JSON.stringify(given)}::json) as r("documentId" uuid, "companyId" uuid)
    where d.workspace_id = ${ctx.scope.workspaceId} and d.id = r."documentId"`.execute(ctx.tx);
  if (kind === 'invoice') await recomputeCustomers(ctx, [...new Set(given.map(({ companyId }) => companyId))]);
  for (const { documentId } of given) ctx.changed(kind, documentId);
}

async function rememberNumbers(ctx: Ctx, known: readonly { number: string | null; companyId: string }[]): Promise<void> {
  const numbers = known.filter(({ number }) => number !== null);
  if (numbers.length === 0) return;
  await sql`insert into customer_number (workspace_id, number, company_id, decided_by, decided_at)
    select distinct on (lower(r.number)) ${ctx.scope.workspaceId}::uuid, r.number, r."companyId", ${ctx.scope.actor.memberId}::uuid, ${ctx.now}::timestamptz
    from json_to_recordset(${JSON.stringify(numbers)}::json) as r(number text, "companyId" uuid)
    on conflict (workspace_id, lower(number)) do update set company_id = excluded.company_id, decided_by = excluded.decided_by, decided_at = excluded.decided_at`.execute(
    ctx.tx,
  );
}

interface Waiting {
  id: string;
  kind: DocumentKind;
  document_id: string;
  number: string | null;
  name: string | null;
  tax_id: string | null;
  email: string | null;
}

const GONE = refuse('not_found', 'This is decided already, or the document is not yours to change.');

/** What is decided together: one document, or all that wait with its customer number. */
async function lockWaiting(ctx: Ctx, id: string, all: boolean): Promise<[Waiting, ...Waiting[]] | Refusal> {
  const mine = (kind: DocumentKind, alias: string) => reachable(ctx.scope, kind, { to: 'write', ownerColumn: `${alias}.owner_id` });
  const { rows } = await sql<Waiting>`
    select m.id, case when m.order_id is null then 'invoice' else 'order' end as kind, coalesce(m.order_id, m.invoice_id) as document_id, m.number, m.name, m.tax_id, m.email
    from customer_match m left join sales_order o on o.workspace_id = m.workspace_id and o.id = m.order_id
      left join invoice i on i.workspace_id = m.workspace_id and i.id = m.invoice_id
    where m.workspace_id = ${ctx.scope.workspaceId} and m.state <> 'settled' and ((m.order_id is not null and ${mine('order', 'o')}) or (m.invoice_id is not null and ${mine('invoice', 'i')}))
      and (m.id = ${id} or (${all} and m.state = 'waiting' and lower(m.number) = (select lower(n.number) from customer_match n where n.workspace_id = m.workspace_id and n.id = ${id})))
    order by m.id <> ${id}, m.id for update of m`.execute(ctx.tx);
  const [first, ...others] = rows;
  return first?.id === id ? [first, ...others] : GONE;
}

/** A person says whose a document is, and with it, if asked, all that wait with the same customer number. */
export async function chooseCompany(
  ctx: Ctx,
  chosen: { id: string; companyId: string; all: boolean },
): Promise<{ settled: number } | Refusal> {
  const waiting = await lockWaiting(ctx, chosen.id, chosen.all);
  if (isRefusal(waiting)) return waiting;
  const { rows } =
    await sql`select from company c where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${chosen.companyId} and c.deleted_at is null
    and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'c.owner_id' })}`.execute(ctx.tx);
  if (rows.length === 0) return refuse('invalid', 'This company is not here any more, or it is not yours to see.', { field: 'companyId' });
  return settleWaiting(ctx, waiting, chosen);
}

async function settleWaiting(
  ctx: Ctx,
  waiting: readonly Waiting[],
  { companyId, all }: { companyId: string; all: boolean },
): Promise<{ settled: number }> {
  await decide(ctx, waiting, 'settled');
  for (const kind of ['order', 'invoice'] as const)
    await giveCompanies(
      ctx,
      kind,
      waiting.flatMap((one) => (one.kind === kind ? [{ documentId: one.document_id, companyId }] : [])),
    );
  if (all)
    await rememberNumbers(
      ctx,
      waiting.map(({ number }) => ({ number, companyId })),
    );
  return { settled: waiting.length };
}

async function decide(ctx: Ctx, waiting: readonly Waiting[], state: 'settled' | 'aside' | 'waiting'): Promise<void> {
  await ctx.tx
    .updateTable('customer_match')
    .set({
      state,
      how: state === 'settled' ? 'person' : null,
      decided_by: state === 'waiting' ? null : ctx.scope.actor.memberId,
      decided_at: state === 'waiting' ? null : ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where(
      'id',
      'in',
      waiting.map(({ id }) => id),
    )
    .execute();
  ctx.changed('customer_match');
}

/** Makes a company of what the document says, and settles with it. */
export async function makeCompany(
  ctx: Ctx,
  asked: { id: string; name?: string | undefined; all: boolean },
): Promise<{ companyId: string; settled: number } | Refusal> {
  const waiting = await lockWaiting(ctx, asked.id, asked.all);
  if (isRefusal(waiting)) return waiting;
  const [first] = waiting;
  const name = asked.name ?? first.name;
  if (!name) return refuse('invalid', 'Name the company.', { field: 'name' });
  const made = await createCompany(ctx, { name, ...(first.tax_id ? { taxId: first.tax_id } : {}) });
  if (isRefusal(made)) return made;
  return { companyId: made.id, ...(await settleWaiting(ctx, waiting, { companyId: made.id, all: asked.all })) };
}

/** Leaves a document without a company, or (false) puts it back among those that wait. */
export async function setAside(ctx: Ctx, id: string, aside: boolean): Promise<Record<string, never> | Refusal> {
  const waiting = await lockWaiting(ctx, id, false);
  if (isRefusal(waiting)) return waiting;
  await decide(ctx, waiting, aside ? 'aside' : 'waiting');
  return {};
}
